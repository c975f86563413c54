/// What a signal to the entrypoint means while the service runs.
struct SignalTable {
    enum Meaning: Equatable {
        case stop
        /// The service gets this signal.
        case send(Signal)
        case drop
        /// A function of the author's decides.
        case call
    }

    /// An exception from the rule that a signal reaches the service as it is.
    final class Exception: Sendable {
        let signal: Signal
        let meaning: Meaning

        init(_ signal: Signal, _ meaning: Meaning) {
            self.signal = signal
            self.meaning = meaning
        }
    }

    /// The signal that makes the service stop; it asks for a stop just as SIGTERM does.
    var stopSignal: Signal
    var exceptions: [Exception] = []

    /// Whether somebody who sends it wants the service to end, for whom a function of the author's gives way.
    ///
    /// - Parameter stops: The signals that end a start-up.
    func asksForStop(_ signal: Signal, among stops: SignalSet) -> Bool {
        let meaning = meaning(of: signal)
        return meaning == .stop || stops.contains(signal.rawValue) && meaning == .send(signal)
    }

    /// SIGTERM is a stop always; exceptions come before everything else.
    func meaning(of signal: Signal) -> Meaning {
        if signal == .terminate { return .stop }
        if let exception = exceptions.first(where: { $0.signal == signal }) { return exception.meaning }
        if signal == stopSignal { return .stop }
        // Job control of our own terminal use; no message to the service.
        if signal == .terminalInput || signal == .terminalOutput { return .drop }
        return .send(signal)
    }
}
