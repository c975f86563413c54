/// A service's life from waiting to exit, as PID 1 or below another init.
///
///     waiting → initializing → starting → running → stopping → exited
final class Daemon {
    private let plan: DaemonPlan
    private let events: EventQueue
    private let console: Console
    private let state: StateFile
    private var times = PhaseTimes()
    private var phase = Phase.waiting

    init(_ plan: DaemonPlan, _ events: EventQueue, _ console: Console) {
        self.plan = plan
        self.events = events
        self.console = console
        state = StateFile(plan.image, readyProbe: plan.ready)
    }

    /// Runs it to its end.
    ///
    /// - Returns: The service's exit status, or 128 + the signal that ended it.
    /// - Throws: Why it was not started.
    func run() throws(RunError) -> ExitStatus {
        if !CurrentProcess.isInit { CurrentProcess.adoptOrphans() }
        defer { state.remove() }
        do throws(RunError) {
            let service = try start()
            let status = try supervise(service)
            Remains(events: events, group: service.pid).end()
            return status
        } catch {
            // What start-up commands left behind goes too; so does a service that could not be supervised.
            Remains(events: events, group: nil).end()
            throw error
        }
    }

    private func enter(_ phase: Phase) {
        self.phase = phase
        times.begin(phase)
        state.tell(phase)
    }

    // MARK: Until the service runs

    private func start() throws(RunError) -> Service {
        enter(.waiting)
        if let path = plan.semaphore, try Semaphore.removeStale(at: path) {
            console.note("removed the stale semaphore \(quoted(path))")
        }
        try runCallback("nothing was started") { () throws(RunError) in
            let waiter = Waiter(events: events, console: console, environment: plan.environment)
            try waiter.wait(for: plan.conditions, timeout: plan.waitTimeout)
            try plan.waitfunc()
        }
        enter(.initializing)
        try runCallback("the service was not started", plan.initfunc)
        enter(.starting)
        // From here on every signal is the service's. Those that come before it has a pid wait in the queue.
        events.mode = .relay
        return try Service.start(plan, as: plan.identity(), events)
    }

    private func runCallback(_ consequence: String, _ callback: () throws(RunError) -> Void) throws(RunError) {
        try Watchdog.watching(plan.image, callback)
        // One look at what has come in while the callback was busy with its own things.
        try events.sleep(until: .now)
        try events.throwIfStopped(consequence)
    }

    // MARK: While it runs

    private func supervise(_ service: Service) throws(RunError) -> ExitStatus {
        let readiness = plan.ready.map { WaitSession([$0], events, plan.environment) }
        var semaphore: Semaphore?
        var stop: StopProgress?
        var failure: RunError?
        defer { semaphore?.remove() }
        CurrentProcess.releaseStack()
        while true {
            let event = try nextEvent(service, readiness, stop)
            switch StateTable.decide(phase, event, stopSignal: plan.stopPlan.firstSignal) {
            case nil: break
            case .forward(let signal): service.forward(signal)
            case .publish:
                do throws(RunError) {
                    semaphore = try publish()
                } catch {
                    // Those who wait would wait for ever, so this service does not go on as if nothing were.
                    console.report(error)
                    failure = error
                    stop = beginStop(service, nil)
                }
            case .beginStop:
                semaphore?.remove()
                semaphore = nil
                stop = beginStop(service, event)
            case .repeatStop: if let signal = stop?.signal { service.stop(with: signal) }
            case .continuePlan:
                if let signal = stop?.advance(at: .now) {
                    console.note("\(service.name) still runs; sending \(signal)")
                    service.stop(with: signal)
                }
            case .finish:
                enter(.exited)
                service.sayHowItEnded(console)
                return failure?.status ?? service.exitStatus
            }
        }
    }

    /// Sleeps until something happens that may need a decision.
    private func nextEvent(
        _ service: Service, _ readiness: WaitSession?, _ stop: StopProgress?
    ) throws(RunError) -> ServiceEvent {
        while true {
            if service.hasExited(events) { return .exited }
            if let signal = events.nextSignal() { return .signal(signal) }
            if phase == .starting, readiness?.step() ?? true { return .probeHolds }
            if let deadline = stop?.deadline, .now >= deadline { return .graceOver }
            let isProbing = phase == .starting
            try events.sleep(
                isProbing ? readiness?.interests ?? [] : [], until: isProbing ? readiness?.wakeUp : stop?.deadline)
        }
    }

    private func publish() throws(RunError) -> Semaphore? {
        let semaphore: Semaphore?
        if let path = plan.semaphore {
            semaphore = try Semaphore.publish(path, state.content(.running))
        } else {
            semaphore = nil
        }
        enter(.running)
        console.note("ready in \(times.total.shortText) (\(times.text))")
        return semaphore
    }

    private func beginStop(_ service: Service, _ event: ServiceEvent?) -> StopProgress {
        enter(.stopping)
        let progress = StopProgress(plan.stopPlan, grace: plan.stopGrace, at: .now)
        let cause = if case .signal(let signal)? = event { "\(signal) received; " } else { "" }
        console.note("\(cause)sending \(progress.signal) to \(service.name)")
        service.stop(with: progress.signal)
        return progress
    }
}

/// How long each phase took.
struct PhaseTimes {
    private var first: Instant?
    private var present: (phase: Phase, start: Instant)?
    /// The phases that are over: "waiting 0.1 s, initializing 2.0 s, starting 0.3 s".
    private(set) var text = ""

    mutating func begin(_ phase: Phase) {
        let now = Instant.now
        if let present {
            if !text.isEmpty { text += ", " }
            text += "\(present.phase.rawValue) \((now - present.start).shortText)"
        }
        present = (phase, now)
        first = first ?? now
    }

    /// From the first phase to now.
    var total: Duration { first.map { .now - $0 } ?? .zero }
}
