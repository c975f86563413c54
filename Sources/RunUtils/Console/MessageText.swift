/// Text of users and files in a message: in double quotes, with control characters escaped so that it stays on its line.
package func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

/// The same for what somebody has written wrong: a user and a password in an address are not shown.
func quoted(wrong text: Bytes) -> String {
    guard let start = text.position(of: Bytes("://"), from: 0), let end = text.lastIndex(of: .at), end > start else {
        return quoted(text.text)
    }
    return quoted((text.upTo(start + 3) + Bytes("***") + text.from(end)).text)
}

package func quoted(_ path: FilePath) -> String { quoted(path.description) }

/// Text with control characters, quotes and backslashes escaped.
///
/// - Parameter hexadecimal: What two hexadecimal digits are put behind: as in C, or `\\u00` as in JSON.
func escaped(_ text: String, _ hexadecimal: String = "\\x") -> String {
    escaped(Bytes(text), hexadecimal, quotes: true).text
}

/// Text with only control characters escaped, for what is not put into quotes.
func printable(_ text: String) -> String { escaped(Bytes(text), "\\x", quotes: false).text }

/// The same for a line of a text, in which a tab may stand: what comes from elsewhere must not control a terminal.
func displayed(_ line: Bytes) -> Bytes {
    // Nearly all is harmless. 0xc2 is the first byte of U+0080 to U+009F.
    let isHarmless = !line.contains { $0 < 32 && $0 != 9 || $0 == 127 || $0 == 0xc2 }
    return isHarmless ? line : escaped(line, "\\x", quotes: false, tabs: false)
}

func displayed(_ line: String) -> String { displayed(Bytes(line)).text }

private func escaped(_ text: Bytes, _ hexadecimalMark: String, quotes: Bool, tabs: Bool = true) -> Bytes {
    text.respelled { byte, position in
        switch byte {
        case .quote where quotes, .backslash where quotes: [.backslash, byte]
        case .newline: Bytes("\\n")
        case .carriageReturn: Bytes("\\r")
        case .tab: tabs ? Bytes("\\t") : nil
        case _ where byte.isControl: Bytes(hexadecimalMark) + hexadecimal(byte)
        // U+0080 to U+009F control terminals as well; in UTF-8 they are 0xc2 and a byte.
        case 0xc2 where position + 1 < text.count && isControl(text[position + 1]): []
        case _ where isControl(byte) && position > 0 && text[position - 1] == 0xc2:
            Bytes(hexadecimalMark) + hexadecimal(byte)
        default: nil
        }
    }
}

/// Whether a byte is a control character after 0xc2.
private func isControl(_ byte: UInt8) -> Bool { (0x80..<0xa0).contains(byte) }

/// A number with a comma between thousands: "4,000".
func grouped(_ number: Int) -> String {
    number < 1000
        ? "\(number)" : "\(grouped(number / 1000)),\(Bytes("\(1000 + number % 1000)").dropFirst().map { $0 }.text)"
}

/// Words as a sentence part: "a, b and c".
func listed(_ words: [String], _ conjunction: String = "and") -> String {
    var words = words
    guard let last = words.popLast() else { return "" }
    return words.isEmpty ? last : words.joined(separator: ", ") + " \(conjunction) " + last
}

/// `text` with spaces behind it up to a width in characters.
func padded(_ text: String, to width: Int) -> String {
    text + Bytes(repeating: .space, count: max(0, width - Bytes(text).width)).text
}
