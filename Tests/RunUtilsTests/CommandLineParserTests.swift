import Testing

@testable import RunUtils

@Suite struct CommandLineParserTests {
    private static let options = [
        Parameter.option("time", .duration, placeholder: "TIME", "How long.").declaration,
        Parameter.option("to", .optional(.text), "Where.").declaration,
        Parameter.repeatedOption("with", .port, "With what.").declaration,
        Parameter.flag("force", "Even so.").declaration,
    ]
    private static let name = Parameter.argument("name", .accountName, "Who.").declaration
    private static let other = Parameter.argument("other", .optional(.text), "Who else.").declaration
    private static let rest = Parameter.repeatedArgument("rest", .port, "More.").declaration
    private static let program = Parameter.optionalProgram("What to execute.").declaration

    private static func parse(
        _ words: [String], _ parameters: [ParameterDeclaration]
    ) throws(RunError) -> [String: [String]] {
        let parser = CommandLineParser(command: "cmd", parameters: parameters)
        let parsed = try parser.parse(words.map { Bytes($0) })
        if parsed.asksForHelp { return ["help": []] }
        return Dictionary(uniqueKeysWithValues: parsed.names.map { ($0, (parsed[$0] ?? []).map { $0.text }) })
    }

    @Test(arguments: [
        (["--time", "5s"], ["time": ["5s"]]), (["--time=5s"], ["time": ["5s"]]),
        (["--to=", "--time", "1"], ["to": [""], "time": ["1"]]),
        (["--to=a=b", "--time=1"], ["to": ["a=b"], "time": ["1"]]),
        (["--to", "--time", "--time=1"], ["to": ["--time"], "time": ["1"]]),
        (["--with", "1", "--time", "1", "--with=2"], ["with": ["1", "2"], "time": ["1"]]),
        (["--force", "--time=1"], ["force": [""], "time": ["1"]]),
        (["--force", "--force", "--time=1"], ["force": ["", ""], "time": ["1"]]),
        (["--help"], ["help": []]), (["-h"], ["help": []]), (["--time", "1", "--help", "--nonsense"], ["help": []]),
    ])
    func options(_ words: [String], _ expected: [String: [String]]) throws {
        #expect(try CommandLineParserTests.parse(words, CommandLineParserTests.options) == expected)
    }

