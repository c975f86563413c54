import RunUtils

/// What nginx writes when it checks a configuration: "nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:3".
enum CheckMessages {
    struct Message: Equatable {
        let text: String
        /// Where it is, if it says so.
        let place: Place?
    }

    struct Place: Equatable {
        let path: String
        let line: Int
    }

    /// Whether a port cannot be had without a right.
    static func lackRight(_ errors: String) -> Bool {
        Text.lines(errors).contains { $0.matches(pattern: "bind\\(\\) to .* failed \\(13:") }
    }

    /// A file, or a directory, to which nginx's user has no right; nil where that is not what is wrong.
    static func refused(_ errors: String) -> String? {
        for line in Text.lines(errors) {
            guard
                line.matches(
                    pattern: "(open|mkdir|opendir|chown|stat)\\(\\)? ?\".*failed \\((13|1):|::Permission denied:")
            else { continue }
            let pieces = Text.pieces(line, at: .quote, keepsEmpty: true)
            if pieces.count > 2 { return pieces[1] }
        }
        return nil
    }

    /// The text with another in the place of each of its parts that are the same as `part`.
    static func replacing(_ part: String, in text: String, by other: String) -> String {
        let (bytes, part) = (Array(text.utf8), Array(part.utf8))
        guard let first = part.first else { return text }
        var result: [UInt8] = []
        var position = 0
        while let start = bytes[position...].firstIndex(of: first) {
            let isThere = Array(bytes[start...].prefix(part.count)) == part
            result += bytes[position..<start] + (isThere ? Array(other.utf8) : [first])
            position = start + (isThere ? part.count : 1)
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }

    static func parse(_ errors: String) -> [Message] {
        var messages: [Message] = []
        for line in Text.lines(errors) {
            let text = withoutProcess(Text.rest(of: line, behind: "nginx: ") ?? line)
            if text.matches(pattern: "test failed$|syntax is ok$") { continue }
            messages.append(message(text))
        }
        return messages
    }

    /// A log line without its time and process: "2026/11/25 22:00:23 [emerg] 6#6: unknown …".
    private static func withoutProcess(_ line: String) -> String {
        if !line.matches(pattern: "^[0-9/]+ [0-9:]+ \\[[a-z]+\\] [0-9]+#[0-9]+: ") { return line }
        let words = Text.words(line)
        return words[2] + " " + words[4...].joined(separator: " ")
    }

    private static func message(_ text: String) -> Message {
        let bytes = Array(text.utf8)
        let whole = Message(text: text, place: nil)
        guard let colon = bytes.lastIndex(of: 58),
            let line = Int(String(decoding: bytes[(colon + 1)...], as: UTF8.self)), line > 0
        else { return whole }
        let word = Array(" in /".utf8)
        var start = colon - word.count
        while start > 0 {
            if Array(bytes[start..<start + word.count]) == word {
                let path = String(decoding: bytes[(start + 4)..<colon], as: UTF8.self)
                return Message(
                    text: String(decoding: bytes[..<start], as: UTF8.self), place: Place(path: path, line: line))
            }
            start -= 1
        }
        return whole
    }
}
