/// Texts of files, by their bytes.
enum Text {
    /// The lines that are not empty.
    static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line: [UInt8] = []
        for byte in Array(text.utf8) + [10] {
            if byte != 10 {
                line.append(byte)
            } else if !line.isEmpty {
                lines.append(String(decoding: line, as: UTF8.self))
                line = []
            }
        }
        return lines
    }

    /// What follows a beginning; nil for a text that begins otherwise.
    static func rest(of text: String, behind prefix: String) -> String? {
        let (text, prefix) = (Array(text.utf8), Array(prefix.utf8))
        guard text.count >= prefix.count, equal(text, 0, prefix) else { return nil }
        return String(decoding: text[prefix.count...], as: UTF8.self)
    }

    /// Whether a text ends so.
    static func ends(_ text: String, with suffix: String) -> Bool {
        let (text, suffix) = (Array(text.utf8), Array(suffix.utf8))
        return text.count >= suffix.count && equal(text, text.count - suffix.count, suffix)
    }

    private static func equal(_ text: [UInt8], _ start: Int, _ part: [UInt8]) -> Bool {
        for index in part.indices where text[start + index] != part[index] { return false }
        return true
    }

    /// What follows the last slash that is not at its end.
    static func lastComponent(_ path: String) -> String {
        let parts = Array(path.utf8).split(separator: 47)
        return parts.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func isWord(_ bytes: ArraySlice<UInt8>, _ word: String) -> Bool { Array(bytes) == Array(word.utf8) }

    /// With a backslash before quotes and backslashes, as connection strings of libpq are written.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == 39 || byte == 92 { bytes.append(92) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With spaces in the place of line ends.
    static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    }
}
