extension Daemon {
    /// When a stop takes this long, it is said who keeps it waiting, and again after each further interval.
    private static let firstReport = Duration.seconds(5)
    private static let reportInterval = Duration.seconds(10)

    /// Watches over the service until it ends.
    ///
    /// - Returns: Its exit status, or 128 + the signal that ended it.
    func supervise(
        _ service: ServiceProcess, _ reports: ServiceReports, _ watch: ChangeWatch
    ) throws(RunError) -> ExitStatus {
        // Not only when all is gone that the service left behind.
        defer { semaphore?.remove() }
        var failure: RunError?
        events.children.noticesSuspension = service.hasTerminal
        CurrentProcess.releaseMemory()
        while true {
            let event = try nextEvent(service, reports, watch)
            switch StateTable.decide(phase, event, plan.signals) {
            case nil: break
            case .forward(let signal): try? service.forward(signal)
            case .call(let signal): call(signal, service)
            case .postpone(let signal): if !postponed.contains(signal) { postponed.append(signal) }
            case .publish:
                do throws(RunError) {
                    try publish()
                    events.inotify = nil
                    events.signals.putBack(postponed)
                    CurrentProcess.releaseMemory()
                } catch {
                    // Those who wait would wait for ever, so this service does not go on as if nothing were.
                    console.fail(error)
                    failure = error
                    beginStop(service, nil)
                }
            case .beginStop: beginStop(service, event)
            case .withdraw:
                withdraw()
                console.note("\(service.name) says that it stops")
            case .repeatStop: if let stop { tell(service, stop.signal) } else { beginStop(service, event) }
            case .continuePlan:
                if let signal = stop?.advance(at: .now) {
                    tell(service, signal, "\(service.name) still runs; sending \(signal)")
                }
            case .sayWhoRemains:
                nextReport = .now + Daemon.reportInterval
                let remaining = ProcessTable.descendants(of: service.pid)
                console.note("still waiting for \(Daemon.names(remaining))")
            case .suspend: service.passOnSuspension()
            case .finish:
                if phase == .starting, service.exitStatus == .success {
                    console.warn("\(service.name) exited with 0 before it was ready")
                }
                // Where nobody remains, there is no time in which somebody could ask.
                if (try? events.children.reap()) ?? true { enter(.exited) }
                let isSuccess = plan.successStatuses.contains(service.exitStatus)
                service.sayHowItEnded(console, wasStopped: stop != nil, isSuccess: isSuccess)
                return failure?.status ?? (isSuccess ? .success : service.exitStatus)
            }
        }
    }

    /// Sleeps until something happens that may need a decision.
    private func nextEvent(
        _ service: ServiceProcess, _ reports: ServiceReports, _ watch: ChangeWatch
    ) throws(RunError) -> ServiceEvent {
        if let simulation = Simulation.current { return rehearsedEvent(simulation) }
        while true {
            // What the service said comes before its end, which may be that of a process which named another one.
            if reports.read(console) { state.tell(phase, status: reports.status) }
            if let process = reports.takeMainProcess() { service.follow(process.pid, process.sender, events, console) }
            if service.hasExited(events, isGivenUp: stop?.isOver ?? false) { return .exited }
            if service.isSuspended(events) { return .suspended }
            if let signal = events.signals.next() { return .signal(signal) }
            if let report = reports.next(phase) { return report }
            if let deadline = stop?.deadline, .now >= deadline { return .graceOver }
            if let nextReport, .now >= nextReport { return .stopIsSlow }
            if watch.hasChanged() { return .signal(.hangup) }
            let deadlines = [reports.wakeUp(phase), stop?.deadline, nextReport, watch.wakeUp].compactMap { $0 }
            let deadline = deadlines.reduce(nil) { (earliest: Instant?, next) in
                if let earliest { min(earliest, next) } else { next }
            }
            try events.sleep(reports.interests(phase) + watch.interests, until: deadline)
        }
    }

    /// In a dry run the service is ready as soon as a signal is to come, and ends behind the last one or at a stop.
    private func rehearsedEvent(_ simulation: Simulation) -> ServiceEvent {
        if stop != nil || !simulation.hasSignals { return .exited }
        if phase == .starting { return .ready }
        return simulation.nextSignal().map { .signal($0) } ?? .exited
    }

    private func publish() throws(RunError) {
        if let path = semaphorePath, Simulation.current == nil {
            semaphore = try Semaphore.publish(path, state.content(.running))
        }
        enter(.running)
        console.note("ready in \(times.total.shortText) (\(times.text))")
    }

    private func withdraw() {
        semaphore?.remove()
        semaphore = nil
        enter(.stopping)
        nextReport = .now + Daemon.firstReport
    }

    private func beginStop(_ service: ServiceProcess, _ event: ServiceEvent?) {
        // Who waits for it learns of the stop before the service does; all else that tells of it has time.
        semaphore?.withdraw()
        let signal = plan.stop.firstSignal
        let failure = send(signal, to: service)
        var (cause, start): (Signal?, Instant) = (nil, .now)
        // A function of the author's may have taken some of the time.
        if case .signal(let signal)? = event { (cause, start) = (signal, events.signals.arrival) }
        stop = StopProgress(plan.stop, grace: plan.stopGrace, at: start)
        withdraw()
        console.note((cause.map { "\($0) received; " } ?? "") + "sending \(signal) to \(service.name)")
        say(failure, signal, service)
    }

    /// Sends a signal of the stop. What there is to do and to say comes after it, since that may take a moment.
    private func tell(_ service: ServiceProcess, _ signal: Signal, _ message: String? = nil) {
        let failure = send(signal, to: service)
        if let message { console.note(message) }
        say(failure, signal, service)
    }

    private func send(_ signal: Signal, to service: ServiceProcess) -> Errno? {
        do { try service.stop(with: signal) } catch { return error }
        return nil
    }

    @inline(never) private func say(_ failure: Errno?, _ signal: Signal, _ service: ServiceProcess) {
        if let failure { console.warn("\(signal) did not reach \(service.name): \(failure.description)") }
    }

    /// Runs the author's function for a signal. When it fails, that is said, and the service goes on.
    private func call(_ signal: Signal, _ service: ServiceProcess) {
        events.signals.mode = .handle
        defer { events.signals.mode = .relay }
        do throws(RunError) {
            var result: (signal: Signal?, ready: Readiness?) = (nil, nil)
            try Watchdog.watching(
                console.farewell(
                    "the function for a signal did not return after a stop signal; stopping the service anyway"),
                patience: events.patience, beside: service.pid, stopSignal: plan.signals.stopSignal,
                grace: plan.stopGrace
            ) {
                () throws(RunError) in result = try callbacks.call(signal)
            }
            if let signal = result.signal { try? service.forward(signal) }
            // The function may have found out more.
            state.readyProbe = result.ready?.probe
            state.tell(phase)
        } catch { console.report(error) }
    }

    /// Processes with their titles, a few of many.
    static func names(_ pids: [Int32]) -> String {
        let shown = pids.prefix(8).map { "pid \($0) (\(escaped(ProcessTable.title(of: $0))))" }
        let rest = pids.count > 8 ? ["\(pids.count - 8) more"] : []
        return listed(shown + rest)
    }
}
