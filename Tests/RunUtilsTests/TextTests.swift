import Testing

@testable import RunUtils

@Suite struct TextTests {
    @Test(arguments: [
        ("", "\"\""), ("plain", "\"plain\""), ("say \"hi\"", #""say \"hi\"""#), (#"back\slash"#, #""back\\slash""#),
        ("a\nb", #""a\nb""#), ("a\rb", #""a\rb""#), ("a\tb", #""a\tb""#), ("\u{1b}[31m", #""\x1b[31m""#),
        ("\u{0}", #""\x00""#), ("\u{7f}", #""\x7f""#), ("é✔", "\"é✔\""), ("\u{9b}31m", #""\x9b31m""#),
        ("à\u{a0}", "\"à\u{a0}\""),
    ])
    func quotedText(_ text: String, _ expected: String) {
        #expect(quoted(text) == expected)
        #expect(quoted(FilePath(text)) == expected)
        #expect("\"\(escaped(text, "\\u00"))\"" == expected.replacing("\\x", with: "\\u00"))
    }

    @Test(arguments: [
        ([], "", ""), (["a"], "a", "a"), (["a", "b"], "a and b", "a or b"),
        (["a", "b", "c"], "a, b and c", "a, b or c"),
    ])
    func lists(_ words: [String], _ and: String, _ or: String) {
        #expect(listed(words) == and)
        #expect(listed(words, "or") == or)
    }

    @Test(arguments: [("a", 3, "a  "), ("abc", 3, "abc"), ("abcd", 3, "abcd"), ("é", 3, "é  "), ("", 2, "  ")])
    func padding(_ text: String, _ width: Int, _ expected: String) {
        #expect(padded(text, to: width) == expected)
    }
}
