import Testing

@testable import RunUtils

/// What commands declare, seen from a dry run: nothing is asked for, and nobody's user changes.
@Suite struct TableDryRunTests {
    private static let password = Parameter.secret("password", .text, prompt: "Password", "A password.")
    private static let image = Entrypoint(
        "db", "A database.",
        commands: {
            Command("login", "Log in.", checksVariables: false, parameters: { password }) { context throws(RunError) in
                try context.print("\(context[password]).")
                return .success
            }
            Command("as-nobody", "As somebody else.", user: .named("12:34")) { context throws(RunError) in
                try context.print("\(context.environment["USER"]?.text ?? "")")
                return .success
            }
            Command("as-root", "As root.", user: .root) { _ throws(RunError) in .success }
            Command("backup", "Needs the service.", needs: .serviceRunning) { _ throws(RunError) in .success }
        })

    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
        try root.write("secret", "s3cret\n")
    }

    private func run(_ words: [String], as ids: (UInt32, UInt32) = (0, 0)) -> DryRun {
        TableDryRunTests.image.dryRun(words, root: root.path.description, as: ids)
    }

    @Test func aSecretFromAFile() {
        #expect(run(["login", "--password-file", "/secret"]).output == "s3cret.")
    }

    @Test func nothingIsAskedFor() {
        let run = run(["login"])
        #expect(run.status == .usage)
        #expect(run.messages[0] == "db: login: --password is missing; expected a text")
        #expect(self.run(["login", "--password=-"]).messages[0] == "db: login: --password: nothing is not a text")
    }

    @Test func theUserOfTheTestStays() {
        let before = CurrentProcess.isRoot
        #expect(run(["as-nobody"]).output == "12")
        #expect(CurrentProcess.isRoot == before)
        #expect(run(["as-root"]).status == .success)
        #expect(run(["as-root"], as: (5, 5)).status == .permission)
    }

    @Test func theServiceDoesNotRun() {
        #expect(run(["backup"]).status == .unavailable)
    }

    @Test func theDocumentation() {
        let reference = run(["reference"])
        #expect(reference.output == Reference(entrypoint: TableDryRunTests.image, executable: "db-entry").text)
        #expect(reference.status == .success && reference.messages == [])
    }
}
