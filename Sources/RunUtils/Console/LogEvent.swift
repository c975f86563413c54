/// How much a message matters.
enum LogLevel {
    case info, warning, error

    var name: String {
        switch self {
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }
}

/// Something for a reader of the log.
enum LogEvent {
    /// One line without a full stop.
    case message(LogLevel, String)
    case error(RunError)
    /// A step of the start-up that has ended.
    case step(String, Duration, succeeded: Bool)
    /// A line that a program wrote, and the program.
    case output(Bytes, of: String)
}

/// How events become bytes of the log.
enum LogFormat {
    case text, json
}
