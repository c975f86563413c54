import CRunUtils

/// Tells when something changes in directories (inotify(7)). Events are hints: what changed is looked at anew.
struct Inotify: ~Copyable {
    let rawValue: CInt
    /// The highest watch; the kernel counts from 1.
    private var last: CInt = 0
    /// So often is read before something else has its turn: files may change faster than is read.
    private static let readLimit = 64

    init() throws(Errno) { rawValue = try attempt { inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK)) } }

    deinit { ru_close_in_background(rawValue) }

    /// Watches a directory for entries that come, go or change, and for its own end: another may take its place.
    mutating func watch(_ directory: FilePath) throws(Errno) {
        let events = UInt32(
            IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_ATTRIB | IN_CLOSE_WRITE | IN_DELETE_SELF
                | IN_MOVE_SELF)
        last = max(
            last, try attempt { directory.withCString { unsafe inotify_add_watch(rawValue, $0, events) } })
    }

    /// Watches nothing any more.
    mutating func clear() {
        while last > 0 {
            _ = inotify_rm_watch(rawValue, last)
            last -= 1
        }
        _ = try? drain()
    }

    /// Forgets the events that have come, as many as have their turn.
    ///
    /// - Parameter prefix: How the names of entries begin that do not count.
    /// - Returns: Whether there were others.
    @discardableResult
    func drain(ignoring prefix: Bytes? = nil) throws(Errno) -> Bool {
        var hasEvents = false
        for _ in 0..<Inotify.readLimit {
            guard let events = try readAvailable(from: rawValue, upTo: 4096), !events.isEmpty else { break }
            // struct inotify_event: 12 bytes, the length of the name, the name and its NULs.
            var start = 0
            while start + 16 <= events.count {
                let length = (0..<4).reduce(0) { $0 | Int(events[start + 12 + $1]) << (8 * $1) }
                let name = events[(start + 16)..<min(start + 16 + length, events.count)]
                let isIgnored = prefix.map { name.starts(with: $0) } ?? false
                if !isIgnored { hasEvents = true }
                start += 16 + length
            }
        }
        return hasEvents
    }
}
