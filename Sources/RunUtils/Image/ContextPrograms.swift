extension Context {
    /// Waits until all conditions hold.
    ///
    /// - Parameter timeout: For all of them together; nil or zero to wait for ever.
    public func wait(for conditions: [WaitCondition], timeout: Duration? = nil) throws(RunError) {
        let waiter = Waiter(events: try events(), console: console, environment: publicEnvironment)
        try waiter.wait(for: conditions, timeout: timeout == .zero ? nil : timeout)
    }

    /// Whether a condition holds now.
    ///
    /// - Parameter timeout: How long its answer may take.
    public func holds(_ condition: WaitCondition, within timeout: Duration = .seconds(3)) throws(RunError) -> Bool {
        let waiter = Waiter(events: try events(), console: console, environment: publicEnvironment)
        return try waiter.reasonAgainst(condition, within: timeout) == nil
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
        let outcome = try outcome(of: program, as: identity, input: Bytes(input))
        if outcome.termination == .exited(0) { return outcome.output.text }
        console.quote(outcome.errors, of: program.name)
        throw Context.failure(program, outcome)
    }

    /// Runs a program to its end, whatever that is.
    ///
    /// - Parameters:
    ///   - identity: Who it runs as; nil for the entrypoint's own user.
    ///   - capabilities: What it keeps where that user is not root.
    ///   - limit: How long it may take: then it is ended. nil for as long as it takes.
    /// - Returns: Its exit status, or 128 + the signal that ended it, and what it wrote to its standard output and error.
    /// - Throws: When it cannot be started, or is ended by a stop or after its time.
    public func result(
        of program: Program, as identity: Identity? = nil, capabilities: [Capability] = [],
        within limit: Duration? = nil
    ) throws(RunError) -> (status: ExitStatus, output: String, errors: String) {
        let outcome = try outcome(of: program, as: identity, capabilities: capabilities, within: limit)
        return (ExitStatus(outcome.termination), outcome.output.text, outcome.errors.text)
    }

    private func outcome(
        of program: Program, as identity: Identity?, capabilities: [Capability] = [], input: Bytes = [],
        within limit: Duration? = nil
    ) throws(RunError) -> OneOffCommand.Outcome {
        var command = OneOffCommand(
            program: program, environment: publicEnvironment, identity: identity, input: input)
        command.capturesOutput = true
        command.capabilities = capabilities
        command.limit = limit
        return try command.run(events())
    }

    /// Runs a shell script in a shell of its own, and takes over what it exports: the service, programs, templates and
    /// variables get it. What the script writes goes to standard error when it has ended.
    ///
    /// - Throws: When one of its commands fails (status 1), when it cannot be started, or is ended by a stop; status 77 when the
    ///   service's user could change it, since root's own programs get what it exports.
    public func source(_ script: FilePath) throws(RunError) {
        if let user = ServiceUser.runner(of: script) {
            throw RunError(
                .permission, "\(quoted(script)) sets variables for root, and user \(user.uid) can change it",
                hint: "give the file and its directories to root, or mount them read-only")
        }
        let program = Program(["/bin/sh", "-ec", ". \"$0\" >&2; exec env -0", script.description])
        let outcome = try outcome(of: program, as: nil)
        console.quote(outcome.errors, of: script.description)
        if outcome.termination != .exited(0) {
            throw RunError(.failure, "\(quoted(script.description)) \(outcome.termination.text)")
        }
        environment.adopt(outcome.output.pieces(separatedBy: 0), changedFrom: publicEnvironment)
        settings = Settings(image.variables, environment: environment)
    }

    private static func failure(_ program: Program, _ outcome: OneOffCommand.Outcome) -> RunError {
        let status = ExitStatus(outcome.termination).rawValue
        return RunError(.failure, "\(quoted(program.name)) failed with status \(status)")
    }

    /// Replaces the entrypoint by a program. One that runs as a user other than root does not get the values of secrets.
    ///
    /// - Throws: When it cannot be executed; otherwise there is no return.
    public func exec(_ program: Program, as identity: Identity? = nil) throws(RunError) -> Never {
        // Otherwise execve(2) closes it, and the program starts that much later.
        queue?.inotify = nil
        // What a user's program has in its environment, that user's other programs can read.
        let isUsers = !(identity?.isRoot ?? true)
        throw program.replaceProcess(isUsers ? publicEnvironment : environment, as: identity)
    }
}
