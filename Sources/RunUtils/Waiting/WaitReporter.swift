/// Says how a wait goes: lines of a log, or one that changes on a terminal.
struct WaitReporter {
    let start = Instant.now
    /// When the next line is due.
    private(set) var nextLine: Instant
    private let console: Console
    private let timeout: Duration?
    private let live: LiveLine
    private var isAnnounced = false

    /// How often a long wait is mentioned in a log.
    private static let logInterval = Duration.seconds(10)
    /// How often its line on a terminal changes.
    private static let liveInterval = Duration.seconds(1)
    /// So many conditions are named while waiting goes on.
    private static let mentionLimit = 10

    /// - Parameter timeout: After how long the wait is given up; nil for never.
    init(_ console: Console, _ timeout: Duration?) {
        self.console = console
        self.timeout = timeout
        live = LiveLine(console)
        nextLine = start
        scheduleNext()
    }

    private mutating func scheduleNext() {
        nextLine = .now + (live.isPossible ? WaitReporter.liveInterval : WaitReporter.logInterval)
    }

    /// Says what is waited for, once, and what is odd about it. A file without an owner is no reason to start.
    mutating func begin(_ probes: ProbeScheduler) {
        if !isAnnounced {
            isAnnounced = true
            let limit = timeout.map { ", at most \($0.shortText)" } ?? ""
            console.note("waiting for \(WaitReporter.names(probes.unmet))\(limit)")
        }
        for condition in probes.open where !condition.isMentioned {
            guard let remark = condition.remark else { continue }
            condition.isMentioned = true
            live.erase()
            console.warn(remark)
        }
    }

    /// Says what is still missing, when that is due.
    mutating func goOn(_ unmet: [PendingCondition]) {
        if .now < nextLine { return }
        scheduleNext()
        let time = (Instant.now - start).shortText
        if live.isPossible {
            let more = unmet.count > 1 ? " (and \(unmet.count - 1) more)" : ""
            return live.show("\(console.name): \(time): \(unmet[0].text)\(more)")
        }
        for condition in unmet.prefix(WaitReporter.mentionLimit) {
            console.note("still waiting after \(time): \(condition.text)")
        }
        let more = unmet.count - WaitReporter.mentionLimit
        if more > 0 { console.note("still waiting after \(time): \(more) more targets") }
    }

    /// Why the wait was given up.
    func timeUp(_ unmet: [PendingCondition]) -> RunError {
        RunError(
            .unavailable, "gave up waiting after \((Instant.now - start).shortText)",
            details: unmet.map { $0.text })
    }

    /// Says how long it took, where it was mentioned at all.
    func finish() {
        if isAnnounced { console.note("waited \((Instant.now - start).shortText)") }
    }

    /// Takes the line off the terminal.
    func erase() { live.erase() }

    static func names(_ unmet: [PendingCondition]) -> String {
        if unmet.count <= mentionLimit { return listed(unmet.map { $0.name }) }
        return listed(unmet.prefix(mentionLimit - 1).map { $0.name } + ["\(unmet.count - mentionLimit + 1) more"])
    }
}
