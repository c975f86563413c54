/// Conditions on their way to hold. Nothing here blocks: `step` is called whenever something may have happened, and the
/// session says what to wait for until then.
final class WaitSession {
    private let targets: [WaitTarget]
    private let events: EventQueue
    private let environment: Environment
    private let listeners: [UInt32]?
    private let watch: DirectoryWatch
    /// The single conditions that matter still.
    private(set) var open: [WaitTarget] = []
    /// Where the next step begins, so that every condition gets its turn.
    private var cursor = 0

    /// So many tries go on at once: each takes a descriptor or two, of which a process may have 1,024 in most places.
    private static let limit = 200

    /// - Parameter listeners: The users of this container who may listen at Unix sockets, where it is the container's own service
    ///   that is asked; nil for anybody, anywhere.
    init(
        _ conditions: [WaitCondition], _ events: EventQueue, _ environment: Environment, listeners: [UInt32]? = nil
    ) {
        targets = conditions.map { WaitTarget($0) }
        self.events = events
        self.environment = environment
        self.listeners = listeners
        watch = DirectoryWatch(targets.flatMap { $0.watchedPaths }, events)
    }

    /// The conditions that do not hold yet.
    var unmet: [WaitTarget] { targets.filter { !$0.holds } }

    /// Tries what is due.
    ///
    /// - Returns: Whether all conditions hold. A file or semaphore must hold to the last; another condition, once.
    func step() -> Bool {
        watch.update()
        open = []
        for target in targets { target.collectOpen(into: &open) }
        look(at: open)
        tryInTurn()
        guard unmet.isEmpty else { return false }
        for target in targets { target.cancel() }
        return true
    }

    private func look(at targets: [WaitTarget]) {
        var doubtful: [WaitTarget] = []
        for target in targets where target.watchedPath != nil {
            if target.look(events, environment) { doubtful.append(target) }
        }
        if doubtful.isEmpty { return }
        Instant.pause(.milliseconds(1))
        for target in doubtful { _ = target.look(events, environment) }
    }

    private func tryInTurn() {
        let first = cursor
        var running = open.count { $0.attempt != nil }
        var isFull = false
        for offset in open.indices {
            let index = (first + offset) % open.count
            let target = open[index]
            if target.watchedPath != nil { continue }
            if target.attempt == nil {
                if .now < target.nextTry { continue }
                if running >= WaitSession.limit {
                    if !isFull { cursor = index }
                    isFull = true
                    continue
                }
                running += 1
            }
            target.tryOnce(events, environment, listeners: listeners)
            if target.attempt == nil { running -= 1 }
        }
    }

    /// The descriptors that tell of progress.
    var interests: [Interest] { watch.interests + open.flatMap { $0.attempt?.interests ?? [] } }

    /// When to step again, even if nothing happens.
    var wakeUp: Instant {
        let isFull = open.count { $0.attempt != nil } >= WaitSession.limit
        return open.reduce(.now + watch.pollInterval) { earliest, target in
            if target.watchedPath != nil || target.holds { return earliest }
            if let attempt = target.attempt { return min(earliest, attempt.deadline) }
            return isFull ? earliest : min(earliest, target.nextTry)
        }
    }
}
