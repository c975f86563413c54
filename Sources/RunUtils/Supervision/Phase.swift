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

    /// What a manager is told when the phase begins (sd_notify(3)); nil for nothing.
    var notification: String? {
        switch self {
        case .running: "READY=1"
        case .stopping: "STOPPING=1"
        case .waiting, .initializing, .starting, .exited: nil
        }
    }
}
