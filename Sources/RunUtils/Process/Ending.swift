/// How a program that somebody waits for is brought to its end, when a stop is asked for or its time is up: it is told, and
/// killed when it does not go.
struct Ending {
    enum Step: Equatable {
        case tell(Signal)
        case kill
        /// It hangs in the kernel, or cannot be told anything.
        case giveUp
    }

    /// When its time is up; nil for never.
    private let limit: Instant?
    /// How long it may take after it was told.
    private let grace: Duration
    /// Why it is to end; nil as long as it is not.
    private(set) var reason: Reason?
    private var next: (step: Step, time: Instant)?
    /// Whether nothing is left to do.
    private(set) var isGivenUp = false

    enum Reason: Equatable {
        case stop
        case timeUp
    }

    /// Even what was killed may need a moment.
    private static let patience = Duration.seconds(1)

    init(limit: Instant?, grace: Duration) {
        self.limit = limit
        self.grace = grace
    }

    /// What is to be done now; nil for nothing.
    ///
    /// - Parameter stop: The signal that asked for a stop.
    mutating func step(_ stop: Signal?, at now: Instant) -> Step? {
        if let next {
            if now < next.time { return nil }
            self.next = next.step == .kill ? (.giveUp, now + Ending.patience) : nil
            isGivenUp = next.step == .giveUp
            return next.step
        }
        guard reason == nil else { return nil }
        let isTimeUp = limit.map { now >= $0 } ?? false
        guard stop != nil || isTimeUp else { return nil }
        reason = stop == nil ? .timeUp : .stop
        next = (.kill, now + grace)
        return .tell(stop ?? .terminate)
    }

    /// When to look again, even if nothing happens.
    var wakeUp: Instant? { next?.time ?? (reason == nil ? limit : nil) }
}
