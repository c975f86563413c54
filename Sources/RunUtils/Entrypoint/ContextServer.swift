extension Context {
    /// How long a server beside the start-up may take to be ready.
    private static let serverPatience = Duration.seconds(600)
    /// How often it is said that one is not ready yet that may take longer.
    private static let serverReminder = Duration.seconds(180)

    /// Runs a server beside `body`, for something that needs it during start-up or a command. What it writes goes to standard
    /// error; it is in a process group of its own. When `body` ends, however that is, the server is stopped and waited for.
    ///
    /// - Parameters:
    ///   - program: The server.
    ///   - identity: Who it runs as, with no more rights than a service; nil for the entrypoint's own user.
    ///   - ready: What holds as soon as it can be used.
    ///   - plan: How it is stopped. When a stop is asked for, STOP_GRACE ends it.
    ///   - body: What needs it.
    /// - Throws: What `body` throws; why the server could not be started, or how it ended where that was no success; a stop.
    @discardableResult public func withServer<Result>(
        _ program: Program, as identity: Identity? = nil, ready: WaitCondition, stop plan: StopPlan,
        _ body: () throws(RunError) -> Result
    ) throws(RunError) -> Result {
        try withServer(
            program, as: identity, ready: ready, within: Context.serverPatience, stop: plan, hurriedStop: nil, body)
    }

    /// The same for a server whose data must be whole: it is given all the time that it needs where nobody is in a hurry.
    ///
    /// - Parameters:
    ///   - patience: How long it may take to be ready; nil: as long as it lives.
    ///   - plan: How it is stopped when `body` has done its work.
    ///   - hurried: How it is stopped when `body` has failed, or a stop comes; nil: in the same way. What was made before a stop comes
    ///     counts as not made.
    package func withServer<Result>(
        _ program: Program, as identity: Identity?, ready: WaitCondition, within patience: Duration?,
        stop plan: StopPlan, hurriedStop hurried: StopPlan?, _ body: () throws(RunError) -> Result
    ) throws(RunError) -> Result {
        let events = try events()
        try events.throwIfStopped("\(quoted(program.name)) was not started")
        if let simulation = Simulation.current { return try rehearse(program, identity, ready, simulation, body) }
        let pid = try program.startPassingOutput(
            publicEnvironment, as: identity, Feed([]), deathSignal: plan.firstSignal)
        events.children.track(pid)
        let result: Result
        do throws(RunError) {
            try awaitServer(pid, program, ready, patience, events)
            result = try LastWords.withServer(pid, plan.firstSignal, body)
        } catch {
            _ = try? endServer(pid, hurried ?? plan, events)
            throw error
        }
        let termination = try endServer(pid, plan, hurried: hurried, events)
        if hurried != nil { try events.throwIfStopped("\(quoted(program.name)) was ended") }
        if termination != .exited(0) { throw RunError(.failure, "\(quoted(program.name)) \(termination.text)") }
        return result
    }

    /// In a dry run it is ready at once, unless the test says that it never is.
    private func rehearse<Result>(
        _ program: Program, _ identity: Identity?, _ ready: WaitCondition, _ simulation: Simulation,
        _ body: () throws(RunError) -> Result
    ) throws(RunError) -> Result {
        let start = program.start(publicEnvironment, identity)
        let status = simulation.serve(start).status
        defer { simulation.note(.serverStopped(start)) }
        let unmet = simulation.wait(for: [ready])
        if !unmet.isEmpty {
            throw RunError(.unavailable, "\(quoted(program.name)) was not ready in time", details: unmet)
        }
        let result = try body()
        let termination = Termination.exited(status)
        if termination != .exited(0) { throw RunError(.failure, "\(quoted(program.name)) \(termination.text)") }
        return result
    }

    private func awaitServer(
        _ pid: Int32, _ program: Program, _ ready: WaitCondition, _ patience: Duration?, _ events: EventLoop
    ) throws(RunError) {
        let probes = ProbeScheduler([ready], events, publicEnvironment)
        let start = Instant.now
        let deadline = patience.map { start + $0 }
        var reminder = start + Context.serverReminder
        while !probes.step() {
            if events.children.hasExited(pid) {
                throw RunError(.failure, "\(quoted(program.name)) ended before it was ready")
            }
            if let deadline, .now >= deadline {
                throw RunError(
                    .unavailable, "\(quoted(program.name)) was not ready in time",
                    details: probes.unmet.map { $0.text })
            }
            try events.throwIfStopped("\(quoted(program.name)) was ended")
            if .now >= reminder {
                let reasons = probes.unmet.map { $0.text }.joined(separator: ", ")
                console.note(
                    "\(quoted(program.name)) is not ready after \((Instant.now - start).shortText): \(reasons)")
                reminder = .now + Context.serverReminder
            }
            let wakeUp = min(probes.wakeUp, reminder)
            try events.sleep(probes.interests, until: min(wakeUp, deadline ?? wakeUp))
        }
    }

    /// When a stop is asked for, STOP_GRACE ends it.
    ///
    /// - Parameter hurried: What takes the place of the plan then.
    private func endServer(
        _ pid: Int32, _ plan: StopPlan, hurried: StopPlan? = nil, _ events: EventLoop
    ) throws(RunError) -> Termination {
        var progress = StopProgress(plan, grace: nil, at: .now)
        var signal: Signal? = progress.signal
        var isHurried = false
        while true {
            if let termination = events.children.exit(of: pid) { return termination }
            if progress.isOver { return .signalled(.kill) }
            if !isHurried, events.signals.stop != nil {
                // Its first signal is the one that goes out, or has gone out, already.
                isHurried = true
                if let hurried { progress = StopProgress(hurried, grace: nil, at: .now) }
                if let grace = (try? value(of: StandardVariables.stopGrace)) ?? nil {
                    progress.end(by: (events.signals.stopTime ?? .now) + grace)
                }
            }
            if let next = signal { try? next.send(to: pid) }
            signal = nil
            try events.sleep(until: progress.deadline)
            if let deadline = progress.deadline, .now >= deadline { signal = progress.advance(at: .now) }
        }
    }
}
