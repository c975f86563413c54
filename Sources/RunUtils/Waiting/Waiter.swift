/// Waits for conditions and says how it goes.
struct Waiter {
    let events: EventQueue
    let console: Console
    /// What commands among the conditions get.
    let environment: Environment

    /// How often a long wait is mentioned.
    private static let progressInterval = Duration.seconds(10)

    /// Returns when all conditions hold.
    ///
    /// - Parameter timeout: For all of them together; nil to wait for ever.
    /// - Throws: When the time is up, with the last reason of each condition, and when a stop was asked for.
    func wait(for conditions: [WaitCondition], timeout: Duration?) throws(RunError) {
        if let simulation = Simulation.current {
            simulation.waits += conditions.map { $0.description }
            return try events.throwIfStopped("gave up waiting")
        }
        let start = Instant.now
        let deadline = timeout.map { start + $0 }
        let session = WaitSession(conditions, events, environment)
        var nextProgress = start + Waiter.progressInterval
        var isAnnounced = false
        while !session.step() {
            try events.throwIfStopped("gave up waiting for \(Waiter.names(session.unmet))")
            if !isAnnounced {
                isAnnounced = true
                let limit = timeout.map { ", at most \($0.shortText)" } ?? ""
                console.note("waiting for \(Waiter.names(session.unmet))\(limit)")
            }
            mentionStale(session.unmet)
            if let deadline, .now >= deadline { throw Waiter.timeUp(session.unmet, after: .now - start) }
            if .now >= nextProgress {
                nextProgress = nextProgress + Waiter.progressInterval
                for target in session.unmet {
                    console.note("still waiting after \((Instant.now - start).shortText): \(target.text)")
                }
            }
            try events.sleep(session.interests, until: min(session.wakeUp, min(nextProgress, deadline ?? nextProgress)))
        }
        if isAnnounced { console.note("waited \((Instant.now - start).shortText)") }
    }

    /// Asks once whether a condition holds.
    ///
    /// - Returns: Why it does not; nil when it does.
    func reasonAgainst(_ condition: WaitCondition, within timeout: Duration) throws(RunError) -> String? {
        let attempt = Attempt(condition, events, environment)
        let deadline = Instant.now + timeout
        while true {
            switch attempt.advance() {
            case .holds: return nil
            case .fails(let reason): return reason
            case .pending: if .now >= deadline { return "no answer within \(timeout.shortText)" }
            }
            try events.sleep(attempt.interests, until: deadline)
            try events.throwIfStopped("the answer of \(condition) was not waited for")
        }
    }

    /// A file without an owner is no reason to start; that it lies there is said once.
    private func mentionStale(_ unmet: [WaitSession.Target]) {
        for target in unmet where target.isStale && !target.isStaleMentioned {
            target.isStaleMentioned = true
            console.warn("\(target.condition) is \(target.reason); waiting for a fresh one")
        }
    }

    private static func names(_ unmet: [WaitSession.Target]) -> String {
        listed(unmet.map { $0.condition.description })
    }

    private static func timeUp(_ unmet: [WaitSession.Target], after time: Duration) -> RunError {
        RunError(
            .unavailable, "gave up waiting after \(time.shortText)",
            details: unmet.map { $0.text })
    }
}
