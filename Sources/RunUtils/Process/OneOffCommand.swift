/// A program that start-up runs and waits for. As a user other than root it has no more rights than a service: no
/// capabilities but those that it is given, and no way to new ones.
struct OneOffCommand {
    var program: Program
    var environment: Environment
    /// Who it runs as; nil for the entrypoint's own user.
    var identity: Identity?
    /// What it keeps where its user is not root.
    var capabilities: [Capability] = []
    /// What it reads from its standard input; nothing by default.
    var input = Bytes()
    /// Whether its standard output is wanted apart from its standard error.
    let capturesOutput: Bool
    /// Whether what it writes goes to our standard error as it comes.
    var passesOutput = false
    /// How long it may take; nil for as long as it takes.
    var limit: Duration?

    init(_ program: Program, _ environment: Environment, capturesOutput: Bool) {
        self.program = program
        self.environment = environment
        self.capturesOutput = capturesOutput
    }

    /// What a finished command left behind.
    struct Outcome {
        let termination: Termination
        /// Its standard output; with its standard error in it when that was not captured apart.
        let output: Bytes
        /// Its standard error, when its output was captured.
        let errors: Bytes
    }

    /// Of what is only shown on failure, this much of the end is kept.
    private static let messageLimit = 65536
    /// So much of what is captured is kept; more is a failure.
    private static let outputLimit = 256 << 20

    /// Runs it to its end. A stop is passed on to it and its children, and it is waited for; it is killed when it does not
    /// end. Descendants that live on are not waited for, even when they hold its output.
    ///
    /// - Throws: When it cannot be started, and when a stop was asked for, after it has ended.
    func run(_ events: EventLoop) throws(RunError) -> Outcome {
        try events.throwIfStopped("\(quoted(program.name)) was not started")
        if let simulation = Simulation.current { return rehearse(simulation) }
        let feed = Feed(input)
        if passesOutput {
            let pid = try program.startPassingOutput(environment, as: identity, keeping: capabilities, feed)
            let termination = try events.waitForEnd(of: pid, quoted(program.name), within: limit) { () throws(Errno) in
                feed.feed()
                return [feed.interest].compactMap { $0 }
            }
            return Outcome(termination: termination, output: [], errors: [])
        }
        let output = Collector(limit: capturesOutput ? OneOffCommand.outputLimit : OneOffCommand.messageLimit)
        let errors = Collector(limit: OneOffCommand.messageLimit)
        let pid = try start(feed, output, errors)
        let termination = try events.waitForEnd(of: pid, quoted(program.name), within: limit) { () throws(Errno) in
            feed.feed()
            try output.collect()
            if capturesOutput && output.bytes.count > OneOffCommand.outputLimit { throw .tooMuchOutput }
            try errors.collect()
            return [feed.interest, output.interest, errors.interest].compactMap { $0 }
        }
        return Outcome(termination: termination, output: output.bytes, errors: errors.bytes)
    }

    /// What a unit test says that it does.
    private func rehearse(_ simulation: Simulation) -> Outcome {
        let answer = simulation.run(program.start(environment, identity, input: input))
        let end = Termination.exited(answer.status)
        if capturesOutput { return Outcome(termination: end, output: answer.output, errors: answer.errors) }
        if !passesOutput { return Outcome(termination: end, output: answer.output + answer.errors, errors: []) }
        simulation.write(answer.output + answer.errors, to: 2)
        return Outcome(termination: end, output: [], errors: [])
    }

    private func start(_ feed: Feed, _ output: Collector, _ errors: Collector) throws(RunError) -> Int32 {
        var request = try program.supervisedRequest(environment, as: identity)
        request.newSession = true
        request.dropPrivileges(keeping: capabilities)
        let pid: Result<Int32, SpawnFailure>
        do throws(Errno) {
            let childInput = try feed.open()
            let childOutput = try output.open()
            let childErrors = try errors.open()
            request.standardStreams = (
                childInput.rawValue, childOutput.rawValue, capturesOutput ? childErrors.rawValue : childOutput.rawValue
            )
            if CurrentProcess.isRoot, let owner = request.identity?.ownership, owner != .current {
                // It may want to open /dev/stdout, or /dev/stderr.
                try childOutput.changeOwner(owner)
                try childErrors.changeOwner(owner)
            }
            pid = request.spawn()
        } catch { throw RunError(cannot: "run \(quoted(program.name))", error) }
        switch pid {
        case .success(let pid): return pid
        case .failure(let failure): throw program.error(failure)
        }
    }
}
