/// What Embedded Swift writes in the place of a value that it cannot print. An author sees it in no ordinary build, so it is
/// kept from where it would be acted on.
enum Unprintable {
    private static let text: StaticString = "(cannot print value in embedded Swift)"

    static func isIn(_ bytes: Bytes) -> Bool {
        var position = 0
        while position + text.utf8CodeUnitCount <= bytes.count {
            position = bytes.nextPosition(of: UInt8(ascii: "("), from: position)
            if bytes.starts(with: text, at: position) { return true }
            position += 1
        }
        return false
    }

    /// - Parameter what: Where it stands, for the message.
    /// - Throws: Status 70 where it is in a text.
    static func refuse(_ bytes: Bytes, in what: @autoclosure () -> String) throws(RunError) {
        if !isIn(bytes) { return }
        throw RunError(
            .software, "\(what()) has a value that Embedded Swift cannot print",
            hint: "give the type a description (CustomStringConvertible), or write a part of it, such as rawValue")
    }
}
