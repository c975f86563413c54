/// A service's life from waiting to exit, as PID 1 or below another init.
///
///     waiting → initializing → starting → running → stopping → exited
final class Daemon {
    /// Known when the start-up is over.
    var plan: ServicePlan
    let callbacks: DaemonCallbacks
    /// A file that exists while the service is ready.
    let semaphorePath: FilePath?
    let events: EventLoop
    let console: Console
    let state: StateFile
    private(set) var times = PhaseTimes()
    private(set) var phase = Phase.waiting
    /// The socket of the manager that started this entrypoint, if it wants to be told of the phases (sd_notify(3)).
    private let manager: Bytes?
    /// Signals for a function of the author's that came before the service was ready.
    var postponed: [Signal] = []

    // While the service runs.
    var semaphore: Semaphore?
    var stop: StopProgress?
    /// When to say next who keeps a stop waiting.
    var nextReport: Instant?

    /// - Parameter plan: The service as far as it is known before the start-up.
    init(
        _ plan: ServicePlan, _ callbacks: DaemonCallbacks, semaphore: FilePath?, _ state: StateFile,
        _ events: EventLoop, _ console: Console
    ) {
        self.plan = plan
        self.callbacks = callbacks
        semaphorePath = semaphore
        self.events = events
        self.console = console
        manager = plan.environment["NOTIFY_SOCKET"]
        self.state = state
    }

    /// Runs it to its end.
    ///
    /// - Returns: The service's exit status, or 128 + the signal that ended it.
    /// - Throws: Why it was not started.
    func run() throws(RunError) -> ExitStatus {
        if !CurrentProcess.isInit { CurrentProcess.adoptOrphans() }
        defer { state.end() }
        do throws(RunError) {
            try startUp()
            let watch = ChangeWatch(plan.watched, console)
            let reports = try ServiceReports(plan.ready, events, plan.environment)
            let service = try ServiceProcess.start(plan, events, reports)
            state.user = reports.identity
            let status = try supervise(service, reports, watch)
            // A service that puts itself into the background has ended, for all that can be known of it.
            let hasLeft = stop == nil && service.exitStatus == .success
            Remains(events: events, group: service.group, console: console).end(
                by: remainsDeadline, service.exitStatus == .success ? service.name + " exited with 0; " : "",
                hasLeft ? .warning : .info)
            return status
        } catch {
            // What start-up commands left behind goes too; so does a service that could not be supervised.
            Remains(events: events, group: nil, console: console).end(by: remainsDeadline)
            throw error
        }
    }

    /// When what is left must have ended: with the time of a stop, or, where none was asked for, after as much of it.
    private var remainsDeadline: Instant {
        guard let grace = plan.stopGrace else { return .now + .seconds(2) }
        return stop?.finalDeadline ?? (events.signals.stopTime ?? .now) + grace
    }

    func enter(_ phase: Phase) {
        self.phase = phase
        times.begin(phase)
        state.tell(phase)
        if let manager, let message = phase.notification { try? NotifySocket.send(Bytes(message), to: manager) }
    }

    // MARK: Until the service runs

    private func startUp() throws(RunError) {
        enter(.waiting)
        if !state.isTold { console.warn("no place to write the state that health reads; mount a tmpfs at \"/run\"") }
        if let path = semaphorePath, try Semaphore.removeStale(at: path) {
            console.note("removed the stale semaphore \(quoted(path))")
        }
        let isTried = try trySemaphore(makesDirectory: false)
        try runCallback("nothing was started", callbacks.wait)
        enter(.initializing)
        try runCallback("the service was not started") { () throws(RunError) in plan = try callbacks.initialize() }
        try plan.requireCapabilities()
        if !isTried { _ = try trySemaphore(makesDirectory: true) }
        // It is ours; the service gets one of its own when its messages are wanted.
        plan.environment["NOTIFY_SOCKET"] = nil
        state.readyProbe = plan.ready?.probe
        try refuseEarlyReadiness()
        enter(.starting)
        // From here on every signal is the service's. Those that come before it has a pid wait in the queue.
        events.signals.mode = .relay
        let stops = events.signals.stopSignals
        events.signals.stopSignals = SignalSet.all.filter { plan.signals.asksForStop($0, among: stops) }
        // A function beside the service leaves it half of the time.
        events.patience = Watchdog.patience(within: plan.stopGrace.map { $0.parts(of: 2) })
    }

    /// What holds before there is a service says nothing of it, and a port or socket that answers is somebody else's.
    private func refuseEarlyReadiness() throws(RunError) {
        guard let probe = plan.ready?.probe, Simulation.current == nil else { return }
        let loop = WaitLoop(events: events, console: console, environment: plan.environment)
        // One that takes longer knows nothing yet, and does not hold up the start.
        let limit = Duration.milliseconds(probe.asksPeer ? 500 : 100)
        if try loop.reasonAgainst(probe, within: limit) != nil { return }
        let text = "the readiness " + probe.description + " holds before the service is started"
        if !probe.asksPeer { return console.warn(text) }
        throw RunError(
            .configuration, text + ": something else answers there",
            hint: "end that, or give the service another port or socket")
    }

    private func trySemaphore(makesDirectory: Bool) throws(RunError) -> Bool {
        guard let path = semaphorePath, Simulation.current == nil else { return true }
        return try Semaphore.tryLock(path, state.content(phase), makesDirectory: makesDirectory)
    }

    private func runCallback(_ consequence: String, _ callback: () throws(RunError) -> Void) throws(RunError) {
        try Watchdog.watching(
            console.farewell("start-up did not end after a stop signal; forced to end"), patience: events.patience,
            callback)
        // One look at what has come in while the callback was busy with its own things.
        try events.sleep(until: .now)
        try events.throwIfStopped(consequence)
    }
}
