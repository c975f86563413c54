import Testing

@testable import RunUtils

@Suite struct BytesTests {
    @Test(arguments: [
        ("", [""]), ("a", ["a"]), (":", ["", ""]), ("a:b", ["a", "b"]), ("a::b:", ["a", "", "b", ""]),
    ])
    func pieces(_ text: String, _ expected: [String]) {
        #expect(Bytes(text).pieces(separatedBy: .colon).map { $0.text } == expected)
    }

    @Test(arguments: ["", "a", "a:b", "::", "a::b:"])
    func joiningPiecesGivesTheTextBack(_ text: String) {
        #expect(Bytes(text).pieces(separatedBy: .colon).joined(separator: .colon) == Bytes(text))
    }

    @Test(arguments: [
        ("", ""), (" ", ""), (" \t\r\n", ""), ("a", "a"), ("  a b\n", "a b"), ("\u{b}a\u{c}", "a"), ("é ", "é"),
    ])
    func trimmed(_ text: String, _ expected: String) {
        #expect(Bytes(text).trimmed.text == expected)
    }

    @Test(arguments: [
        ("aZ09_é@[`{", "AZ09_é@[`{", "az09_é@[`{"), ("", "", ""),
    ])
    func cases(_ text: String, _ upper: String, _ lower: String) {
        #expect(Bytes(text).uppercased.text == upper)
        #expect(Bytes(text).lowercased.text == lower)
    }

    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("007", 7), ("-5", -5), ("-0", 0), ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("9223372036854775808", nil), ("-9223372036854775809", nil),
            ("99999999999999999999", nil), ("", nil), ("-", nil), ("+1", nil), ("--1", nil), ("1-", nil), ("1 ", nil),
            (" 1", nil), ("1.0", nil), ("0x10", nil), ("٣", nil),
        ] as [(String, Int?)])
    func decimal(_ text: String, _ expected: Int?) {
        #expect(Bytes(text).decimal == expected)
    }

    @Test(
        arguments: [
            ("0", 0), ("1000", 1000), ("4294967294", 4_294_967_294), ("4294967295", nil), ("4294967296", nil),
            ("-1", nil),
            ("root", nil), ("", nil),
        ] as [(String, UInt32?)])
    func identifier(_ text: String, _ expected: UInt32?) {
        #expect(Bytes(text).identifier == expected)
    }

    @Test(arguments: [("", 0), ("abc", 3), ("é✔", 2), ("a\tb", 3)])
    func width(_ text: String, _ expected: Int) {
        #expect(Bytes(text).width == expected)
    }

    @Test func whatIsNoTextBecomesTheReplacementCharacter() {
        #expect(([0x61, 0xff, 0x62] as Bytes).text == "a\u{fffd}b")
    }

    @Test func prefixes() {
        let bytes = Bytes("file:/a")
        #expect(bytes.starts(with: "file:"))
        #expect(bytes.starts(with: "/a", at: 5))
        #expect(bytes.starts(with: ""))
        #expect(!bytes.starts(with: "/a", at: 6))
        #expect(!bytes.starts(with: "file:/ab"))
        #expect(!bytes.starts(with: "a", at: 8))
        #expect(!Bytes().starts(with: "a"))
    }

    @Test func ranges() {
        let bytes = Bytes("a}}b}}")
        #expect(bytes.firstRange(of: "}}") == 1..<3)
        #expect(bytes.firstRange(of: "}}", from: 2) == 4..<6)
        #expect(bytes.firstRange(of: "}}", from: 5) == nil)
        #expect(bytes.firstRange(of: "x") == nil)
        #expect(Bytes("}").firstRange(of: "}}") == nil)
    }

    @Test(arguments: [
        (UInt8(ascii: "a"), true, false), (UInt8(ascii: "Z"), true, false), (UInt8(ascii: "9"), true, false),
        (UInt8(ascii: "_"), true, false), (UInt8(ascii: "-"), false, false), (9, false, true), (13, false, true),
        (14, false, false), (32, false, true), (8, false, false), (0xa0, false, false),
    ])
    func classes(_ byte: UInt8, _ isNameByte: Bool, _ isSpace: Bool) {
        #expect(byte.isNameByte == isNameByte)
        #expect(byte.isSpace == isSpace)
    }

    @Test func stringsAreEqualOnlyByteByByte() {
        let composed = ValueType.oneOf(["\u{e9}"])
        #expect(composed.parse("\u{e9}") == "\u{e9}")
        #expect(composed.parse("e\u{301}") == nil)
    }
}
