import Testing

@testable import RunUtils

/// Mistakes of an entrypoint's table.
@Suite struct TableCheckTests {
    private static let commands: [TableCase] = [
        .commands(["start", "start", "stop"], "command \"start\" is declared twice"),
        .commands(["check"], "command \"check\": every image has a command of this name"),
        .commands(["help"], "command \"help\": every image has a command of this name"),
        .commands(["completion"], "command \"completion\": every image has a command of this name"),
        .commands(
            ["Two Words", "-x", "", "a'b"], "command \"Two Words\": its name cannot be typed",
            "command \"-x\": its name cannot be typed", "command \"\": its name cannot be typed",
            "command \"a'b\": its name cannot be typed"),
        .commands(["start", "db:migrate", "as-1234", "Two_Words", "größe", "a.b"]),
        TableCase(
            Entrypoint("", "", defaultCommand: TableCase.command("other")) { TableCase.command("start", "") },
            "the entrypoint has no name", "the entrypoint has no summary", "command \"start\" has no summary",
            "the default command \"other\" is not one of the commands"),
    ]

    @Test(arguments: commands)
    func objections(_ sample: TableCase) { #expect(TableCheck.objections(sample.entrypoint) == sample.lines) }

    private static let broken = Entrypoint(
        "web", "A server.",
        variables: {
            Variable("A", .port, defaultText: "many", "A port.")
            TableCase.text("A")
        },
        commands: {
            TableCase.command("check")
            Command("do", "It.", parameters: { Parameter<Bool>.flag("help", "No help.") }) { context throws(RunError) in
                context.note("It is done.")
                return .success
            }
        })

    private static let report = [
        "web: the table of the entrypoint is wrong",
        "  variable A: its default \"many\" is not a whole number from 1 to 65535", "  variable A is declared twice",
        "  command \"do\": every image has --help", "  command \"check\": every image has a command of this name",
    ]

    @Test func aDryRunReportsAllAtOnce() throws {
        let root = try TemporaryDirectory()
        let run = TableCheckTests.broken.dryRun(["do"], root: root.path.description)
        #expect(run.status == .software)
        #expect(run.messages == TableCheckTests.report)
    }

    @Test func theCommandCheckBeginsWithIt() throws {
        let entrypoint = Entrypoint("web", "A server.", variables: { Variable("A", .port, default: 0, "A port.") }) {}
        let context = Context(
            entrypoint, StandardCommands.check.declaration, ParsedArguments(), Environment([("A", "x")]), .forTests)
        let error = failure { () throws(RunError) in _ = try StandardCommands.check.run(context) }
        #expect(error?.status == .software)
        #expect(error?.details == ["variable A: its default \"0\" is not a whole number from 1 to 65535"])
    }

    @Test func aWrongDefaultThatIsMetIsTheAuthorsMistake() {
        let wrong = Variable("LIMIT", .optional(.port), defaultText: "many", "A port.")
        let context = Context.forTests { wrong }
        let error = failure { () throws(RunError) in _ = try context.value(of: wrong) }
        #expect(error == RunError(.software, "LIMIT: its default \"many\" is not a whole number from 1 to 65535"))
        #expect(Context.forTests([("LIMIT", "5")]) { wrong }[wrong] == 5)
    }
}
