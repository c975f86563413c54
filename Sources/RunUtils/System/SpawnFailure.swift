import CRunUtils

/// Why a program did not start: the step on the way to execve(2), and its error.
struct SpawnFailure: Error, Equatable {
    enum Stage {
        case fork, group, terminal, descriptors, notification, boundingSet, groups, gid, uid, verification
        case capabilities, noNewPrivileges, deathSignal, directory, signals, execute

        /// The step as C calls it. One that is missing here does not compile.
        init(_ stage: ru_stage) {
            switch stage {
            case .RU_STAGE_NONE: self = .fork
            case .RU_STAGE_GROUP: self = .group
            case .RU_STAGE_TERMINAL: self = .terminal
            case .RU_STAGE_DESCRIPTORS: self = .descriptors
            case .RU_STAGE_NOTIFICATION: self = .notification
            case .RU_STAGE_BOUNDING_SET: self = .boundingSet
            case .RU_STAGE_GROUPS: self = .groups
            case .RU_STAGE_GID: self = .gid
            case .RU_STAGE_UID: self = .uid
            case .RU_STAGE_VERIFY: self = .verification
            case .RU_STAGE_CAPABILITIES: self = .capabilities
            case .RU_STAGE_NO_NEW_PRIVILEGES: self = .noNewPrivileges
            case .RU_STAGE_DEATH_SIGNAL: self = .deathSignal
            case .RU_STAGE_DIRECTORY: self = .directory
            case .RU_STAGE_SIGNALS: self = .signals
            case .RU_STAGE_EXEC: self = .execute
            @unknown default: self = .fork
            }
        }

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
