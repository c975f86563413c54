import Foundation
import Testing

@testable import RunUtils

@Suite struct FilterTests {
    private func apply(_ name: String, _ value: Bytes) throws -> (value: Bytes, objection: String?) {
        var value = value
        let objection = try #require(Filter(named: name)).apply(&value)
        return (value, objection)
    }

    @Test(arguments: [
        ("nginx", "", #""""#), ("nginx", "a b;", #""a b;""#),
        ("nginx", #"x"; } location /evil {"#, #""x\"; } location /evil {""#),
        ("nginx", "a\nb\tc\rd", #""a\nb\tc\rd""#), ("nginx", #"\d'"#, #""\\d'""#),
        ("pgconf", "", "''"), ("pgconf", "it's", "'it''s'"), ("pgconf", #"a\b"c"#, #"'a\\b"c'"#),
        ("pgconf", "a\nb", #"'a\nb'"#),
        ("sql", "", "''"), ("sql", "it's", "'it''s'"), ("sql", #"\'; --"#, #"E'\\''; --'"#),
        ("sql", "a\nb$1", "'a\nb$1'"),
        ("shell", "", "''"), ("shell", "a'b", #"'a'\''b'"#), ("shell", "$(x) `y` \\\n\"", "'$(x) `y` \\\n\"'"),
        ("json", "", #""""#), ("json", "a\"b\\c/\u{1}\n\té", #""a\"b\\c/\u0001\n\té""#),
        ("pghba", "all", #""all""#), ("pghba", #"my "cool"\ 'user'"#, #""my ""cool""\ 'user'""#),
        ("pghba", "+all", #""+all""#), ("pghba", "/.*", #""/^\/\.\*$""#), ("pghba", "/a\"é", #""/^\/a\""é$""#),
        ("ini", "a;b#c", #""a;b#c""#), ("ini", #"a"b\c"#, #""a\"b\\c""#), ("ini", "a\tb", "\"a\tb\""),
        ("url", "", ""), ("url", "aZ09-._~", "aZ09-._~"), ("url", "p@ss/w:rd é?", "p%40ss%2Fw%3Ard%20%C3%A9%3F"),
        ("base64", "", ""), ("base64", "f", "Zg=="), ("base64", "fo", "Zm8="), ("base64", "foo", "Zm9v"),
        ("base64", "foobar", "Zm9vYmFy"), ("int", "0", "0"), ("int", "-12", "-12"), ("int", "007", "007"),
        ("lower", "AbÉ", "abÉ"), ("upper", "aBé", "ABé"), ("trim", " \t a b\n", "a b"), ("trim", "  ", ""),
        ("bytes", "64M", "67108864"), ("bytes", "512", "512"), ("seconds", "1m30s", "90"), ("seconds", "1.5s", "2"),
    ])
    func results(_ name: String, _ value: String, _ expected: String) throws {
        let result = try apply(name, Bytes(value))
        #expect(result.value.text == expected)
        #expect(result.objection == nil)
    }

    @Test(arguments: [
        ("int", "", "is not a whole number"), ("int", "1.5", "is not a whole number"),
        ("int", " 1", "is not a whole number"),
        ("int", "0x10", "is not a whole number"), ("int", "+1", "is not a whole number"),
        ("int", "99999999999999999999", "is not a whole number"),
        ("bytes", "much", "is not a number of bytes"), ("seconds", "soon", "is not a duration"),
        ("nginx", "a$b", "contains \"$\", which nginx takes for the start of a variable"),
        ("ini", "a\nb", "contains a line end, which ini cannot carry"),
        ("ini", "a\rb", "contains a line end, which ini cannot carry"),
        ("pghba", "a\nb", "contains a line end, which pghba cannot carry"),
        ("nginx", "a\0b", "contains a NUL byte, which nginx cannot carry"),
        ("sql", "a\0", "contains a NUL byte, which sql cannot carry"),
        ("pgconf", "\0", "contains a NUL byte, which pgconf cannot carry"),
        ("shell", "\0", "contains a NUL byte, which shell cannot carry"),
        ("ini", "\0", "contains a NUL byte, which ini cannot carry"),
    ])
    func refusals(_ name: String, _ value: String, _ expected: String) throws {
        let result = try apply(name, Bytes(value))
        #expect(result.objection == expected)
        #expect(result.value.text == value)
    }

    @Test(arguments: ["sql", "json"])
    func theseAreUTF8(_ name: String) throws {
        #expect(try apply(name, [0x61, 0xc0, 0x27]).objection == "is not UTF-8, as \(name) must be")
    }

    @Test(arguments: ["nginx", "pgconf", "shell", "ini", "pghba", "url", "base64"])
    func thesePassBytesThrough(_ name: String) throws {
        #expect(try apply(name, [0x61, 0xff]).objection == nil)
    }

    @Test func jsonIsWhatAParserReads() throws {
        let value = (0...0x2ff).compactMap { Unicode.Scalar($0) }.map { String($0) }.joined()
        let result = try apply("json", Bytes(value))
        let parsed = try JSONSerialization.jsonObject(with: Data(result.value), options: .fragmentsAllowed)
        #expect(parsed as? String == value)
    }

    @Test func namesAreInTheOrderOfTheCases() {
        #expect(Filter.allCases.map { "\($0)" } == Filter.names)
    }

    @Test(arguments: [
        ("{{V | trim | sql}}", "'it''s'"), ("{{V|trim|upper|shell}}", #"'IT'\''S'"#),
        ("{{ V | json | base64 }}", "IiBpdCdzICI="),
        ("{{NO:-a b | url}}", "a%20b"), ("{{V:-a b | trim}}", "it's"), ("{{NO:-a\\|b | upper}}", "A|B"),
        ("{{NO:-a\\|b}}", "a|b"),
        ("{{NO:-a|upper}}", "A"), ("{{NO:- a  | sql}}", "' a'"), ("{{V:+x | upper}}", "X"), ("{{NO:+x | sql}}", ""),
        ("{{V:?needed | trim}}", "it's"), ("{{NO:- | sql}}", "''"),
        ("{{V | sql | shell}}", #"''\'' it'\'''\''s '\'''"#),
        ("{{NO:-a\\}}", "a\\"),
    ])
    func chains(_ source: String, _ expected: String) {
        let result = render(source)
        #expect(result.bytes.text == expected)
        #expect(result.failures == [])
    }

    @Test(arguments: [
        ("{{V | slq}}", "\"slq\" is not a filter; did you mean \"sql\"?"),
        ("{{V |}}", "\"\" is not a filter; expected NAMES"),
        ("{{V | frobnicate}}", "\"frobnicate\" is not a filter; expected NAMES"),
        ("{{NO:-cat x | grep y}}", "\"grep y\" is not a filter; expected NAMES; a | in a text is written \\|"),
        ("{{V | json | upper}}", "upper comes after json; what is quoted must stay as it is"),
        ("{{NO | sql}}", "NO is not set"), ("{{V | int}}", "V: \" it's \" is not a whole number"),
        ("{{NO:-x | int}}", "NO: \"x\" is not a whole number"),
    ])
    func wrongChains(_ source: String, _ message: String) {
        let names = Array(Filter.names.dropLast()).joined(separator: ", ") + " or seconds"
        let expected = message.replacingOccurrences(of: "NAMES", with: names)
        #expect(render(source).failures == [Template.Failure(message: expected, offset: 0)])
    }

    private func render(_ source: String) -> Template.Result {
        Template(source: Bytes(source)).filled(Template.Scope(value: { $0.text == "V" ? Bytes(" it's ") : nil }))
    }
}
