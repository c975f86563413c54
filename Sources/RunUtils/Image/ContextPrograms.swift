extension Context {
    /// Waits until all conditions hold.
    ///
    /// - Parameter timeout: For all of them together; nil or zero to wait for ever.
    public func wait(for conditions: [WaitCondition], timeout: Duration? = nil) throws(RunError) {
        let waiter = Waiter(events: try events(), console: console, environment: publicEnvironment)
        try waiter.wait(for: conditions, timeout: timeout == .zero ? nil : timeout)
    }

    /// Runs a program to its end, with a line that says how it went. What it wrote is shown when it fails.
    ///
    /// - Parameters:
    ///   - message: What it does, for the log: "Initializing the database".
    ///   - identity: Who it runs as; nil for the entrypoint's own user.
    ///   - input: What it reads from its standard input.
    /// - Throws: When it cannot be started, fails, or is ended by a stop.
    public func run(
        _ program: Program, _ message: String, as identity: Identity? = nil, input: String = ""
    ) throws(RunError) {
        let step = console.beginStep(message)
        let command = OneOffCommand(
            program: program, environment: publicEnvironment, identity: identity, input: Bytes(input))
        let outcome: OneOffCommand.Outcome
        do throws(RunError) { outcome = try command.run(events()) } catch {
            console.endStep(step, succeeded: false)
            throw error
        }
        let succeeded = outcome.termination == .exited(0)
        console.endStep(step, succeeded: succeeded)
        if succeeded { return }
        console.quote(outcome.output, of: program.name)
        throw Context.failure(program, outcome)
    }

    /// Runs a program to its end, with a line that says how it went. What it writes goes to standard error as it comes; its
    /// standard input is empty.
    ///
    /// - Parameters:
    ///   - message: What it does, for the log: "Running /opt/scripts/10-users.sh".
    ///   - identity: Who it runs as; nil for the entrypoint's own user, with all its rights.
    /// - Throws: When it cannot be started, fails (status 1), or is ended by a stop.
    public func runShowingOutput(
        _ program: Program, _ message: String, as identity: Identity? = nil
    ) throws(RunError) {
        let termination = try foreground(program, message, as: identity)
        if termination != .exited(0) { throw RunError(.failure, "\(quoted(program.name)) \(termination.text)") }
    }

    /// The same, whatever its end is.
    func foreground(
        _ program: Program, _ message: String, as identity: Identity? = nil
    ) throws(RunError) -> Termination {
        let step = console.beginStep(message, hasOutput: true)
        let termination: Termination
        do throws(RunError) {
            termination = try program.runInForeground(publicEnvironment, as: identity, events())
        } catch {
            console.endStep(step, succeeded: false)
            throw error
        }
        console.endStep(step, succeeded: termination == .exited(0))
        return termination
    }

    /// Runs a program to its end and returns what it wrote to its standard output.
    public func output(of program: Program, as identity: Identity? = nil, input: String = "") throws(RunError) -> String
    {
        var command = OneOffCommand(
            program: program, environment: publicEnvironment, identity: identity, input: Bytes(input))
        command.capturesOutput = true
        let outcome = try command.run(events())
        if outcome.termination == .exited(0) { return outcome.output.text }
        console.quote(outcome.errors, of: program.name)
        throw Context.failure(program, outcome)
    }

    private static func failure(_ program: Program, _ outcome: OneOffCommand.Outcome) -> RunError {
        let status = ExitStatus(outcome.termination).rawValue
        return RunError(.failure, "\(quoted(program.name)) failed with status \(status)")
    }

    /// Replaces the entrypoint by a program.
    ///
    /// - Throws: When it cannot be executed; otherwise there is no return.
    public func exec(_ program: Program, as identity: Identity? = nil) throws(RunError) -> Never {
        throw program.replaceProcess(environment, as: identity)
    }
}
