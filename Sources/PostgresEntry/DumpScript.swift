import RunUtils

/// SQL of somebody else's, such as pg_dump writes: taken apart as far as it must be before psql gets it. All of it that psql would carry out
/// itself is refused by psql's \restrict (psql(1), from 17.6 on); the dump's own lines for that are left out.
struct DumpScript {
    /// Statements, and commands of psql's (a backslash and the rest of its line): each without what separates it from the
    /// one before. The last may be incomplete.
    let parts: [String]
    /// Where each of them is, in bytes.
    let places: [Range<Int>]
    /// The comments before the first of them, and in it.
    let heading: String
    /// Up to here the places are those in the file: a byte that is no UTF-8 has become three.
    let exactLength: Int

    init(_ text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        var parts: [String] = []
        var places: [Range<Int>] = []
        while let place = scanner.part() {
            parts.append(String(decoding: scanner.bytes[place], as: UTF8.self))
            places.append(place)
        }
        self.parts = parts
        self.places = places
        exactLength = DumpScript.position(of: [0xef, 0xbf, 0xbd], in: scanner.bytes)
        heading = String(decoding: scanner.bytes.prefix(places.first?.upperBound ?? scanner.bytes.count), as: UTF8.self)
    }

    private static func position(of mark: [UInt8], in bytes: [UInt8]) -> Int {
        for index in bytes.indices where bytes[index] == mark[0] && Array(bytes[index...].prefix(3)) == mark {
            return index
        }
        return bytes.count
    }

    /// The key of the dump's own \restrict: letters and digits. nil where it does not begin with one.
    var key: String? {
        guard let first = parts.first.map(DumpScript.trimmed), let word = Text.rest(of: first, behind: "\\restrict ")
        else { return nil }
        for byte in Array(word.utf8) where !DumpScript.isKey(byte) { return nil }
        return word
    }

    /// The text without those parts that begin so, and without the lines for \restrict.
    func text(without beginnings: [String]) -> String {
        let beginnings = beginnings + ["\\restrict ", "\\unrestrict "]
        var result = ""
        for part in parts where !beginnings.contains(where: { Text.rest(of: part, behind: $0) != nil }) {
            result += "\(part)\n"
        }
        return result
    }

    private static func isKey(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit
    }

    /// PostgreSQL's lexical rules ("Lexical Structure" in its manual), with standard_conforming_strings.
    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        private func byte(_ offset: Int = 0) -> UInt8 {
            position + offset < bytes.count ? bytes[position + offset] : 0
        }

        private var isAtEnd: Bool { position >= bytes.count }

        /// nil at the end.
        mutating func part() -> Range<Int>? {
            while !isAtEnd, byte() <= 32 || skipComment() { if byte() <= 32 { position += 1 } }
            if isAtEnd { return nil }
            let start = position
            if byte() == 92 {
                skip(to: 10)
                return start..<position
            }
            while !isAtEnd {
                let byte = byte()
                if skipComment() { continue }
                if byte == 39 || byte == 34 {
                    skipQuoted(byte, escapes: byte == 39 && isWord(-1) && (self.byte(-1) | 32) == 101 && !isWord(-2))
                } else if byte == 36 && !isWord(-1) {
                    skipDollarQuoted()
                } else {
                    position += 1
                    if byte == 59 { break }
                }
            }
            return start..<position
        }

        /// Whether a byte belongs to a name or a number.
        private func isWord(_ offset: Int) -> Bool {
            guard position + offset >= 0 else { return false }
            let byte = byte(offset)
            return DumpScript.isKey(byte) || byte == 95 || byte == 36 || byte >= 128
        }

        private mutating func skip(to end: UInt8) {
            while !isAtEnd, byte() != end { position += 1 }
        }

        /// - Returns: Whether there was one.
        private mutating func skipComment() -> Bool {
            if byte() == 45 && byte(1) == 45 {
                skip(to: 10)
                return true
            }
            guard byte() == 47 && byte(1) == 42 else { return false }
            var depth = 0
            repeat {
                if byte() == 47 && byte(1) == 42 {
                    depth += 1
                    position += 2
                } else if byte() == 42 && byte(1) == 47 {
                    depth -= 1
                    position += 2
                } else {
                    position += 1
                }
            } while depth > 0 && !isAtEnd
            position = min(position, bytes.count)
            return true
        }

        /// A mark that stands twice is read as two texts, one behind the other.
        private mutating func skipQuoted(_ mark: UInt8, escapes: Bool) {
            position += 1
            while !isAtEnd, byte() != mark { position += escapes && byte() == 92 ? 2 : 1 }
            position = min(position + 1, bytes.count)
        }

        /// $tag$ … $tag$; a dollar sign that begins none is passed.
        private mutating func skipDollarQuoted() {
            var length = 1
            while isWord(length), byte(length) != 36 { length += 1 }
            let isQuote = byte(length) == 36 && !(48...57).contains(byte(1))
            let tag = bytes[position..<min(position + length + 1, bytes.count)]
            position += 1
            if !isQuote { return }
            position += length
            while !isAtEnd, bytes[position...].prefix(tag.count) != tag { position += 1 }
            position = min(position + tag.count, bytes.count)
        }
    }
}
