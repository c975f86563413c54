import Testing

@testable import RunUtils

@Suite struct ReferenceTests {
    private static let level = Variable("LEVEL", .oneOf(["low", "high"]), default: "low", "How much | how little.")
    private static let password = Variable(
        "PASSWORD", .text, default: "geheim", aliases: ["PASS", "PW"], isSecret: true, "The password.")
    private static let port = Variable("PORT", .port, "The port.")
    private static let force = Parameter.flag("force", "Even so.")
    private static let levelOption = Parameter.option("level", .oneOf(["low", "high"]), variable: level, "How much.")
    private static let files = Parameter.repeatedArgument("file", .path, "What to load.")

    private static let image = Entrypoint(
        "db", "A database.", documentation: "More about it.\n",
        variables: {
            level
            password
            port
        },
        commands: {
            Command(
                "load", "Load files.", example: "load /a.sql", user: .service, needs: .serviceRunning,
                parameters: {
                    force
                    levelOption
                    files
                }
            ) { _ throws(RunError) in .success }
        })

    private static let text = Reference(entrypoint: image, executable: "db-entry").text

    /// The lines from one that begins with `start` on, up to one that begins with `end`.
    private static func part(from start: String, upTo end: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let rest = lines.drop { !$0.hasPrefix(start) }
        return rest.prefix { !$0.hasPrefix(end) }.joined(separator: "\n")
    }

    @Test func itBeginsWithTheAuthorsWords() {
        #expect(
            ReferenceTests.part(from: "# db", upTo: "## Environment") == """
                # db

                A database.

                More about it.

                ## Usage

                    db-entry <command> [options]
                    db-entry <program> [argument…]

                A first word that is no command is executed as a program.

                """)
    }

    @Test func variables() {
        let table = ReferenceTests.part(from: "| variable", upTo: "An empty")
        for row in [
            #"| `LEVEL` | one of "low" or "high" | `low` | How much \| how little. |"#,
            "| `PASSWORD` (also `PASS` and `PW`) | a text; secret | not shown | The password. |",
            "| `PORT` | a whole number from 1 to 65535 | required | The port. |",
            "| `USER_UID` (also `USER_ID`) | an id from 0 to 4294967294 | required with `USER_NAME` | Its user id; alone, the service has that id and no account. |",
        ] {
            #expect(table.contains("\(row)\n"), "\(table)")
        }
        #expect(!ReferenceTests.text.contains("geheim"))
    }

    @Test func aCommand() {
        #expect(
            ReferenceTests.part(from: "### load", upTo: "### wait") == """
                ### load

                Load files.

                Runs as the service's user. Needs the running service.

                    db-entry load [options] [file…]

                | parameter | value | default | meaning |
                |---|---|---|---|
                | `--force` |  |  | Even so. |
                | `--level VALUE` | one of "low" or "high" | `LEVEL` | How much. |
                | `file` | an absolute path |  | What to load. |

                Example:

                    db-entry load /a.sql

                """)
    }

    @Test func everyCommandVariableAndStatusIsThere() {
        for command in ReferenceTests.image.commands {
            #expect(ReferenceTests.text.contains("\n### \(command.name)\n"))
        }
        for variable in ReferenceTests.image.variables {
            #expect(ReferenceTests.text.contains("\n| `\(variable.name)`"))
        }
        for status in [0, 1, 64, 69, 70, 71, 77, 78, 126, 127] {
            #expect(ReferenceTests.text.contains("\n| \(status) |"))
        }
        #expect(ReferenceTests.text.contains("\nA target is \(WaitCondition.expectation).\n"))
        #expect(ReferenceTests.text.hasSuffix("| all others | reach the running service as they are |\n"))
    }
}
