/// Sleeps until conditions hold, a stop comes or the time is up.
struct WaitLoop {
    let events: EventLoop
    let console: Console
    /// What commands among the conditions get.
    let environment: Environment

    /// Returns when all conditions hold.
    ///
    /// - Parameter timeout: For all of them together; nil to wait for ever.
    /// - Throws: When the time is up, with the last reason of each condition, and when a stop was asked for.
    func wait(for conditions: [WaitCondition], timeout: Duration?) throws(RunError) {
        if let simulation = Simulation.current { return try rehearse(conditions, timeout, simulation) }
        let probes = ProbeScheduler(conditions, events, environment)
        var reporter = WaitReporter(console, timeout)
        defer { reporter.erase() }
        let deadline = timeout.map { reporter.start + $0 }
        while !probes.step() {
            try events.throwIfStopped("gave up waiting for \(WaitReporter.names(probes.unmet))")
            reporter.begin(probes)
            if let deadline, .now >= deadline { throw reporter.timeUp(probes.unmet) }
            reporter.goOn(probes.unmet)
            let next = min(probes.wakeUp, reporter.nextLine)
            try events.sleep(probes.interests, until: min(next, deadline ?? next))
        }
        reporter.erase()
        try? events.awaitKilled(within: .seconds(1))
        reporter.finish()
    }

    /// Asks once whether a condition holds.
    ///
    /// - Parameter listeners: As for `ProbeScheduler`.
    /// - Returns: The condition and why it does not hold; nil when it does.
    func reasonAgainst(
        _ condition: WaitCondition, within timeout: Duration, listeners: [UInt32]? = nil
    ) throws(RunError) -> String? {
        if let simulation = Simulation.current {
            try refuse([condition])
            return simulation.reasonAgainst(condition)
        }
        let probes = ProbeScheduler([condition], events, environment, listeners: listeners)
        let deadline = Instant.now + timeout
        while !probes.step() {
            let isDecided = probes.open.allSatisfy { $0.isTried }
            if isDecided || .now >= deadline { return probes.unmet.first?.text }
            try events.sleep(probes.interests, until: min(probes.wakeUp, deadline))
            try events.throwIfStopped("gave up asking \(condition)")
        }
        return nil
    }

    /// Refuses conditions that an author made and no text could spell.
    private func refuse(_ conditions: [WaitCondition]) throws(RunError) {
        for condition in conditions {
            if let objection = condition.objection { throw RunError(.software, objection) }
        }
    }

    private func rehearse(
        _ conditions: [WaitCondition], _ timeout: Duration?, _ simulation: Simulation
    ) throws(RunError) {
        try events.throwIfStopped("gave up waiting")
        try refuse(conditions)
        let unmet = simulation.wait(for: conditions)
        if unmet.isEmpty { return }
        let time = timeout.map { "gave up waiting after \($0.shortText)" } ?? "would wait for ever"
        throw RunError(.unavailable, time, details: unmet)
    }
}
