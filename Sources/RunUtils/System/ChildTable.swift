import CRunUtils

/// The children of this process: those that somebody asks for, and adopted orphans, which are reaped and forgotten.
struct ChildTable {
    /// A child that somebody asks for.
    private struct Child {
        let pid: pid_t
        var termination: Termination?
        /// What has stopped it (job control) since somebody last asked.
        var suspension: Signal?
    }

    private var tracked: [Child] = []
    /// Killed, and perhaps not gone yet.
    private var killed: [pid_t] = []
    /// Whether stopped children are noticed, besides those that have ended.
    var noticesSuspension = false
    /// Whether there may be more to reap than was reaped.
    private(set) var isBehind = false

    /// So many are reaped before something else has its turn: a service may start processes faster than they are reaped.
    private static let limit = 512

    /// Keeps the end of this child for `exit(of:)`. Others, such as adopted orphans, are reaped and forgotten.
    mutating func track(_ pid: pid_t) { tracked.append(Child(pid: pid)) }

    /// Nobody asks for this child any more; it is reaped like an orphan.
    mutating func forget(_ pid: pid_t) {
        if let index = index(of: pid) { tracked.remove(at: index) }
    }

    /// How a child ended, once; nil while it runs.
    mutating func exit(of pid: pid_t) -> Termination? {
        guard let index = index(of: pid), let termination = tracked[index].termination else { return nil }
        tracked.remove(at: index)
        return termination
    }

    /// Whether a tracked child has ended; `exit(of:)` still tells how.
    func hasExited(_ pid: pid_t) -> Bool { index(of: pid).map { tracked[$0].termination != nil } ?? false }

    /// The signal that has stopped a child, once; nil while it goes on.
    mutating func suspension(of pid: pid_t) -> Signal? {
        guard let index = index(of: pid) else { return nil }
        defer { tracked[index].suspension = nil }
        return tracked[index].suspension
    }

    private func index(of pid: pid_t) -> Int? {
        for index in tracked.indices where tracked[index].pid == pid { return index }
        return nil
    }

    /// Reaps those that have ended: SIGCHLD coalesces, so each time as many as there are, up to the limit. Where there are more,
    /// the next sleep is short and goes on with them.
    ///
    /// - Returns: Whether there is any child left.
    @discardableResult
    mutating func reap() throws(Errno) -> Bool {
        if Simulation.current != nil { return false }
        isBehind = false
        for _ in 0..<ChildTable.limit {
            var status: CInt = 0
            let pid: pid_t
            do throws(Errno) {
                let options = noticesSuspension ? WNOHANG | WUNTRACED : WNOHANG
                pid = try attempt { unsafe waitpid(-1, &status, options) }
            } catch {
                if error == .noChild { return false }
                throw error
            }
            if pid == 0 { return true }
            guard let index = index(of: pid) else { continue }
            // WIFSTOPPED: the low byte is 0x7f, the next one the signal.
            if status & 0xff == 0x7f {
                tracked[index].suspension = Signal(status >> 8 & 0xff)
            } else {
                tracked[index].termination = Termination(waitStatus: status)
            }
        }
        isBehind = true
        return true
    }

    /// Kills a child, or with a negative number its process group. It is reaped like an orphan.
    mutating func kill(_ target: pid_t) {
        try? Signal.kill.send(to: target)
        forget(abs(target))
        killed = stillKilled + [target]
    }

    /// Whether a child was killed, alone or with its group.
    func hasKilled(_ pid: pid_t) -> Bool { killed.contains { abs($0) == pid } }

    /// Whether something that was killed is not gone yet.
    var hasKilledLeft: Bool { !stillKilled.isEmpty }

    private var stillKilled: [pid_t] { killed.filter { CRunUtils.kill($0, 0) == 0 } }
}
