/// Text of users and files in a message: in double quotes, with control characters escaped so that it stays on its line.
package func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

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

private func escaped(_ text: Bytes, _ hexadecimal: String, quotes: Bool, tabs: Bool = true) -> Bytes {
    var bytes = Bytes()
    for byte in text {
        switch byte {
        case UInt8(ascii: "\"") where quotes, UInt8(ascii: "\\") where quotes: bytes += [UInt8(ascii: "\\"), byte]
        case 10: bytes += Bytes("\\n")
        case 13: bytes += Bytes("\\r")
        case 9 where tabs: bytes += Bytes("\\t")
        case 9: bytes.append(9)
        case 0..<32, 127: bytes += Bytes(hexadecimal) + [hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)]
        // U+0080 to U+009F control terminals as well; in UTF-8 they are 0xc2 and a byte.
        case 0x80..<0xa0 where bytes.last == 0xc2:
            bytes.removeLast()
            bytes += Bytes(hexadecimal) + [hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)]
        default: bytes.append(byte)
        }
    }
    return bytes
}

/// The digit of a number from 0 to 15.
func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

/// A number with a comma between thousands: "4,000".
func grouped(_ number: Int) -> String {
    number < 1000
        ? "\(number)" : "\(grouped(number / 1000)),\(Bytes("\(1000 + number % 1000)").dropFirst().map { $0 }.text)"
}

/// Words as a sentence part: "a, b and c".
func listed(_ words: [String], _ conjunction: String = "and") -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return Array(words.dropLast()).joined(separator: ", ") + " \(conjunction) " + words[words.count - 1]
}

/// A text in which each "@" stands for the next of the words. Much smaller than an interpolation with as many places.
func filled(_ template: StaticString, _ words: [String]) -> String {
    var bytes = Bytes()
    var next = 0
    for index in 0..<template.utf8CodeUnitCount {
        let byte = unsafe template.utf8Start[index]
        if byte == UInt8(ascii: "@") {
            bytes += Bytes(words[next])
            next += 1
        } else {
            bytes.append(byte)
        }
    }
    return bytes.text
}

/// `text` with spaces behind it up to a width in characters.
func padded(_ text: String, to width: Int) -> String {
    text + Bytes(repeating: .space, count: max(0, width - Bytes(text).width)).text
}

/// Near names, for "did you mean …?".
enum NearName {
    /// The candidate that `word` was probably meant to be: at most a third of it differs, counting an insertion,
    /// deletion, substitution or swap of neighbours as one.
    static func of(_ word: String, among candidates: [String]) -> String? {
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let found = distance(Bytes(word), Bytes(candidate))
            if found <= max(1, Bytes(word).count / 3), found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    /// The optimal string alignment distance (Damerau 1964), row by row.
    static func distance(_ a: Bytes, _ b: Bytes) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforePrevious[j - 1] + 1) }
                row.append(cost)
            }
            beforePrevious = previous
            previous = row
        }
        return previous[b.count]
    }
}