    @Test(arguments: [
        ([], "cmd: --time is missing; expected a duration, such as 30s, 1m30s, 500ms or 5d"),
        (["--time"], "cmd: --time needs a value: a duration, such as 30s, 1m30s, 500ms or 5d"),
        (["--time="], #"cmd: --time: "" is not a duration, such as 30s, 1m30s, 500ms or 5d"#),
        (["--time", "soon"], #"cmd: --time: "soon" is not a duration, such as 30s, 1m30s, 500ms or 5d"#),
        (["--time", "1", "--time=2"], "cmd: --time is given twice"),
        (["--time", "1", "--force=yes"], "cmd: --force takes no value"),
        (["--with", "1", "--with", "x", "--time=1"], #"cmd: --with: "x" is not a whole number from 1 to 65535"#),
        (["--tiem", "1"], #"cmd: unknown option "--tiem"; did you mean "--time"?"#),
        (["--nonsense"], #"cmd: unknown option "--nonsense""#),
        (["--nonsense=1"], #"cmd: unknown option "--nonsense""#),
        (["-f"], #"cmd: unknown option "-f""#), (["--time=1", "x"], #"cmd: unexpected argument "x""#),
        (["--time=1", "--", "--force"], #"cmd: unexpected argument "--force""#),
        (["--time=1", "-"], #"cmd: unexpected argument "-""#),
        (["--tim\ne"], #"cmd: unknown option "--tim\ne"; did you mean "--time"?"#),
    ])
    func wrongOptions(_ words: [String], _ message: String) {
        #expect(throws: RunError(.usage, message)) {
            try CommandLineParserTests.parse(words, CommandLineParserTests.options)
        }
    }

    @Test(arguments: [
        (["a"], ["name": ["a"]]), (["a", "b"], ["name": ["a"], "other": ["b"]]),
        (["a", "b", "1", "2"], ["name": ["a"], "other": ["b"], "rest": ["1", "2"]]),
        (["a", "-"], ["name": ["a"], "other": ["-"]]), (["--", "a", "--x"], ["name": ["a"], "other": ["--x"]]),
        (["a", "--", "--"], ["name": ["a"], "other": ["--"]]), (["a", ""], ["name": ["a"], "other": [""]]),
        (["a", "--force", "b"], ["name": ["a"], "other": ["b"], "force": [""]]),
        (["--", "a", "-h"], ["name": ["a"], "other": ["-h"]]),
    ])
    func arguments(_ words: [String], _ expected: [String: [String]]) throws {
        let parameters = [
            CommandLineParserTests.options[3], CommandLineParserTests.name, CommandLineParserTests.other,
            CommandLineParserTests.rest,
        ]
        #expect(try CommandLineParserTests.parse(words, parameters) == expected)
    }

    @Test(arguments: [
        (
            [],
            "cmd: <name> is missing; expected \(ValueType.accountName.facts.expectation)"
        ),
        (["a", "b", "c"], #"cmd: <rest>: "c" is not a whole number from 1 to 65535"#),
        (["a", "b", "1", "2", "x", "y"], #"cmd: <rest>: "x" is not a whole number from 1 to 65535"#),
        (["-5"], #"cmd: unknown option "-5""#),
    ])
    func wrongArguments(_ words: [String], _ message: String) {
        #expect(throws: RunError(.usage, message)) {
            try CommandLineParserTests.parse(
                words, [CommandLineParserTests.name, CommandLineParserTests.other, CommandLineParserTests.rest])
        }
    }

    @Test(arguments: [
        ([], [:]), (["--"], [:]), (["--", "ls", "-l"], ["program": ["ls", "-l"]]),
        (["ls", "--force"], ["program": ["ls", "--force"]]),
        (["--force", "ls", "--", "-h"], ["force": [""], "program": ["ls", "--", "-h"]]),
        (["--force", "--", "--force"], ["force": [""], "program": ["--force"]]), (["-h", "ls"], ["help": []]),
    ])
    func programs(_ words: [String], _ expected: [String: [String]]) throws {
        let parameters = [CommandLineParserTests.options[3], CommandLineParserTests.program]
        #expect(try CommandLineParserTests.parse(words, parameters) == expected)
    }

    private static let pin = Parameter.secret("pin", .integer, prompt: "Pin", "A number.").declaration

    @Test(arguments: [
        ([], [:]), (["--pin", "5"], ["pin": ["5"]]), (["--pin=-"], ["pin": ["-"]]),
        (["--pin-file", "/p"], ["pin-file": ["/p"]]), (["--pin-file=-"], ["pin-file": ["-"]]),
    ])
    func secrets(_ words: [String], _ expected: [String: [String]]) throws {
        #expect(try CommandLineParserTests.parse(words, [CommandLineParserTests.pin]) == expected)
    }

    @Test(arguments: [
        (["--pin", "12x4"], "cmd: --pin: its value (not shown) is not a whole number"),
        (["--pin", "1", "--pin-file=/p"], "cmd: --pin and --pin-file are both given; one is expected"),
        (["--pin-file", "/p", "--pin-file", "/q"], "cmd: --pin-file is given twice"),
        (["--pin-file"], "cmd: --pin-file needs a value: a path"),
        (["--pin-fiel", "/p"], #"cmd: unknown option "--pin-fiel"; did you mean "--pin-file"?"#),
    ])
    func wrongSecrets(_ words: [String], _ message: String) {
        #expect(throws: RunError(.usage, message)) {
            try CommandLineParserTests.parse(words, [CommandLineParserTests.pin])
        }
    }

    @Test func wordsAreBytes() throws {
        let parser = CommandLineParser(command: "cmd", parameters: [CommandLineParserTests.program])
        #expect(try parser.parse([[0xff], [0xfe]])["program"] == [[0xff], [0xfe]])
        let options = CommandLineParser(command: "cmd", parameters: [CommandLineParserTests.options[1]])
        #expect(try options.parse([Bytes("--to=") + [0xff]])["to"] == [[0xff]])
    }
}
