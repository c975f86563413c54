/// What can happen to a daemon whose service has been started.
enum ServiceEvent: Equatable {
    case signal(Signal)
    /// The service is ready: its probe holds, or it has said so.
    case ready
    /// The service has said that it stops.
    case saysItStops
    /// The service was stopped by the terminal (Ctrl-Z).
    case suspended
    /// The time that a step of the stop plan gives is over.
    case graceOver
    /// A stop takes its time.
    case stopIsSlow
    case exited
}

/// What is done about it.
enum ServiceAction: Equatable {
    case publish
    case forward(Signal)
    /// Run the author's function for the signal.
    case call(Signal)
    /// The same as soon as the service is ready: before that, it may not be prepared for what the function sends.
    case postpone(Signal)
    case beginStop
    /// The semaphore goes away; the service needs no signal.
    case withdraw
    /// The stop plan's present signal once more.
    case repeatStop
    case continuePlan
    case sayWhoRemains
    case suspend
    case finish
}

/// The supervisor's decisions: phase × event, each a row of the table in `decide`.
enum StateTable {
    /// - Returns: What to do; nil for nothing.
    static func decide(_ phase: Phase, _ event: ServiceEvent, _ signals: SignalTable) -> ServiceAction? {
        switch (phase, event) {
        case (.waiting, _), (.initializing, _), (.exited, _): nil
        case (_, .exited): .finish
        case (_, .suspended): .suspend
        case (.starting, .ready): .publish
        case (.starting, .signal(let signal)), (.running, .signal(let signal)):
            switch signals.meaning(of: signal) {
            case .stop: .beginStop
            case .send(let other): .forward(other)
            case .drop: nil
            case .call: phase == .starting ? .postpone(signal) : .call(signal)
            }
        case (.starting, .saysItStops), (.running, .saysItStops): .withdraw
        case (.stopping, .signal(let signal)):
            switch signals.meaning(of: signal) {
            case .stop: .repeatStop
            // A reload would only be in the way of the stop.
            case .send(let other): signal == .hangup ? nil : .forward(other)
            case .drop, .call: nil
            }
        case (.stopping, .graceOver): .continuePlan
        case (.stopping, .stopIsSlow): .sayWhoRemains
        default: nil
        }
    }
}
