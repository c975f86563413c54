/// Conditions on their way to hold. Nothing here blocks: `step` is called whenever something may have happened, and the
/// session says what to wait for until then.
final class WaitSession {
    /// One condition, and how far it is.
    final class Target {
        let condition: WaitCondition
        /// Why it did not hold when it was last tried.
        fileprivate(set) var reason = "no answer yet"
        /// Whether the log has it that the semaphore is stale.
        var isStaleMentioned = false
        fileprivate var holds = false
        fileprivate var attempt: Attempt?
        fileprivate var nextTry = Instant.now
        fileprivate var delay = WaitSession.firstDelay

        var isStale: Bool { Bytes(reason).starts(with: "stale") }

        /// The condition and the reason.
        var text: String { "\(condition): \(reason)" }

        fileprivate init(_ condition: WaitCondition) { self.condition = condition }
    }

    private let targets: [Target]
    private let events: EventQueue
    private let environment: Environment
    private let watch: DirectoryWatch

    /// The time between tries doubles from the first to the last.
    fileprivate static let firstDelay = Duration.milliseconds(10)
    private static let lastDelay = Duration.seconds(1)

    init(_ conditions: [WaitCondition], _ events: EventQueue, _ environment: Environment) {
        targets = conditions.map { Target($0) }
        self.events = events
        self.environment = environment
        watch = DirectoryWatch(conditions.compactMap { $0.watchedPath })
    }

    /// The conditions that do not hold yet.
    var unmet: [Target] { targets.filter { !$0.holds } }

    /// Tries what is due.
    ///
    /// - Returns: Whether all conditions hold. A file or semaphore must hold to the last; another condition, once.
    func step() -> Bool {
        watch.update()
        for target in targets {
            if target.condition.watchedPath != nil { look(target) } else if !target.holds { tryOnce(target) }
        }
        return unmet.isEmpty
    }

    private func look(_ target: Target) {
        let outcome = Attempt(target.condition, events, environment).advance()
        target.holds = outcome == .holds
        if case .fails(let reason) = outcome { target.reason = reason }
    }

    private func tryOnce(_ target: Target) {
        if target.attempt == nil && .now < target.nextTry { return }
        let attempt = target.attempt ?? Attempt(target.condition, events, environment)
        target.attempt = attempt
        switch attempt.advance() {
        case .pending: return
        case .holds: target.holds = true
        case .fails(let reason):
            target.reason = reason
            target.nextTry = .now + target.delay
            target.delay = min(target.delay + target.delay, WaitSession.lastDelay)
        }
        target.attempt = nil
    }

    /// The descriptors that tell of progress.
    var interests: [Interest] { watch.interests + targets.flatMap { $0.attempt?.interests ?? [] } }

    /// When to step again, even if nothing happens.
    var wakeUp: Instant {
        targets.filter { !$0.holds }.reduce(.now + watch.pollInterval) { earliest, target in
            if target.condition.watchedPath != nil { return earliest }
            return min(earliest, target.attempt?.wakeUp ?? target.nextTry)
        }
    }
}

/// Notices that something changed at paths which need not exist yet. Network file systems deliver no events, so there is
/// a slow poll beside them.
final class DirectoryWatch {
    private let paths: [FilePath]
    private var inotify: Inotify?

    init(_ paths: [FilePath]) {
        self.paths = paths
        if !paths.isEmpty { inotify = try? Inotify() }
    }

    var pollInterval: Duration { inotify == nil ? .milliseconds(paths.isEmpty ? 10_000 : 100) : .seconds(1) }

    var interests: [Interest] { (inotify?.rawValue).map { [Interest(descriptor: $0)] } ?? [] }

    /// Watches for each path the nearest directory above it that exists, before anybody looks at the path itself.
    func update() {
        try? inotify?.drain()
        for path in paths {
            var directory = path.parent
            while !isWatched(directory), directory != directory.parent { directory = directory.parent }
        }
    }

    private func isWatched(_ directory: FilePath) -> Bool {
        do throws(Errno) { try inotify?.watch(directory) } catch { return false }
        return true
    }
}
