/// Variables that every image has.
public enum StandardVariables {
    /// WAIT_FOR: what `runDaemon` waits for before everything else.
    public static let waitFor = Variable(
        "WAIT_FOR", .waitConditions, "Targets that must be there before the service starts, separated by spaces.")
    /// WAIT_TIMEOUT: for all targets together; zero waits for ever.
    public static let waitTimeout = Variable(
        "WAIT_TIMEOUT", .duration, default: .seconds(60), "How long to wait for them; 0 waits for ever.")
    /// STOP_GRACE: the deadline of a stop, after which the service is killed.
    public static let stopGrace = Variable(
        "STOP_GRACE", .optional(.duration),
        "How long a stop may take before the service is killed; for ever if not set.")

    /// LOG_FORMAT: how messages are written.
    public static let logFormat = Variable(
        "LOG_FORMAT", .optional(.logFormat), default: "text", "Lines for people, or one JSON object a line.")

    /// The format of the log, which is asked for before the variables are checked. A wrong value is left to that check.
    static func logFormat(of environment: Environment) -> LogFormat {
        let settings = Settings([logFormat.declaration], environment: environment)
        return settings.value(named: Bytes(logFormat.declaration.name)) == Bytes("json") ? .json : .text
    }

    @VariableListBuilder static var declarations: [VariableDeclaration] {
        waitFor
        waitTimeout
        stopGrace
        logFormat
    }
}

extension ValueType where Value == String {
    static var logFormat: ValueType {
        ValueType("\"text\" or \"json\"", example: "text") { $0 == "text" || $0 == "json" ? $0 : nil }
    }
}
