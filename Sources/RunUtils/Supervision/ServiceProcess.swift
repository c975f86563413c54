/// The main service: a child that has been started.
final class ServiceProcess {
    /// The main process.
    private(set) var pid: Int32
    /// The process group that it was started in.
    let group: Int32
    private let program: String
    private let terminal: Int32?
    private let streams: StandardStreams?
    private var termination: Termination?
    /// How the first process ended, while another one is watched.
    private var firstTermination: Termination?
    /// The other process that is watched; its pid may become somebody else's when its parent has reaped it.
    private var handle: ProcessHandle?
    /// When it may be said again that it named a process which is not one of its own.
    private var nextRefusal: Instant?
    private static let refusalInterval = Duration.seconds(10)

    private init(pid: Int32, program: String, terminal: Int32?, streams: StandardStreams? = nil) {
        self.pid = pid
        group = pid
        self.program = program
        self.terminal = terminal
        self.streams = streams
    }

    /// Its program and pid, for messages.
    var name: String { "\(program) (pid \(pid))" }

    /// Starts it: in a process group of its own, which is the terminal's foreground if there is a terminal, and as its
    /// user, with nothing of ours but the standard streams.
    ///
    /// - Throws: Why its program could not be executed.
    static func start(
        _ plan: ServicePlan, _ events: EventLoop, _ reports: ServiceReports
    ) throws(RunError) -> ServiceProcess {
        if let simulation = Simulation.current {
            let status = simulation.startService(plan.program.start(plan.environment, plan.identity))
            let service = ServiceProcess(pid: 0, program: plan.program.name, terminal: nil)
            service.termination = .exited(status)
            return service
        }
        var request = try plan.program.supervisedRequest(plan.environment, as: plan.identity)
        request.newGroup = true
        request.terminal = Terminal.controlling()
        request.dropPrivileges(keeping: plan.capabilities)
        var streams: StandardStreams?
        if CurrentProcess.isRoot, let identity = plan.identity, !identity.isRoot {
            streams = StandardStreams(givenTo: identity.ownership)
        }
        // As PID 1 our death ends everybody anyway.
        if !CurrentProcess.isInit { request.deathSignal = plan.stop.firstSignal }
        reports.attach(to: &request)
        switch request.spawn() {
        case .failure(let failure):
            streams?.giveBack()
            throw plan.program.error(failure)
        case .success(let pid):
            reports.serviceHasStarted()
            events.children.track(pid)
            LastWords.setService(pid, plan.stop.firstSignal, grace: plan.stopGrace)
            return ServiceProcess(pid: pid, program: plan.program.name, terminal: request.terminal, streams: streams)
        }
    }

    var hasTerminal: Bool { terminal != nil }

    /// Watches another process in the place of the first one, which may end. It must be a descendant of ours, and the
    /// sender's own, so that nobody can turn our signals on somebody else.
    ///
    /// - Parameter sender: Who names it.
    func follow(_ newPID: Int32, _ sender: UInt32, _ events: EventLoop, _ console: Console) {
        guard newPID != pid else { return }
        let handle = try? ProcessHandle(newPID)
        guard let handle, ProcessTable.isDescendant(newPID, of: CurrentProcess.pid),
            sender == 0 || ProcessTable.owner(of: newPID) == sender
        else {
            if let nextRefusal, .now < nextRefusal { return }
            nextRefusal = .now + ServiceProcess.refusalInterval
            return console.note("\(name) names pid \(newPID) as its main process, which is not one of its own; ignored")
        }
        if pid != group { events.children.forget(pid) }
        pid = newPID
        self.handle = .some(handle)
        if newPID != group { events.children.track(newPID) }
    }

    /// Passes a signal on as it is.
    ///
    /// - Throws: Why it did not reach the service, which has not gone.
    func forward(_ signal: Signal) throws(Errno) {
        if let simulation = Simulation.current { return simulation.note(.signalToService(signal)) }
        if pid != group, (try? handle?.send(signal)) != nil { return }
        // There is no other process, or it has gone.
        if firstTermination == nil { try signal.send(to: group) }
    }

    /// Sends a signal that is to end it. A stopped process acts on nothing but CONT, which therefore follows; not after
    /// a signal of job control, which CONT would take back (signal(7)).
    func stop(with signal: Signal) throws(Errno) {
        try forward(signal)
        if Simulation.current != nil { return }
        // The other process may have ended, and a parent that hangs does not say so.
        if signal == .kill, pid != group, firstTermination == nil { try signal.send(to: group) }
        if !signal.suspends { try forward(.continue) }
    }

    /// Whether it has ended. The terminal is ours again then.
    ///
    /// - Parameter isGivenUp: Whether it counts as ended by SIGKILL: its parent, a tracer or the kernel may keep it.
    func hasExited(_ events: EventLoop, isGivenUp: Bool) -> Bool {
        let latest = termination ?? latestTermination(events)
        guard let termination = latest ?? (isGivenUp ? .signalled(.kill) : nil) else { return false }
        self.termination = termination
        if let terminal { Terminal.takeBack(terminal) }
        streams?.giveBack()
        return true
    }

    private func latestTermination(_ events: EventLoop) -> Termination? {
        firstTermination = firstTermination ?? events.children.exit(of: group)
        if pid == group { return firstTermination }
        if let end = events.children.exit(of: pid) { return end }
        // When the first process has reaped the other one, its own end is what there is to tell.
        return (try? handle?.send(nil)) == nil ? firstTermination : nil
    }

    /// Whether the terminal has stopped it since this was last asked. A stop from elsewhere is somebody's wish.
    func isSuspended(_ events: EventLoop) -> Bool {
        guard let signal = events.children.suspension(of: pid) else { return false }
        return signal == .terminalStop || signal == .terminalInput || signal == .terminalOutput
    }

    /// Ctrl-Z stopped the service: what a shell sees as its job is this process, so it stops as well, and when it goes on,
    /// the service does. Without a shell that could go on, the service just goes on.
    func passOnSuspension() {
        guard let terminal else { return }
        if !CurrentProcess.isInit && Terminal.hasJobControl {
            Terminal.takeBack(terminal)
            CurrentProcess.suspend()
            if Terminal.controlling() != nil { Terminal.give(terminal, to: group) }
        }
        try? Signal.continue.send(to: -group)
    }

    /// 0 as long as it runs.
    var exitStatus: ExitStatus { termination.map { ExitStatus($0) } ?? .success }

    /// Says so when the end was not a plain 0.
    ///
    /// - Parameters:
    ///   - wasStopped: Whether it was asked to end.
    ///   - isSuccess: Whether its status is one that counts as 0.
    func sayHowItEnded(_ console: Console, wasStopped: Bool, isSuccess: Bool) {
        guard let termination, termination != .exited(0) else { return }
        let text = "\(name) \(termination.text)"
        if isSuccess { return console.note(text + ", which counts as a success") }
        console.conclude(wasStopped ? .info : .error, text)
    }
}
