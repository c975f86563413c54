import Testing

@testable import RunUtils

@Suite struct TextPartsTests {
    @Test func parts() {
        #expect(Text.lines("") == [])
        #expect(Text.lines("a\n\nb c\n") == ["a", "b c"])
        #expect(Text.words(" a\tb\nc  ") == ["a", "b", "c"])
    }

    @Test(arguments: [("abc", "ab", "c"), ("abc", "", "abc"), ("abc", "abc", ""), ("abc", "b", nil), ("", "a", nil)])
    func beginnings(_ text: String, _ prefix: String, _ rest: String?) {
        #expect(Text.rest(of: text, behind: prefix) == rest)
    }

    @Test(arguments: [("a.conf", ".conf", "a"), (".conf", ".conf", ""), ("conf", ".conf", nil), ("a", "", "a")])
    func ends(_ text: String, _ suffix: String, _ start: String?) {
        #expect(Text.start(of: text, before: suffix) == start)
        #expect(Text.ends(text, with: suffix) == (start != nil))
    }

    @Test(arguments: [("/a/b", "b"), ("/a/b/", "b"), ("b", "b"), ("/", "")])
    func lastComponents(_ path: String, _ name: String) {
        #expect(Text.lastComponent(path) == name)
    }

    @Test(arguments: [
        ("NGINX_PORT", "^NGINX_", true), ("MY_NGINX", "^NGINX_", false), ("abc", "b|x", true), ("abc", "", true),
        ("a+", "a\\+$", true), ("aaa", "^a{3}$", true), ("a", "(", false),
    ])
    func patterns(_ text: String, _ pattern: String, _ expected: Bool) {
        #expect(text.matches(pattern: pattern) == expected)
    }

    @Test func aPatternThatIsNone() {
        #expect(ValueType<String>.pattern.parse("^A_") == "^A_")
        #expect(ValueType<String>.pattern.parse("(") == nil)
    }
}
