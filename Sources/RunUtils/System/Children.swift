import CRunUtils

/// How a child ended.
enum Termination: Equatable {
    case exited(CInt)
    case signalled(Signal)

    /// Reads a wait status (waitpid(2)): the low seven bits are the signal, the next byte the exit status.
    init(waitStatus: CInt) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited(waitStatus >> 8 & 0xff) : .signalled(Signal(signal))
    }
}

/// The children of this process: those that somebody asks for, and adopted orphans, which are reaped and forgotten.
struct Children {
    /// A child that somebody asks for.
    private struct Child {
        let pid: pid_t
        var termination: Termination?
        /// What has stopped it (job control) since somebody last asked.
        var suspension: Signal?
    }

    private var tracked: [Child] = []
    /// Whether stopped children are noticed, besides those that have ended.
    var noticesSuspension = false
    /// Whether there may be more to reap than was reaped.
    private(set) var isBehind = false

    /// So many are reaped before something else has its turn: a service may start processes faster than they are reaped.
    private static let limit = 512

    mutating func track(_ pid: pid_t) { tracked.append(Child(pid: pid)) }

    mutating func forget(_ pid: pid_t) {
        if let index = index(of: pid) { tracked.remove(at: index) }
    }

    /// How a child ended, once; nil while it runs.
    mutating func exit(of pid: pid_t) -> Termination? {
        guard let index = index(of: pid), let termination = tracked[index].termination else { return nil }
        tracked.remove(at: index)
        return termination
    }

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

    /// Reaps those that have ended: SIGCHLD coalesces, so each time as many as there are, up to the limit.
    ///
    /// - Returns: Whether there is any child left.
    mutating func reap() throws(Errno) -> Bool {
        isBehind = false
        for _ in 0..<Children.limit {
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
}
