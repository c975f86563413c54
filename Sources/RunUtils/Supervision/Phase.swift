/// Where a daemon is in its life.
enum Phase: String, CaseIterable, Sendable {
    case waiting
    case initializing
    /// The service executes but is not ready yet.
    case starting
    /// The service is ready.
    case running
    case stopping
    case exited
}

/// What can happen to a daemon whose service has been started.
enum ServiceEvent: Equatable {
    case signal(Signal)
    /// The ready probe holds.
    case probeHolds
    /// The time that a step of the stop plan gives is over.
    case graceOver
    case exited
}

/// What is done about it.
enum ServiceAction: Equatable {
    case publish
    case forward(Signal)
    case beginStop
    /// The stop plan's present signal once more.
    case repeatStop
    case continuePlan
    case finish
}

/// The supervisor's decisions: phase × event. Each row of the table in `decide` is one sentence of the documentation.
enum StateTable {
    /// - Parameter stopSignal: The signal that makes the service stop; it asks for a stop just as SIGTERM does.
    /// - Returns: What to do; nil for nothing.
    static func decide(_ phase: Phase, _ event: ServiceEvent, stopSignal: Signal) -> ServiceAction? {
        switch (phase, event) {
        case (.starting, .probeHolds): .publish
        case (.starting, .signal(let signal)), (.running, .signal(let signal)):
            relay(signal, stopSignal, onStop: .beginStop)
        // A reload would only be in the way of the stop.
        case (.stopping, .signal(.hangup)) where stopSignal != .hangup: nil
        case (.stopping, .signal(let signal)): relay(signal, stopSignal, onStop: .repeatStop)
        case (.stopping, .graceOver): .continuePlan
        case (.starting, .exited), (.running, .exited), (.stopping, .exited): .finish
        default: nil
        }
    }

    private static func relay(_ signal: Signal, _ stopSignal: Signal, onStop: ServiceAction) -> ServiceAction? {
        if signal == .terminate || signal == stopSignal { return onStop }
        // Job control of our own terminal use; no message to the service.
        if signal == .terminalInput || signal == .terminalOutput { return nil }
        return .forward(signal)
    }
}
