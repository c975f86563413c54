import Testing

@testable import RunUtils

/// Defaults and values that have the type of their variable, and the texts that they become for documentation and templates.
@Suite struct TypedDefaultTests {
    private enum Mode: String, CaseIterable { case fast, safe }

    private static let mode = Variable("MODE", .oneOf(Mode.self), default: .safe, "How.")
    private static let size = Variable("SIZE", .byteSize, default: 64 << 20, "How much.")
    private static let time = Variable("TIME", .duration, default: .milliseconds(90_500), "How long.")
    private static let port = Variable("PORT", .optional(.port), default: 6379, "Where.")
    private static let list = Variable("LIST", .list, default: ["a", "b"], "What.")
    private static let words = Variable("WORDS", .words, default: ["a b", "c"], "Which.")
    private static let signal = Variable("SIGNAL", .signal, default: .quit, "Which one.")
    private static let directory = Variable("DIRECTORY", .path, default: "/srv", "Where from.")
    private static let on = Variable("ON", .boolean, default: true, "Whether.")
    private static let text = Variable(
        "TEXT", ValueType<Int>("odd", example: "1") { Int($0) }, defaultText: "3", "Odd.")

    @VariableListBuilder private static var variables: [VariableDeclaration] {
        mode
        size
        time
        port
        list
        words
        signal
        directory
        on
        text
    }

    private func settings(_ environment: [(String, String)] = []) -> Settings {
        Settings(TypedDefaultTests.variables, environment: Environment(environment))
    }

    @Test func theyAreTheValues() throws {
        let settings = settings()
        #expect(settings.report == nil)
        #expect(try settings.value(of: TypedDefaultTests.mode) == .safe)
        #expect(try settings.value(of: TypedDefaultTests.size) == 67_108_864)
        #expect(try settings.value(of: TypedDefaultTests.time).wholeSeconds == 91)
        #expect(try settings.value(of: TypedDefaultTests.time).wholeMilliseconds == 90_500)
        #expect(try settings.value(of: TypedDefaultTests.port) == 6379)
        #expect(try settings.value(of: TypedDefaultTests.list) == ["a", "b"])
        #expect(try settings.value(of: TypedDefaultTests.text) == 3)
    }

    @Test(arguments: [
        ("MODE", "safe"), ("SIZE", "64M"), ("TIME", "1m30s500ms"), ("PORT", "6379"), ("LIST", "a,b"),
        ("WORDS", "'a b' c"),
        ("SIGNAL", "QUIT"), ("DIRECTORY", "/srv"), ("ON", "on"), ("TEXT", "3"),
    ])
    func theirTexts(_ name: String, _ text: String) {
        #expect(settings().value(named: Bytes(name))?.text == text)
        // Which is what somebody could have given.
        #expect(settings([(name, text)]).report == nil)
    }

    @Test func whatIsGivenCountsMore() throws {
        let settings = settings([("MODE", "fast"), ("SIZE", "1k"), ("PORT", "1")])
        #expect(try settings.value(of: TypedDefaultTests.mode) == .fast)
        #expect(try settings.value(of: TypedDefaultTests.size) == 1024)
        #expect(try settings.value(of: TypedDefaultTests.port) == 1)
        #expect(
            !settings.isSet(TypedDefaultTests.time.declaration) && settings.isSet(TypedDefaultTests.mode.declaration))
    }

    @Test(arguments: ["slow", "Fast", ""]) func noCaseOfAnEnumeration(_ text: String) {
        let type = ValueType<Mode>.oneOf(Mode.self)
        #expect(type.parse(text) == nil && type.facts.choices == ["fast", "safe"])
        #expect(type.facts.expectation == "one of \"fast\" or \"safe\"")
    }

    @Test(
        arguments: [
            ("backup.dump", true), ("a b", true), ("é", true), (String(repeating: "x", count: 255), true), ("", false),
            (".", false), ("..", false), (".hidden", false), ("a/b", false), ("../../../tmp/x", false), ("/a", false),
            ("a\nb", false), ("a\u{7f}", false), (String(repeating: "x", count: 256), false),
        ])
    func fileNames(_ text: String, _ isOne: Bool) {
        #expect((ValueType.fileName.parse(text) == text) == isOne)
    }

    @Test(
        arguments: [
            (.zero, "0s"), (.seconds(1), "1s"), (.seconds(60), "1m"), (.seconds(3661), "1h1m1s"),
            (.milliseconds(500), "500ms"),
            (.microseconds(1_500), "1ms500us"), (.seconds(90_000), "25h"),
        ] as [(Duration, String)])
    func durations(_ duration: Duration, _ text: String) {
        #expect(DurationText.text(duration) == text)
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        (0, "0"), (1, "1"), (1023, "1023"), (1024, "1k"), (1536, "1536"), (3 << 30, "3G"), (1 << 40, "1T"),
    ])
    func sizes(_ size: Int, _ text: String) {
        #expect(ByteSizeText.text(size) == text)
        #expect(ByteSizeText.parse(text) == size)
    }

    @Test func parametersHaveThemToo() throws {
        let jobs = Parameter.option("jobs", .integer(in: 1...64), default: 4, "How many.")
        let name = Parameter.argument("name", .fileName, default: "all", "Which.")
        let context = Context.forTests(parameters: [jobs.declaration, name.declaration])
        #expect(context[jobs] == 4 && context[name] == "all")
        #expect(jobs.declaration.defaultText == "4" && !jobs.declaration.isRequired)
    }
}
