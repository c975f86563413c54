/// How much a message matters.
enum LogLevel: Int {
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

extension LogEvent {
    /// How much it matters.
    var level: LogLevel {
        switch self {
        case .message(let level, _): level
        case .step(_, _, let succeeded): succeeded ? .info : .error
        case .error, .output: .error
        }
    }
}

/// How events become bytes of the log.
enum LogFormat {
    case text, json
}
