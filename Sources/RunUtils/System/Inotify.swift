import CRunUtils

/// Tells when something changes in directories (inotify(7)). Events are hints: what changed is looked at anew.
struct Inotify: ~Copyable {
    private let descriptor: FileDescriptor

    var rawValue: CInt { descriptor.rawValue }

    init() throws(Errno) {
        descriptor = FileDescriptor(rawValue: try attempt { inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK)) })
    }

    /// Watches a directory for entries that come, go or change.
    func watch(_ directory: FilePath) throws(Errno) {
        let events = UInt32(IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_ATTRIB | IN_CLOSE_WRITE)
        try attempt { directory.withCString { unsafe inotify_add_watch(rawValue, $0, events) } }
    }

    /// Forgets the events that have come.
    func drain() throws(Errno) {
        while let events = try descriptor.read(upTo: 4096), !events.isEmpty {}
    }
}
