/// Waits for conditions and says how it goes.
struct Waiter {
    let events: EventQueue
    let console: Console
    /// What commands among the conditions get.
    let environment: Environment

    /// How often a long wait is mentioned in a log.
    private static let progressInterval = Duration.seconds(10)
    /// How often its line on a terminal changes.
    private static let liveInterval = Duration.seconds(1)
    /// So many targets are named while waiting goes on.
    private static let mentionLimit = 10

    /// Returns when all conditions hold.
    ///
    /// - Parameter timeout: For all of them together; nil to wait for ever.
    /// - Throws: When the time is up, with the last reason of each condition, and when a stop was asked for.
    func wait(for conditions: [WaitCondition], timeout: Duration?) throws(RunError) {
        if let simulation = Simulation.current {
            try events.throwIfStopped("gave up waiting")
            let unmet = simulation.wait(for: conditions)
            if unmet.isEmpty { return }
            let time = timeout.map { "gave up waiting after \($0.shortText)" } ?? "would wait for ever"
            throw RunError(.unavailable, time, details: unmet)
        }
        let start = Instant.now
        let deadline = timeout.map { start + $0 }
        let session = WaitSession(conditions, events, environment)
        let live = LiveLine(console)
        defer { live.erase() }
        let interval = live.isPossible ? Waiter.liveInterval : Waiter.progressInterval
        var nextProgress = start + interval
        var isAnnounced = false
        while !session.step() {
            try events.throwIfStopped("gave up waiting for \(Waiter.names(session.unmet))")
            if !isAnnounced {
                isAnnounced = true
                let limit = timeout.map { ", at most \($0.shortText)" } ?? ""
                console.note("waiting for \(Waiter.names(session.unmet))\(limit)")
            }
            mentionStale(session.open, live)
            if let deadline, .now >= deadline { throw Waiter.timeUp(session.unmet, after: .now - start) }
            if .now >= nextProgress {
                nextProgress = .now + interval
                mention(session.unmet, after: .now - start, live)
            }
            try events.sleep(session.interests, until: min(session.wakeUp, min(nextProgress, deadline ?? nextProgress)))
        }
        live.erase()
        try? events.settle(within: .seconds(1))
        if isAnnounced { console.note("waited \((Instant.now - start).shortText)") }
    }

    /// Asks once whether a condition holds.
    ///
    /// - Parameter listeners: As for a session.
    /// - Returns: The condition and why it does not hold; nil when it does.
    func reasonAgainst(
        _ condition: WaitCondition, within timeout: Duration, listeners: [UInt32]? = nil
    ) throws(RunError) -> String? {
        if let simulation = Simulation.current { return simulation.reasonAgainst(condition) }
        let session = WaitSession([condition], events, environment, listeners: listeners)
        let deadline = Instant.now + timeout
        while !session.step() {
            let isDecided = session.open.allSatisfy { $0.isTried }
            if isDecided || .now >= deadline { return session.unmet.first?.text }
            try events.sleep(session.interests, until: min(session.wakeUp, deadline))
            try events.throwIfStopped("the answer of \(condition) was not waited for")
        }
        return nil
    }

    private func mention(_ unmet: [WaitTarget], after time: Duration, _ live: LiveLine) {
        if live.isPossible {
            let more = unmet.count > 1 ? " (and \(unmet.count - 1) more)" : ""
            return live.show("\(console.name): \(time.shortText): \(unmet[0].text)\(more)")
        }
        for target in unmet.prefix(Waiter.mentionLimit) {
            console.note("still waiting after \(time.shortText): \(target.text)")
        }
        let more = unmet.count - Waiter.mentionLimit
        if more > 0 { console.note("still waiting after \(time.shortText): \(more) more targets") }
    }

    /// A file without an owner is no reason to start; that it lies there is said once.
    private func mentionStale(_ open: [WaitTarget], _ live: LiveLine) {
        for target in open where !target.isStaleMentioned {
            guard let reason = target.staleness else { continue }
            target.isStaleMentioned = true
            live.erase()
            console.warn("\(target.name) is \(reason); waiting for a fresh one")
        }
    }

    private static func names(_ unmet: [WaitTarget]) -> String {
        if unmet.count <= mentionLimit { return listed(unmet.map { $0.name }) }
        return listed(unmet.prefix(mentionLimit - 1).map { $0.name } + ["\(unmet.count - mentionLimit + 1) more"])
    }

    private static func timeUp(_ unmet: [WaitTarget], after time: Duration) -> RunError {
        RunError(
            .unavailable, "gave up waiting after \(time.shortText)",
            details: unmet.map { $0.text })
    }
}
