/// Probes conditions until they hold. Nothing here blocks: `step` is called whenever something may have happened, and
/// `interests` and `wakeUp` say what to wait for until then.
final class ProbeScheduler {
    private let conditions: [PendingCondition]
    private let events: EventLoop
    private let environment: Environment
    private let listeners: [UInt32]?
    private let watch: DirectoryWatch
    /// The single conditions that matter still.
    private(set) var open: [PendingCondition] = []
    /// Where the next step begins, so that every condition gets its turn.
    private var cursor = 0

    /// So many probes go on at once: each takes a descriptor or two, of which a process may have 1,024 in most places.
    private static let limit = 200

    /// - Parameter listeners: The users of this container who may listen at Unix sockets, where it is the container's own service
    ///   that is asked; nil for anybody, anywhere.
    init(
        _ conditions: [WaitCondition], _ events: EventLoop, _ environment: Environment, listeners: [UInt32]? = nil
    ) {
        self.conditions = conditions.map { PendingCondition($0) }
        self.events = events
        self.environment = environment
        self.listeners = listeners
        watch = DirectoryWatch(self.conditions.flatMap { $0.watchedPaths }, events)
    }

    /// The conditions that do not hold yet.
    var unmet: [PendingCondition] { conditions.filter { !$0.holds } }

    /// Tries what is due.
    ///
    /// - Returns: Whether all conditions hold. A file or semaphore must hold to the last; another condition, once.
    func step() -> Bool {
        watch.update()
        open = []
        for condition in conditions { condition.collectOpen(into: &open) }
        lookAtPaths()
        probeInTurn()
        guard unmet.isEmpty else { return false }
        for condition in conditions { condition.cancel() }
        return true
    }

    /// Files and semaphores are looked at in every step.
    private func lookAtPaths() {
        var doubtful: [PendingCondition] = []
        for condition in open where condition.watchedPath != nil {
            if condition.look(events, environment) { doubtful.append(condition) }
        }
        if doubtful.isEmpty { return }
        Instant.pause(.milliseconds(1))
        for condition in doubtful { _ = condition.look(events, environment) }
    }

    /// Other conditions are probed when it is time, a limited number at once.
    private func probeInTurn() {
        let first = cursor
        var running = open.count { $0.probe != nil }
        var isFull = false
        for offset in open.indices {
            let index = (first + offset) % open.count
            let condition = open[index]
            if condition.watchedPath != nil { continue }
            if condition.probe == nil {
                if .now < condition.nextTry { continue }
                if running >= ProbeScheduler.limit {
                    if !isFull { cursor = index }
                    isFull = true
                    continue
                }
                running += 1
            }
            condition.advance(events, environment, listeners: listeners)
            if condition.probe == nil { running -= 1 }
        }
    }

    /// The descriptors that tell of progress.
    var interests: [Interest] { watch.interests + open.flatMap { $0.probe?.interests ?? [] } }

    /// When to step again, even if nothing happens.
    var wakeUp: Instant {
        let isFull = open.count { $0.probe != nil } >= ProbeScheduler.limit
        return open.reduce(.now + watch.pollInterval) { earliest, condition in
            if condition.watchedPath != nil || condition.holds { return earliest }
            if let probe = condition.probe { return min(earliest, probe.wakeUp) }
            return isFull ? earliest : min(earliest, condition.nextTry)
        }
    }
}
