/// How a service is stopped: signals, and how long each may take.
public struct StopPlan: Equatable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// One step.
    public enum Step: Equatable, Sendable, CustomStringConvertible {
        /// Send a signal; go on with the next step when the service still runs after the grace, or never without one.
        case signal(Signal, grace: Duration? = nil)
        /// SIGKILL.
        case kill

        /// The signal, and its grace: "SIGINT for 1m".
        public var description: String {
            switch self {
            case .signal(let signal, let grace): grace.map { "\(signal) for \($0)" } ?? "\(signal)"
            case .kill: "SIGKILL"
            }
        }
    }

    /// The steps, in order.
    public var steps: [Step]

    /// A plan of these steps. The default everywhere is one signal without a deadline: nothing is killed by default.
    public init(arrayLiteral steps: Step...) { self.steps = steps }

    /// One signal, for as long as the service takes.
    public static func signal(_ signal: Signal) -> StopPlan { [.signal(signal)] }

    /// The steps: "SIGINT for 1m, then SIGKILL".
    public var description: String { steps.map { $0.description }.joined(separator: ", then ") }

    /// The signal that begins the stop.
    var firstSignal: Signal { StopProgress.signal(of: steps.first ?? .signal(.terminate)) }
}

/// A stop plan that is being carried out.
struct StopProgress: Equatable {
    private let steps: [StopPlan.Step]
    private var index = 0
    /// When the present step's grace is over.
    private(set) var deadline: Instant?
    /// When STOP_GRACE is over, which ends the plan by SIGKILL.
    private(set) var finalDeadline: Instant?
    private var isKilled = false
    /// Whether SIGKILL had its time as well: a tracer may keep from its end who got it, or from us that it has ended, as may a parent
    /// that reaps nothing. It is given up then.
    private(set) var isOver = false

    /// Begins at the first step.
    ///
    /// - Parameter grace: For the whole stop; nil for no limit.
    init(_ plan: StopPlan, grace: Duration?, at now: Instant) {
        steps = plan.steps.isEmpty ? [.signal(.terminate)] : plan.steps
        finalDeadline = grace.map { now + $0 }
        deadline = nil
        begin(StopProgress.signal(of: steps[0]), at: now)
    }

    /// The signal of the present step.
    var signal: Signal { StopProgress.signal(of: steps[index]) }

    /// Ends the plan by SIGKILL at a time, unless it is to end sooner.
    mutating func end(by time: Instant) {
        finalDeadline = earlier(finalDeadline, time)
        if !isKilled { deadline = earlier(deadline, finalDeadline) }
    }

    /// Goes on after the deadline.
    ///
    /// - Returns: The signal to send now; nil when the plan has no more.
    mutating func advance(at now: Instant) -> Signal? {
        if isKilled {
            (deadline, isOver) = (now + Watchdog.timeAfterKill, true)
            return nil
        }
        if let finalDeadline, now >= finalDeadline { return begin(.kill, at: now) }
        guard index + 1 < steps.count else {
            deadline = finalDeadline
            return nil
        }
        index += 1
        return begin(signal, at: now)
    }

    @discardableResult
    private mutating func begin(_ signal: Signal, at now: Instant) -> Signal {
        isKilled = signal == .kill
        deadline =
            isKilled
            ? now + Watchdog.timeAfterKill
            : earlier(StopProgress.grace(of: steps[index]).map { now + $0 }, finalDeadline)
        return signal
    }

    private func earlier(_ first: Instant?, _ second: Instant?) -> Instant? {
        guard let first, let second else { return first ?? second }
        return min(first, second)
    }

    fileprivate static func signal(of step: StopPlan.Step) -> Signal {
        switch step {
        case .signal(let signal, _): signal
        case .kill: .kill
        }
    }

    private static func grace(of step: StopPlan.Step) -> Duration? {
        switch step {
        case .signal(_, let grace): grace
        case .kill: nil
        }
    }
}
