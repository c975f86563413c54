import Testing

@testable import RunUtils

@Suite struct EscapingTests {
    @Test(arguments: [("", ""), ("a", "a"), ("b", "<b>"), ("abb", "a<b><b>")])
    func escapes(_ text: String, _ expected: String) {
        let escaped = Bytes(text).respelled { byte, _ in byte == UInt8(ascii: "b") ? Bytes("<b>") : nil }
        #expect(escaped.text == expected)
    }

    @Test func aSpellingKnowsItsPosition() {
        let text = Bytes("aab")
        #expect(text.respelled { _, position in text[position...].count == 2 ? [] : nil } == Bytes("ab"))
    }

    @Test(arguments: [("", "''"), ("a", "'a'"), ("it's", "'it''s'"), ("''", "''''''")])
    func doubles(_ text: String, _ expected: String) { #expect(Bytes(text).doubling(.apostrophe).text == expected) }

    @Test(arguments: [
        ("", ""), ("a\\\\b", "a\\b"), ("a\\,b", "a,b"), ("a\\xb", "a\\xb"), ("\\", "\\"), ("\\\\", "\\"),
        ("a\\\\\\", "a\\\\"),
    ])
    func unescapes(_ text: String, _ expected: String) {
        #expect(Bytes(text).unescaped { $0 == .backslash || $0 == .comma ? $0 : nil }.text == expected)
    }

    /// Control characters of ASCII, and those of Unicode, which are two bytes in UTF-8; what is no UTF-8 stays as it is.
    @Test(arguments: [
        ([0x41], [0x41]), ([0x1b], Bytes("\\x1b")), ([0x7f], Bytes("\\x7f")), ([0xc2, 0x9b, 0x41], Bytes("\\x9bA")),
        ([0xc2, 0xa0], [0xc2, 0xa0]), ([0x9b], [0x9b]), ([0xc2], [0xc2]),
        ([0xc2, 0xc2, 0x85], [0xc2] + Bytes("\\x85")),
        ([0xc3, 0x89], [0xc3, 0x89]), ([9], [9]), ([10], Bytes("\\n")),
    ])
    func controlsNoTerminal(_ line: Bytes, _ expected: Bytes) { #expect(displayed(line) == expected) }

    @Test func hexadecimalDigits() {
        #expect(
            (0...255).map { hexadecimal(UInt8($0)).text }.joined()
                == (0...255).map { String(0x100 + $0, radix: 16).dropFirst() }.joined())
    }
}
