import Testing

@testable import RunUtils

/// Mistakes of declared variables, each with the line that names it.
@Suite struct VariableCheckTests {
    private enum Nothing: String, CaseIterable { case one }
    private enum Never: String, CaseIterable {
        case never
        static var allCases: [Never] { [] }
    }

    private static let names: [TableCase] = [
        .variables("variable A is declared twice") {
            TableCase.text("A")
            TableCase.text("B")
            TableCase.text("A")
            TableCase.text("A")
        },
        .variables("variable WAIT_FOR: every image has a variable of this name") { TableCase.text("WAIT_FOR") },
        .variables("variable USER_NAME: every image has a variable of this name") { TableCase.text("USER_NAME") },
        .variables("variable USER_ID: this is an alias of USER_UID") { TableCase.text("USER_ID") },
        .variables("variable A: its alias STOP_GRACE is the name of another variable") {
            TableCase.text("A", aliases: ["STOP_GRACE"])
        },
        .variables("variable A: its alias GROUP_ID is an alias of USER_GID") {
            TableCase.text("A", aliases: ["GROUP_ID"])
        },
        .variables("variable B: its alias A is the name of another variable") {
            TableCase.text("A")
            TableCase.text("B", aliases: ["A"])
        },
        .variables("variable B: its alias C is an alias of A") {
            TableCase.text("A", aliases: ["C"])
            TableCase.text("B", aliases: ["C"])
        },
        .variables("variable A_FILE: this may name the file of A") {
            TableCase.text("A")
            TableCase.text("A_FILE")
        },
        .variables("variable A: A_FILE, which may name its file, is the name of another variable") {
            TableCase.text("A_FILE")
            TableCase.text("A")
        },
        .variables("variable C_FILE: this may name the file of A") {
            TableCase.text("A", aliases: ["C"])
            TableCase.text("C_FILE")
        },
        .variables("variable B: B_FILE, which may name its file, is an alias of A") {
            TableCase.text("A", aliases: ["B_FILE"])
            TableCase.text("B")
        },
        .variables("variable LOG_FORMAT_FILE: this may name the file of LOG_FORMAT") {
            TableCase.text("LOG_FORMAT_FILE")
        },
        .variables(
            "variable A: its alias A is one of its names already",
            "variable A: its alias A_FILE is one of its names already",
            "variable A: its alias b is one of its names already"
        ) { TableCase.text("A", aliases: ["A", "A_FILE", "b", "b"]) },
        .variables("variable \"http-port\": a name has capital letters, digits and underscores, and no digit first") {
            TableCase.text("http-port")
        },
        .variables("variable \"2ND\": a name has capital letters, digits and underscores, and no digit first") {
            TableCase.text("2ND")
        },
        .variables("variable \"\": a name has capital letters, digits and underscores, and no digit first") {
            TableCase.text("")
        },
        .variables("variable A: its alias \"a-b\" has more than letters, digits and underscores") {
            TableCase.text("A", aliases: ["a-b", "_a", "b_1"])
        },
    ]

    private static let values: [TableCase] = [
        .variables("variable A has no summary") { Variable("A", .text, "") },
        .variables("variable A: its default \"99\" is not a whole number from 1 to 9") {
            Variable("A", .integer(in: 1...9), default: 99, "A number.")
        },
        .variables("variable A: its default \"many\" is not a whole number") {
            Variable("A", .integer, defaultText: "many", "A number.")
        },
        .variables("variable A: its default (not shown) is not a whole number") {
            Variable("A", .integer, defaultText: "many", isSecret: true, "A number.")
        },
        .variables("variable A: its default cannot be written; give its type a format, or the default as its text") {
            Variable("A", .renderings, default: [Rendering("/a", to: "/b")], "Templates.")
        },
        .variables("variable B: it is required with \"A_OLD\", which is not declared") {
            TableCase.text("A", aliases: ["A_OLD"])
            Variable("B", .optional(.text), requiredWith: "A_OLD", "A text.")
        },
        .variables("variable A: its type refuses its own example \"2\"") { Variable("A", TableCase.odd, "A number.") },
        .variables("variable A: its type has no choices, and no example") { Variable("A", .oneOf([]), "A word.") },
        .variables("variable A: its type has no choices, and no example") {
            Variable("A", .oneOf(Never.self), "A word.")
        },
        .variables {
            Variable("A", .oneOf(Nothing.self), default: .one, "A word.")
            Variable("B", .optional(.oneOf(["x"])), default: "x", "A word.")
            Variable("C", .duration, default: .seconds(90), aliases: ["c"], requiredWith: "WAIT_FOR", "A time.")
            Variable("D", .list, default: [], "Words.")
            Variable("E", .words, "Words.")
            Variable("F", .waitConditions, "Targets.")
            Variable("G", .optional(.readiness), "A target.")
        },
        TableCase(
            Entrypoint("web", "A server.", account: AccountVariables(defaultName: "a b")) {},
            "variable USER_NAME: its default \"a b\" is not an account name (letters, digits, \".\", \"_\" and \"-\", not "
                + "only digits, at most 32)"),
    ]

    @Test(arguments: names + values)
    func objections(_ sample: TableCase) { #expect(TableCheck.objections(sample.entrypoint) == sample.lines) }
}
