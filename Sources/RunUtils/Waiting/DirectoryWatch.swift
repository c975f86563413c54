/// Notices that something changed at paths which need not exist yet. Network file systems deliver no events, so there is
/// a slow poll beside them; where the kernel has no watch left, a faster one.
final class DirectoryWatch {
    private let paths: [FilePath]
    private let events: EventLoop
    /// Whether some directory could not be watched.
    private var isBlind = false

    init(_ paths: [FilePath], _ events: EventLoop) {
        self.paths = paths
        self.events = events
        if !paths.isEmpty && events.inotify == nil { events.inotify = try? Inotify() }
        isBlind = events.inotify == nil
    }

    deinit { if !paths.isEmpty { events.inotify?.clear() } }

    /// How long a change may go unnoticed when no event tells of it.
    var pollInterval: Duration {
        if paths.isEmpty { return .seconds(10) }
        return isBlind ? .milliseconds(100) : .seconds(1)
    }

    var interests: [Interest] {
        guard !paths.isEmpty, let descriptor = events.inotify?.rawValue else { return [] }
        return [Interest(descriptor: descriptor)]
    }

    /// Watches for each path the nearest directory above it that exists, before anybody looks at the path itself.
    func update() {
        if paths.isEmpty || events.inotify == nil { return }
        _ = try? events.inotify?.drain()
        isBlind = false
        for path in paths {
            var directory = path.parent
            while !isWatched(directory), directory != directory.parent { directory = directory.parent }
        }
    }

    private func isWatched(_ directory: FilePath) -> Bool {
        do throws(Errno) { try events.inotify?.watch(directory) } catch {
            if error != .noSuchFile && error != .notDirectory { isBlind = true }
            return false
        }
        return true
    }
}
