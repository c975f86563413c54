/// Commands that every image has.
enum StandardCommands {
    static let all = [wait, check, health]

    private static let timeout = Parameter.option(
        "timeout", .duration, placeholder: "TIME", variable: StandardVariables.waitTimeout,
        "How long to wait; 0 waits for ever.")
    private static let targets = Parameter.repeatedArgument("target", .waitCondition, "What to wait for.")
    private static let program = Parameter.program("What takes the place of this process then.")

    private static let wait = Command(
        "wait", "Wait until all targets are there.",
        example: "wait --timeout 30s tcp://db:5432 semaphore:/opt/data/semaphores/db", checksVariables: false,
        parameters: {
            timeout
            targets
            program
        }
    ) { context throws(RunError) in
        let conditions = try context[targets]
        if conditions.isEmpty { throw RunError(.usage, "wait: a target is expected: \(WaitCondition.expectation)") }
        try context.wait(for: conditions, timeout: context[timeout])
        if let program = try context[program] { try context.exec(program) }
        return .success
    }

    private static let check = Command(
        "check", "Check all variables and templates without starting anything."
    ) { context throws(RunError) in
        try context.checkTemplates()
        context.note("variables and templates are in order")
        return .success
    }

    private static let health = Command(
        "health", "Exit with 0 when the service is ready, with 1 and a line that says why when it is not.",
        checksVariables: false
    ) { context throws(RunError) in
        try Health.check(context.console, context.publicEnvironment) { () throws(RunError) in try context.events() }
        return .success
    }
}

extension Command {
    /// The command `shell`: starts a shell in "/" as a user, with that user's environment.
    public static func shell() -> Command {
        let user = Parameter.argument(
            "username", .optional(.text), "Whose shell; USER_NAME, or root where that is not set.")
        return Command("shell", "Start a shell in the name of a user.", checksVariables: false, parameters: { user }) {
            context throws(RunError) in
            let identity = try context.serviceIdentity(context[user])
            let root = try context.identity("root")
            var program = Program(words: [Bytes(FileSystem.isExecutable("/bin/bash") ? "bash" : "sh")])
            program.directory = "/"
            try context.exec(program, as: identity ?? root)
        }
    }
}
