import CRunUtils

/// Why a program did not start: the step on the way to execve(2), and its error.
struct SpawnFailure: Error, Equatable {
    enum Stage: CInt {
        case fork, group, terminal, descriptors, notification, boundingSet, groups, gid, uid, verification,
            capabilities,
            noNewPrivileges, deathSignal
        case directory, signals, execute

        /// The step in words, after "cannot".
        var text: String {
            switch self {
            case .fork: "create a process"
            case .group: "create its process group"
            case .terminal: "give it the terminal"
            case .descriptors: "set up its standard streams"
            case .notification: "give it its notification descriptor, whose number may be above its limit"
            case .boundingSet: "empty its capability bounding set"
            case .groups: "set its supplementary groups"
            case .gid: "set its group"
            case .uid: "set its user"
            case .verification: "verify its user and group"
            case .capabilities: "set its capabilities"
            case .noNewPrivileges: "set no_new_privs"
            case .deathSignal: "set its parent-death signal"
            case .directory: "enter its working directory"
            case .signals: "reset its signals"
            case .execute: "execute it"
            }
        }
    }

    let stage: Stage
    let error: Errno
}
