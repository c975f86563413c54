/// A line on a terminal that is rewritten in place while something takes its time.
final class LiveLine {
    private var isShown = false
    /// Whether there is a terminal, and nobody who reads a log.
    let isPossible: Bool

    init(_ console: Console) { isPossible = console.isLive }

    /// Shows a text in the place of what was shown before, as much of it as fits into one line.
    func show(_ text: String) {
        guard let width = Terminal.width else { return }
        isShown = true
        // The return comes after the text too, so that what else is written begins at the left.
        write("\r" + LiveLine.fitted(text, to: width - 1) + LiveLine.clearRest + "\r")
    }

    /// Leaves an empty line.
    func erase() {
        if isShown { write("\r" + LiveLine.clearRest) }
        isShown = false
    }

    /// EL, "erase in line" (console_codes(4)).
    private static let clearRest = "\u{1b}[K"

    private func write(_ text: String) { StandardError.write(Bytes(text)) }

    /// The beginning of a text that takes at most so many columns, with an ellipsis where something is missing.
    static func fitted(_ text: String, to width: Int) -> String {
        let bytes = Bytes(text)
        if bytes.width <= width { return text }
        var left = max(0, width - 1)
        var end = 0
        for index in bytes.indices where bytes[index] & 0xc0 != 0x80 {
            end = index
            if left == 0 { break }
            left -= 1
        }
        return Bytes(bytes[..<end]).text + "…"
    }
}
