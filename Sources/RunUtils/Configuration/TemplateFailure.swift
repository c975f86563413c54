extension Template.Failure {
    /// How many bytes of a line are shown on each side of the place.
    private static let contextWidth = 100

    /// The failure as lines: path:line:column and the message, the line of the file, and a caret below it.
    func lines(path: FilePath, source: Bytes) -> [String] {
        let start = source[..<offset].lastIndex(of: .newline).map { $0 + 1 } ?? 0
        var end = source.position(of: .newline, from: offset) ?? source.count
        if end > offset, source[end - 1] == 13 { end -= 1 }
        let line = source[..<offset].count { $0 == .newline } + 1
        let column = source.part(start, offset).width + 1
        // Of a long line, what is around the place.
        let from = max(start, offset - Template.Failure.contextWidth)
        let before = displayed(source.part(from, offset))
        let shown = before + displayed(source.part(offset, min(end, offset + Template.Failure.contextWidth)))
        // A tab stays a tab, so that the caret stands below its column in a terminal.
        let indent = Bytes(before.filter { $0 & 0xc0 != 0x80 }.map { $0 == 9 ? 9 : .space }).text
        return [
            "\(escaped(path.description)):\(line):\(column): \(message)",
            "  \(shown.text)",
            "  \(indent)^",
        ]
    }
}
