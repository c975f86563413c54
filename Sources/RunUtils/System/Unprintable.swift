/// What Embedded Swift writes in the place of a value that it cannot print. An author sees it in no ordinary build, so it is
/// kept from where it would be acted on.
enum Unprintable {
    private static let text: StaticString = "(cannot print value in embedded Swift)"

    /// Why it is refused, after the name of what holds it.
    static let reason: StaticString = "has a value that Embedded Swift cannot print"

    static func isIn(_ bytes: Bytes) -> Bool {
        var position = 0
        while position + text.utf8CodeUnitCount <= bytes.count {
            position = bytes.nextPosition(of: .openParenthesis, from: position)
            if bytes.starts(with: text, at: position) { return true }
            position += 1
        }
        return false
    }
}
