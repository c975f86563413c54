/// The main service: a child that has been started.
final class Service {
    let pid: Int32
    private let program: String
    private let terminal: Int32?
    private var termination: Termination?

    private init(pid: Int32, program: String, terminal: Int32?) {
        self.pid = pid
        self.program = program
        self.terminal = terminal
    }

    /// Its program and pid, for messages.
    var name: String { "\(program) (pid \(pid))" }

    /// Starts it: in a process group of its own, which is the terminal's foreground if there is a terminal, and as its
    /// user, with nothing of ours but the standard streams.
    ///
    /// - Throws: Why its program could not be executed.
    static func start(_ plan: DaemonPlan, as identity: Identity?, _ events: EventQueue) throws(RunError) -> Service {
        var request = try plan.program.request(plan.environment, as: identity)
        request.newGroup = true
        request.terminal = Terminal.controlling()
        if let identity, !identity.isRoot {
            request.dropsPrivileges = true
            if CurrentProcess.isRoot { CurrentProcess.giveStandardStreams(to: identity.ownership) }
        }
        // As PID 1 our death ends everybody anyway.
        if !CurrentProcess.isInit { request.deathSignal = plan.stopPlan.firstSignal }
        switch request.spawn() {
        case .failure(let failure): throw plan.program.error(failure)
        case .success(let pid):
            events.track(pid)
            return Service(pid: pid, program: plan.program.name, terminal: request.terminal)
        }
    }

    /// Passes a signal on as it is.
    func forward(_ signal: Signal) { try? signal.send(to: pid) }

    /// Sends a signal that is to end it. A stopped process acts on nothing but CONT, which therefore follows.
    func stop(with signal: Signal) {
        forward(signal)
        forward(.continue)
    }

    /// Whether it has ended. The terminal is ours again then.
    func hasExited(_ events: EventQueue) -> Bool {
        guard let termination = events.exit(of: pid) else { return false }
        self.termination = termination
        if let terminal { Terminal.takeBack(terminal) }
        return true
    }

    /// 0 as long as it runs.
    var exitStatus: ExitStatus { termination.map { ExitStatus($0) } ?? .success }

    /// Says so when the end was not a plain 0.
    func sayHowItEnded(_ console: Console) {
        switch termination {
        case nil, .exited(0): break
        case .exited(let code): console.note("\(name) exited with status \(code)")
        case .signalled(let signal): console.note("\(name) was ended by \(signal)")
        }
    }
}
