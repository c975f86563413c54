import Testing

@testable import BaseEntry
@testable import RunUtils

@Suite struct HelpTests {
    private static let variable = Variable("WAIT_TIMEOUT", .duration, default: .seconds(60), "How long.")
    private static let wait = CommandDeclaration(
        name: "wait", summary: "Wait until all targets are there.",
        parameters: {
            [
                Parameter.option("timeout", .duration, placeholder: "TIME", variable: variable, "How long to wait.")
                    .declaration,
                Parameter.repeatedOption("also", .optional(.text), "One more.").declaration,
                Parameter.option("port", .port, placeholder: "PORT", "Which port.").declaration,
                Parameter.flag("quiet", "Say nothing.").declaration,
                Parameter.argument("name", .text, "Who waits.").declaration,
                Parameter.argument("group", .optional(.text), "Whose group.").declaration,
                Parameter.repeatedArgument("target", .waitCondition, "What to wait for.").declaration,
                Parameter.optionalProgram("What to execute then.").declaration,
            ]
        },
        example: "wait --timeout 30s me tcp://db:5432")
    private static let check = CommandDeclaration(name: "check", summary: "Check.", parameters: { [] }, example: nil)

    @Test func ofAnImage() {
        let text = Help.image(
            "db-entry", "A database.", [HelpTests.wait, HelpTests.check],
            [("PORT", "The port. (default: 80)"), ("WAIT_TIMEOUT", HelpTests.variable.declaration.documentation)])
        #expect(
            text == """
                A database.

                Usage: db-entry <command> [options]
                       db-entry <program> [argument…]
                       db-entry help [command]
                       db-entry --version

                Commands:
                  wait   Wait until all targets are there.
                  check  Check.

                Environment:
                  PORT          The port. (default: 80)
                  WAIT_TIMEOUT  How long. (default: 1m)

                NAME_FILE names a file that holds the value of NAME.
                Run "db-entry <command> --help" for a command's options.

                """)
    }

    @Test func ofACommand() {
        #expect(
            Help.command("db-entry", HelpTests.wait) == """
                Wait until all targets are there.

                Usage: db-entry wait [options] <name> [group] [target…] [-- program [argument…]]

                Arguments:
                  name     Who waits. (required)
                  group    Whose group.
                  target   What to wait for.
                  program  What to execute then.

                Options:
                  --timeout TIME  How long to wait. (default: $WAIT_TIMEOUT)
                  --also VALUE    One more. (may be repeated)
                  --port PORT     Which port. (required)
                  --quiet         Say nothing.

                Example:
                  db-entry wait --timeout 30s me tcp://db:5432

                """)
    }

    @Test func ofACommandWithASecretAUserAndANeed() {
        let create = CommandDeclaration(
            name: "create", summary: "Create a database.",
            parameters: {
                [
                    Parameter.secret("password", .text, prompt: "Password", "Its owner's password.").declaration,
                    Parameter.argument("database", .text, prompt: "Name of the database", "Its name.").declaration,
                ]
            }, example: nil, user: .service, need: .serviceRunning)
        #expect(
            Help.command("db-entry", create) == """
                Create a database.

                Usage: db-entry create [options] [database]

                Runs as the service's user. Needs the running service.

                Arguments:
                  database  Its name. (asked for on a terminal)

                Options:
                  --password VALUE  Its owner's password. (or --password-file FILE; - is
                                    standard input; asked for on a terminal)

                """)
    }

    @Test(
        arguments: [
            (.asStarted, .nothing, ""), (.root, .nothing, "Runs as root."),
            (.named("app:web"), .serviceStopped, "Runs as app:web. Only while the service does not run."),
            (.asStarted, .serviceRunning, "Needs the running service."),
        ] as [(CommandUser, ServiceNeed, String)])
    func conditions(_ user: CommandUser, _ need: ServiceNeed, _ expected: String) {
        let command = CommandDeclaration(
            name: "c", summary: "C.", parameters: { [] }, example: nil, user: user, need: need)
        #expect(command.conditions == expected)
    }

    @Test func ofACommandWithoutParameters() {
        #expect(Help.command("db-entry", HelpTests.check) == "Check.\n\nUsage: db-entry check\n")
    }

    @Test func linesOfEightyColumns() {
        let entrypoint = Base.entrypoint
        let texts =
            entrypoint.commands.map { Help.command("base-entry", $0.declaration) } + [
                Help.image(
                    "base-entry", entrypoint.summary, [], entrypoint.variables.map { ($0.name, $0.documentation) })
            ]
        for line in texts.flatMap({ Text.lines($0) }) { #expect(line.count <= 80, "\(line)") }
        // A line is as long as it may be, and its characters are counted.
        let (full, accent) = (String(repeating: "a", count: 72), "é")
        let text = Help.image("e", "S.", [], [("A", "\(full) \(accent)\(accent)"), ("B", "\(full) bbb")])
        #expect(text.contains("\n  A  \(full) éé\n  B  \(full)\n     bbb\n"), "\(text)")
        // What is longer than a line stays whole.
        #expect(Help.image("e", "S.", [], [("A", "\(full)\(full) b")]).contains("\n  A  \(full)\(full)\n     b\n"))
    }

    @Test func columnsAreAlignedByCharacters() {
        let text = Help.image("e", "S.", [], [("é", "one"), ("ab", "two")])
        #expect(text.contains("\n  é   one\n  ab  two\n"))
    }

    @Test func ofTheStandardCommands() {
        #expect(
            StandardCommands.all.map { Help.command("e", $0.declaration) } == [
                """
                Wait until all targets are there.

                Usage: e wait [options] [target…] [-- program [argument…]]

                Arguments:
                  target   What to wait for.
                  program  Program to execute when all targets are there.

                Options:
                  --timeout TIME  How long to wait; 0 waits for ever. (default: $WAIT_TIMEOUT)

                Example:
                  e wait --timeout 30s tcp://db:5432 semaphore:/opt/data/semaphores/db

                """,
                """
                Check all variables and templates without starting anything.

                Usage: e check [options]

                Options:
                  --explain  Print where each variable's value comes from, and the files that
                             would change.
                  --unused   Name the variables that no template or option uses.

                """,
                """
                Render the templates without starting anything.

                Usage: e render [options]

                Options:
                  --check                   Write nothing; print the files that would change,
                                            and exit with 1 when there are some.
                  --diff                    Write nothing; print what would change in each file.
                  --template SOURCE:TARGET  Render this, or a directory, in place of the image's
                                            own templates. (may be repeated)
                  --user USER               Owner of the files; USER_NAME by default.

                Example:
                  e render --check --diff

                """,
                """
                Exit with 0 when the service is ready, else with 1 and a line that says why.

                Usage: e health

                """,
                """
                Print the documentation of this image in Markdown.

                Usage: e reference

                """,
                """
                Print a script that completes commands and options in a shell.

                Usage: e completion <shell>

                Arguments:
                  shell  The shell to complete in. (required)

                Example:
                  e completion bash >/etc/bash_completion.d/entry

                """,
            ])
    }
}
