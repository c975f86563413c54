import RunUtils
import Testing

/// Names as those see them who know nothing of Unicode.
@Suite struct SameBytesTests {
    private static let composed = "caf\u{e9}"
    private static let decomposed = "cafe\u{301}"

    @Test func anAccentMayBeOfItsOwn() {
        #expect(Self.composed == Self.decomposed)
        #expect(!Self.composed.hasSameBytes(as: Self.decomposed))
        #expect(Self.composed.hasSameBytes(as: Self.composed))
        #expect(!["a", Self.composed].containsSameBytes(as: Self.decomposed))
        #expect(["a", Self.composed].containsSameBytes(as: Self.composed))
    }

    @Test(arguments: [("", "", true), ("a", "a", true), ("a", "ab", false), ("K", "\u{212a}", false)])
    func othersToo(_ left: String, _ right: String, _ expected: Bool) {
        #expect(left.hasSameBytes(as: right) == expected)
    }
}
