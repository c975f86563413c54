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
    /// SUCCESS_STATUS: what the service may exit with besides 0.
    public static let successStatus = Variable.list(
        "SUCCESS_STATUS", "a list of exit statuses from 0 to 255",
        "Exit statuses of the service that count as 0, such as 143.", where: ExitStatus.isNumber)

    /// LOG_FORMAT: how messages are written.
    public static let logFormat = choice(
        "LOG_FORMAT", ["text", "json"], "Lines for people, or one JSON object a line.")

    /// LOG_LEVEL: which of them.
    public static let logLevel = choice(
        "LOG_LEVEL", ["info", "warning", "error"], "The least of what is said; errors always are.")

    /// One of a few words, by default the first.
    @inline(never) private static func choice(_ name: String, _ words: [String], _ summary: String) -> Variable<String?>
    {
        Variable(name, .optional(.oneOf(words)), default: words[0], summary)
    }

    /// The format and level of the log, which are asked for before the variables are checked. A wrong value is left to that
    /// check.
    static func log(of environment: Environment) -> (format: LogFormat, level: LogLevel) {
        let settings = Settings([logFormat.declaration, logLevel.declaration], environment: environment)
        let (format, level) = (settings.entries[0].value, settings.entries[1].value)
        return (
            format == Bytes("json") ? .json : .text,
            level == Bytes("error") ? .error : level == Bytes("warning") ? .warning : .info
        )
    }

    @VariableListBuilder static var declarations: [VariableDeclaration] {
        waitFor
        waitTimeout
        stopGrace
        successStatus
        logFormat
        logLevel
    }
}
