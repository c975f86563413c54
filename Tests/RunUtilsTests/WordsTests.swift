import Testing

@testable import RunUtils

@Suite struct WordsTests {
    @Test(arguments: [
        ("", []), ("  \t\n ", []), ("a", ["a"]), ("  a  b ", ["a", "b"]), ("a\tb\nc\rd", ["a", "b", "c", "d"]),
        ("'a b'", ["a b"]), ("\"a b\"", ["a b"]), ("''", [""]), ("\"\" ''", ["", ""]), ("a'b'\"c\"d", ["abcd"]),
        (#"a\ b"#, ["a b"]), (#"\'"#, ["'"]), (#"'\'"#, ["\\"]), (#""\"""#, ["\""]), (#""a\\b""#, [#"a\b"#]),
        (#""it's""#, ["it's"]), (#"'say "hi"'"#, [#"say "hi""#]), ("$HOME `id` *", ["$HOME", "`id`", "*"]),
        ("#a", ["#a"]),
    ])
    func split(_ text: String, _ expected: [String]) {
        #expect(Words.split(Bytes(text))?.map { $0.text } == expected)
    }

    @Test(arguments: ["'a", "\"a", "a'b' 'c", #"a\"#, #""a\""#, #""\"#])
    func anOpenQuoteOrBackslashIsNoText(_ text: String) {
        #expect(Words.split(Bytes(text)) == nil)
    }

    @Test(arguments: [
        (["a", "b"], "a b"), (["a b"], "'a b'"), ([""], "''"), (["it's"], #"'it'\''s'"#), (["$x"], "'$x'"),
        (["tcp://db:5432", "a=b,c", "1.5%", "x_y-z+@"], "tcp://db:5432 a=b,c 1.5% x_y-z+@"), (["é"], "é"), ([], ""),
    ])
    func joined(_ words: [String], _ expected: String) {
        #expect(Words.joined(words.map { Bytes($0) }).text == expected)
    }

    @Test(arguments: [
        [], [""], ["", ""], ["a", "", "b"], ["'"], ["''"], ["\\"], ["\""], ["a b\tc\n"], ["$(id)", "*", "~"],
        ["it's \"so\""],
    ])
    func splittingWhatWasJoinedGivesTheWordsBack(_ words: [String]) {
        let bytes = words.map { Bytes($0) }
        #expect(Words.split(Words.joined(bytes)) == bytes)
    }

    @Test func everyByteSurvives() {
        let words = [Bytes(1...255), Bytes((1...255).reversed())]
        #expect(Words.split(Words.joined(words)) == words)
    }
}
