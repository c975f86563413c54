/// What a signal to the entrypoint does while the service runs, where it is not to reach the service as it is. SIGTERM
/// always stops the service.
public final class SignalRule: Sendable {
    let exception: SignalTable.Exception
    /// Decides what the service gets, for `handle`.
    let function: (@Sendable (Context, inout Service) throws(RunError) -> Signal?)?

    /// TERM is always a stop; the others never reach the entrypoint, or are its own.
    private static let without = [Signal.terminate, .kill, .stop, .child].map { $0.rawValue }

    private init(
        _ signal: Signal, _ meaning: SignalTable.Meaning,
        _ function: (@Sendable (Context, inout Service) throws(RunError) -> Signal?)? = nil
    ) {
        exception = SignalTable.Exception(signal, meaning)
        self.function = function
    }

    /// The service gets another signal in its place.
    @export(interface) public static func map(_ signal: Signal, to other: Signal) -> SignalRule {
        SignalRule(signal, .send(other))
    }

    /// The service does not get it.
    @export(interface) public static func drop(_ signal: Signal) -> SignalRule { SignalRule(signal, .drop) }

    /// A function runs, for example to render and check a configuration that the service is to reload. Variables have the
    /// values of the start, also those that came from files.
    ///
    /// - Parameters:
    ///   - signal: What comes to the entrypoint.
    ///   - function: Returns the signal that the service gets then, or nil for none. When it throws, the error is
    ///     reported and the service goes on as it is. Signals that arrive meanwhile wait; a stop makes the context's methods
    ///     give up. What it finds out of the service it may correct: `ready` counts for `health` from then on.
    @export(interface) public static func handle(
        _ signal: Signal, by function: @escaping @Sendable (Context, inout Service) throws(RunError) -> Signal?
    ) -> SignalRule {
        SignalRule(signal, .call, function)
    }

    /// The same for a function that needs nothing of the service.
    @export(interface) public static func handle(
        _ signal: Signal, by function: @escaping @Sendable (Context) throws(RunError) -> Signal?
    ) -> SignalRule {
        SignalRule(signal, .call) { (context, _) throws(RunError) in try function(context) }
    }

    /// The rule that "HUP=USR1" or "HUP=none" spells; nil when it spells none.
    init?(_ text: String) {
        let parts = Bytes(text).pieces(separatedBy: .equals)
        guard parts.count == 2, let signal = Signal(parts[0].text), !SignalRule.without.contains(signal.rawValue) else {
            return nil
        }
        if parts[1].lowercased == Bytes("none") {
            exception = SignalTable.Exception(signal, .drop)
        } else {
            guard let other = Signal(parts[1].text) else { return nil }
            exception = SignalTable.Exception(signal, .send(other))
        }
        function = nil
    }
}

extension SignalRule {
    /// Why rules cannot be as they are; nil when they can.
    static func objection(_ rules: [SignalRule], stopSignal: Signal) -> String? {
        for (index, rule) in rules.enumerated() {
            let signal = rule.exception.signal
            if signal == stopSignal { return "\(signal) stops the service and cannot have another meaning" }
            if without.contains(signal.rawValue) {
                return "\(signal) \(signal == .terminate ? "always stops the service" : "never reaches a rule")"
            }
            if rules[..<index].contains(where: { $0.exception.signal == signal }) { return "\(signal) has two rules" }
        }
        return nil
    }
}

extension ValueType where Value == SignalRule {
    /// "HUP=USR1", or "HUP=none" to drop a signal.
    public static var signalRule: ValueType {
        ValueType(
            "a pair of signals, such as HUP=USR1 or HUP=none, for any but TERM, KILL, STOP and CHLD",
            example: "HUP=none"
        ) {
            SignalRule($0)
        }
    }
}
