extension Context {
    /// Waits until a condition holds; of several, until all do: `[.file("/run/a"), .tcp(port: 80)]`, or `.all(conditions)` where
    /// they are in a variable.
    ///
    /// - Parameters:
    ///   - condition: What must hold.
    ///   - timeout: How long at most; nil or zero to wait for ever.
    /// - Throws: When the time is up (69), with the last reason of each; at a stop (128 + signal).
    @export(interface) public func wait(for condition: WaitCondition, timeout: Duration? = nil) throws(RunError) {
        let loop = WaitLoop(events: try events(), console: console, environment: publicEnvironment)
        try loop.wait(for: condition.parts, timeout: timeout == .zero ? nil : timeout)
    }

    /// Whether a condition is met now.
    ///
    /// - Parameters:
    ///   - condition: What is asked.
    ///   - timeout: How long its answer may take.
    @export(interface) public func isMet(_ condition: WaitCondition, within timeout: Duration = .seconds(3))
        throws(RunError) -> Bool
    {
        let loop = WaitLoop(events: try events(), console: console, environment: publicEnvironment)
        return try loop.reasonAgainst(condition, within: timeout) == nil
    }

    /// Runs a program to its end.
    ///
    /// ```swift
    /// let account = try context.accounts.ensure()
    /// try context.run(["initdb", "-D", "/data"], "Initializing the database", as: account)
    /// let version = try context.run(["nginx", "-v"], output: .captured).errors
    /// ```
    ///
    /// - Parameters:
    ///   - program: The program and its arguments.
    ///   - step: What it does, for a line in the log that says how it went: "Initializing the database". nil for no line.
    ///   - identity: Who it runs as; nil for the entrypoint's own user, with all its rights.
    ///   - capabilities: What it keeps where that user is not root.
    ///   - input: What it reads from its standard input.
    ///   - output: What becomes of what it writes.
    ///   - limit: How long it may take: then it is ended. nil for as long as it takes.
    ///   - mayFail: Whether any end is a result, and not only one with 0.
    /// - Throws: When it cannot be started (126, 127), fails (1), does not end in its time (69), or is ended by a stop
    ///   (128 + signal).
    @discardableResult
    @export(interface) public func run(
        _ program: Program, _ step: String? = nil, as identity: Identity? = nil, capabilities: [Capability] = [],
        input: String = "", output: ProgramOutput = .shownOnFailure, within limit: Duration? = nil,
        mayFail: Bool = false
    ) throws(RunError) -> ProgramResult {
        try Unprintable.refuse(Bytes(input), in: "the input of \(quoted(program.name))")
        var command = OneOffCommand(program, publicEnvironment, capturesOutput: output == .captured)
        command.identity = identity
        command.capabilities = capabilities
        command.input = Bytes(input)
        command.limit = limit
        command.passesOutput = output == .passedThrough
        let step = step.map { console.beginStep($0, hasOutput: output == .passedThrough) }
        let outcome: OneOffCommand.Outcome
        do throws(RunError) { outcome = try self.outcome(of: command) } catch {
            if let step { console.endStep(step, succeeded: false) }
            throw error
        }
        let succeeded = outcome.termination == .exited(0)
        if let step { console.endStep(step, succeeded: succeeded) }
        if !succeeded && !mayFail {
            console.quote(output == .captured ? outcome.errors : outcome.output, of: program.name)
            throw RunError(.failure, "\(quoted(program.name)) \(outcome.termination.text)")
        }
        return ProgramResult(
            status: ExitStatus(outcome.termination), output: outcome.output.text, errors: outcome.errors.text,
            termination: outcome.termination)
    }

    func outcome(of command: OneOffCommand) throws(RunError) -> OneOffCommand.Outcome { try command.run(events()) }

    /// Replaces the entrypoint by a program. One that runs as a user other than root does not get the values of secrets.
    ///
    /// - Throws: When it cannot be executed; otherwise there is no return.
    @export(interface) public func exec(_ program: Program, as identity: Identity? = nil) throws(RunError) -> Never {
        // Otherwise execve(2) closes it, and the program starts that much later.
        queue?.inotify = nil
        // What a user's program has in its environment, that user's other programs can read.
        let isUsers = !(identity?.isRoot ?? true)
        throw program.replaceProcess(isUsers ? publicEnvironment : environment, as: identity)
    }
}
