extension StandardCommands {
    private static let timeout = Parameter.option(
        "timeout", .duration, placeholder: "TIME", variable: StandardVariables.waitTimeout,
        "How long to wait; 0 waits for ever.")
    private static let targets = Parameter.repeatedArgument("target", .waitCondition, "What to wait for.")
    private static let program = Parameter.optionalProgram("Program to execute when all targets are there.")

    static let wait = Command(
        "wait", "Wait until all targets are there.",
        example: "wait --timeout 30s tcp://db:5432 semaphore:/opt/data/semaphores/db", checksVariables: false,
        parameters: {
            timeout
            targets
            program
        }
    ) { context throws(RunError) in
        let conditions = context[targets]
        if conditions.isEmpty { throw RunError(.usage, "wait: a target is expected: \(WaitCondition.expectation)") }
        try context.wait(for: .all(conditions), timeout: context[timeout])
        if let program = context[program] { try context.exec(program) }
        return .success
    }
}
