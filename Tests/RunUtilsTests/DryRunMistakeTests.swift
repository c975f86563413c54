import Testing

@testable import RunUtils

/// What a test does wrong is a message, and what an author does wrong is status 70, whatever comes later.
@Suite struct DryRunMistakeTests {
    private static let port = Variable("PORT", .port, default: 8080, "Port.")
    private static let undeclared = Variable("UNDECLARED", .integer(in: 5...9), "Not declared.")
    private static let option = Parameter.option("level", .text, "Not declared.")
    private static let argument = Parameter.argument("name", .port, "Not declared.")

    /// Commands that read what is not declared, and end well or throw afterwards.
    private static let image = Entrypoint("web", "A web server.", variables: { port }) {
        Command("fine", "Reads what is there.") { context throws(RunError) in
            try context.print("\(context[port])")
            return .success
        }
        Command("write", "Writes a file.") { context throws(RunError) in
            try context.files.write("content", to: "/run/web/file")
            return .success
        }
        Command("variable", "Reads a variable.") { context throws(RunError) in
            try context.print("\(context[undeclared])")
            return .success
        }
        Command("option", "Reads an option.") { context throws(RunError) in
            try context.print("\(context[option])")
            return .success
        }
        Command("argument", "Reads an argument.") { context throws(RunError) in
            try context.print("\(context[argument])")
            return .success
        }
        Command("thrown", "Reads an option and throws.") { context throws(RunError) in
            throw RunError(.unavailable, "level \(context[option])")
        }
        Command("ended", "Throws what is no error.") { _ throws(RunError) in throw RunError(.success, "all went well") }
        Command("executed", "Reads an option and is replaced.") { context throws(RunError) in
            try context.exec(["server", context[option]])
        }
        Command("confirm", "Has no --yes.") { context throws(RunError) in
            try context.confirm("This deletes all.", typed: "delete")
            return .success
        }
    }

    private static func undeclared(_ command: String, _ label: String) -> String {
        "web: \(command): \(label) is read but not declared by the command"
    }

    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
        try root.write("file", "")
        try root.link("link", to: "/")
    }

    @Test(
        arguments: [
            ("fine", 0, "8080", []),
            ("variable", 70, "5", ["web: UNDECLARED is read but not declared by the image"]),
            ("option", 70, "text", [undeclared("option", "--level")]),
            ("argument", 70, "1", [undeclared("argument", "<name>")]),
            ("thrown", 70, "", [undeclared("thrown", "--level"), "web: level text"]),
            ("executed", 70, "", [undeclared("executed", "--level")]),
            ("ended", 70, "", ["web: all went well"]),
            ("confirm", 70, "", [undeclared("confirm", "--yes")]),
        ] as [(String, UInt8, String, [String])])
    func ofTheAuthor(_ command: String, _ status: UInt8, _ output: String, _ messages: [String]) {
        let run = DryRunMistakeTests.image.dryRun([command], root: root.path.description)
        #expect(run.status.rawValue == status)
        #expect(run.output == output)
        #expect(run.messages == messages)
    }

    /// What a test prepares for nothing is not what it means. A command that ends badly may have had no use for it.
    @Test(
        arguments: [
            (["confirm"], ["delete", "delete"], [], ["dryRun: answers that nobody asked for: 1"]),
            (["fine"], [], [.hangup, .user1], ["dryRun: signals that came to no service: 2"]),
            (["refused"], ["delete"], [], ["web: no"]),
        ] as [([String], [String], [Signal], [String])])
    func whatIsLeft(_ words: [String], _ answers: [String], _ signals: [Signal], _ messages: [String]) {
        let image = Entrypoint("web", "A web server.") {
            Command("confirm", "Asks.", parameters: { Parameter.yes }) { context throws(RunError) in
                try context.confirm("This deletes all.", typed: "delete")
                return .success
            }
            Command("fine", "Does nothing.") { _ throws(RunError) in .success }
            Command("refused", "Fails.") { _ throws(RunError) in throw RunError(.unavailable, "no") }
        }
        let run = image.dryRun(
            words, root: root.path.description, signals: signals, prompts: answers.isEmpty ? nil : .init(answers))
        #expect(run.status == (words == ["refused"] ? .unavailable : .software))
        #expect(run.messages.suffix(1) == messages[...])
    }

    /// Conditions that no text could spell, which can never hold.
    @Test(
        arguments: [
            (.tcp(port: 0), "a port is a number from 1 to 65535"), (.file("relative"), "no absolute path"),
            (.dns(""), "no name; expected dns:name"), (.http(host: "web", port: 80, path: "health"), nil),
        ] as [(WaitCondition, String?)])
    func conditionsThatAreNone(_ condition: WaitCondition, _ reason: String?) {
        let image = Entrypoint("web", "A web server.") {
            Command("wait-so", "Waits.") { context throws(RunError) in
                try context.wait(for: [condition])
                return .success
            }
            Command("ask", "Asks.") { context throws(RunError) in
                _ = try context.isMet(condition)
                return .success
            }
        }
        for command in ["wait-so", "ask"] {
            let run = image.dryRun([command], root: root.path.description)
            #expect(run.status == .software)
            let message = run.messages.first ?? ""
            #expect(message.hasPrefix("web: \(condition) is no target: "))
            if let reason { #expect(message.hasSuffix(": " + reason), "\(message)") }
        }
    }

    @Test(arguments: [
        ("/nonexistent/x", "there is no directory \"/nonexistent/x\" to stand for \"/\""),
        ("@/file", "there is no directory \"@/file\" to stand for \"/\""),
        ("@/file/x", "there is no directory \"@/file/x\" to stand for \"/\""),
        ("relative", "the root \"relative\" is not an absolute path"),
        ("", "the root \"\" is not an absolute path"),
        ("/", "the root \"/\" is the machine's own"), ("/tmp/..", "the root \"/tmp/..\" is the machine's own"),
        ("@/link", "the root \"@/link\" is the machine's own"),
    ])
    func aRootThatIsNone(_ path: String, _ message: String) {
        let place = root.path.description
        // Nothing that would harm the machine.
        let command = message.hasSuffix("own") ? "fine" : "write"
        let run = DryRunMistakeTests.image.dryRun([command], root: path.first == "@" ? place + path.dropFirst() : path)
        #expect(run.status == .software)
        #expect(run.messages == ["dryRun: \(message.split(separator: "@").joined(separator: place))"])
        #expect(run.output == "")
        #expect(run.owner(of: "/etc/passwd") == nil)
    }
}
