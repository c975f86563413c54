import Testing

@testable import RunUtils

/// Questions on a terminal, and what standard input holds.
@Suite struct DryRunDialogueTests {
    private static let password = Parameter.secret("password", .text, prompt: "Password", "A password.")
    private static let level = Parameter.option("level", .integer(in: 1...9), prompt: "Level", "A level.")
    private static let note = Parameter.option("note", .optional(.text), prompt: "Note", "A note.")
    private static let image = Entrypoint(
        "db", "A database.",
        commands: {
            Command("login", "Log in.", parameters: { password }) { context throws(RunError) in
                try context.print(context[password])
                return .success
            }
            Command(
                "set", "Set something.",
                parameters: {
                    level; note
                }
            ) { context throws(RunError) in
                try context.print("\(context[level]) \(context[note] ?? "-")")
                return .success
            }
            Command("drop", "Drop it.", parameters: { .yes }) { context throws(RunError) in
                try context.confirm("This drops it.", typed: "drop")
                return .success
            }
            Command("try", "Drop it, or not.", parameters: { .yes }) { context throws(RunError) in
                do { try context.confirm("This drops it.", typed: "drop") } catch { return .success }
                return .success
            }
        })

    private let root: TemporaryDirectory

    init() throws { root = try TemporaryDirectory() }

    struct Case: Sendable {
        let words: [String]
        let answers: [String]
        let status: UInt8
        var output = ""
        var questions: [String] = []
        /// The last message.
        var message: String?
    }

    private static let question = "This drops it. Type \"drop\" to go ahead"

    private static let cases = [
        Case(
            words: ["login"], answers: ["s3cret", "s3cret"], status: 0, output: "s3cret",
            questions: ["Password", "Password, once more"], message: "Password, once more: "),
        Case(
            words: ["login"], answers: ["a", "b", "c", "c"], status: 0, output: "c",
            questions: ["Password", "Password, once more", "Password", "Password, once more"]),
        Case(words: ["login", "--password", "x"], answers: [], status: 0, output: "x"),
        Case(
            words: ["login", "--password", "-"], answers: ["x", "x"], status: 0, output: "x",
            questions: ["Password", "Password, once more"]),
        Case(
            words: ["login"], answers: ["a"], status: 70, questions: ["Password", "Password, once more"],
            message: "db: dryRun: there is no answer to \"Password, once more\""),
        Case(words: ["set"], answers: ["5", ""], status: 0, output: "5 -", questions: ["Level", "Note"]),
        Case(
            words: ["set"], answers: ["x", "0", "5", "more"], status: 0, output: "5 more",
            questions: ["Level", "Level", "Level", "Note"]),
        Case(
            words: ["set"], answers: ["x", "", "10", "5"], status: 64, questions: ["Level", "Level", "Level"],
            message: "hint: see \"db-entry set --help\""),
        Case(words: ["drop"], answers: ["drop"], status: 0, questions: [question]),
        Case(
            words: ["drop"], answers: ["no"], status: 1, questions: [question],
            message: "db: not confirmed; nothing was done"),
        Case(words: ["drop", "--yes"], answers: [], status: 0),
        Case(words: ["try"], answers: [], status: 70, questions: [question]),
    ]

    @Test(arguments: cases) func onATerminal(_ given: Case) {
        let run = DryRunDialogueTests.image.dryRun(
            given.words, root: root.path.description, prompts: DryRun.Prompts(given.answers))
        #expect(run.status.rawValue == given.status, "\(run.messages)")
        #expect(run.output == given.output)
        #expect(run.events == given.questions.map { .asked($0) })
        if let message = given.message { #expect(run.messages.last == message) }
    }

    @Test func answersByQuestion() {
        let run = DryRunDialogueTests.image.dryRun(
            ["set"], root: root.path.description, prompts: .by { $0 == "Level" ? "7" : "none" })
        #expect(run.output == "7 none")
        let stubborn = DryRunDialogueTests.image.dryRun(["set"], root: root.path.description, prompts: .by { _ in "x" })
        #expect(stubborn.status == .usage)
        #expect(stubborn.events.count == 3)
        let silent = DryRunDialogueTests.image.dryRun(["set"], root: root.path.description, prompts: .by { _ in nil })
        #expect(silent.messages == ["Level: ", "db: dryRun: there is no answer to \"Level\""])
        #expect(silent.status == .software)
    }

    @Test func aStopAtAQuestion() {
        let run = DryRunDialogueTests.image.dryRun(
            ["drop"], root: root.path.description, stop: .interrupt, prompts: ["drop"])
        #expect(run.status == .signalled(.interrupt))
    }

    @Test func standardInput() {
        let root = root.path.description
        let run = DryRunDialogueTests.image.dryRun(["login", "--password-file", "-"], root: root, input: "s3cret\n")
        #expect(run.output == "s3cret")
        #expect(run.events == [])
        let none = DryRunDialogueTests.image.dryRun(["drop"], root: root, input: "drop\n")
        #expect(none.status == .usage)
        #expect(none.messages.first == "db: not confirmed: This drops it.")
        let both = DryRunDialogueTests.image.dryRun(["drop"], root: root, prompts: ["drop"], input: "drop\n")
        #expect(both.status == .software)
        #expect(both.messages == ["dryRun: standard input is a terminal with prompts, or has an input, not both"])
    }
}
