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

/// A descriptor to wait for, and whether it is ready.
struct Interest {
    let descriptor: CInt
    var forWriting = false
    var isReady = false
}

/// What wakes this process: signals, children, descriptors, a deadline. The one place where the program sleeps, reaps
/// children and takes signals; all of it synchronously, from a signalfd(2), so that no handler runs at a bad moment.
final class EventQueue {
    /// Who reads the signals.
    enum Mode {
        /// Before there is a service: a stop signal is kept in `stop`, the others have nobody to go to.
        case collectStop
        /// Every signal goes into `signals`, for the service.
        case relay
        /// The same while a function of the author's runs for a signal: a stop is also kept in `stop`, so that it ends early.
        case handle
    }

    /// A child that somebody asks for.
    private final class Child {
        let pid: pid_t
        var termination: Termination?
        /// What has stopped it (job control) since somebody last asked.
        var suspension: Signal?

        init(_ pid: pid_t) { self.pid = pid }
    }

    var mode = Mode.collectStop {
        didSet { if mode == .relay { stop = nil } }
    }
    /// Whether stopped children are noticed, besides those that have ended.
    var noticesSuspension = false
    /// The first signal that asked for a stop.
    private(set) var stop: Signal?
    private var signals: [CInt] = []
    private var tracked: [Child] = []
    private let signalDescriptor: CInt
    private let ownPid = getpid()
    private var ending: [pid_t] = []
    /// Kept between waits, since the kernel may take 5 to 20 ms for closing it (`ru_close_in_background`): other things are
    /// more urgent when a wait is over.
    var inotify: Inotify?

    /// The signals that end a start-up: what runtimes send (TERM, or the image's stop signal) and Ctrl-C.
    private(set) var stopSignals: [CInt] = [SIGTERM, SIGINT, SIGQUIT]

    /// Makes the image's stop signal end a start-up too: runtimes send it as soon as the container runs.
    func addStopSignal(_ signal: Signal) { stopSignals.append(signal.rawValue) }

    /// Blocks all signals, from now on for the life of the process.
    init() throws(Errno) {
        if let simulation = Simulation.current {
            stop = simulation.stop
            // poll(2) passes over a negative descriptor.
            signalDescriptor = -1
            return
        }
        try attempt { ru_block_signals() }
        signalDescriptor = try attempt { ru_signal_descriptor() }
    }

    /// Lets signals act as they do by default again, for code that does not look at the queue. A PID 1 keeps them blocked, as
    /// they were before its first instruction. The queue is of no use afterwards.
    func end() {
        if Simulation.current != nil { return }
        _ = close(signalDescriptor)
        if !CurrentProcess.isInit { ru_unblock_signals() }
    }

    /// Sleeps until a signal or child arrives, a descriptor is ready or the deadline is reached.
    ///
    /// - Parameters:
    ///   - interests: Descriptors; those that are ready come back marked.
    ///   - deadline: nil to wait for ever.
    func wait(_ interests: inout [Interest], until deadline: Instant?) throws(Errno) {
        if interests.isEmpty && deadline == nil && Simulation.current == nil { return try takeSignals(waits: true) }
        var descriptors = [pollfd(fd: signalDescriptor, events: Int16(POLLIN), revents: 0)]
        for interest in interests {
            descriptors.append(
                pollfd(fd: interest.descriptor, events: Int16(interest.forWriting ? POLLOUT : POLLIN), revents: 0))
        }
        try attempt { unsafe poll(&descriptors, nfds_t(descriptors.count), EventQueue.milliseconds(until: deadline)) }
        for index in interests.indices { interests[index].isReady = descriptors[index + 1].revents != 0 }
        if descriptors[0].revents != 0 { try takeSignals() }
    }

    /// The same without descriptors.
    func wait(until deadline: Instant?) throws(Errno) {
        var none: [Interest] = []
        try wait(&none, until: deadline)
    }

    /// The time left for poll(2), rounded up so that it does not wake a moment early.
    private static func milliseconds(until deadline: Instant?) -> CInt {
        guard let deadline else { return -1 }
        let left = (deadline - .now).nanoseconds
        return left <= 0 ? 0 : CInt(clamping: (left + 999_999) / 1_000_000)
    }

    /// Reads what has arrived. A broken pipe of ours is no signal to anybody else.
    ///
    /// - Parameter waits: Whether to wait for a signal first: by one system call, where poll(2) and a read are two.
    private func takeSignals(waits: Bool = false) throws(Errno) {
        let capacity = Int(RU_SIGNAL_BATCH)
        var batch = [ru_signal](repeating: ru_signal(), count: capacity)
        var count = capacity
        var isChildConcerned = false
        // Fewer than there is room for: these were all, without asking once more.
        while count == capacity {
            count = Int(
                try attempt {
                    unsafe waits ? ru_wait_signal(&batch) : ru_read_signals(signalDescriptor, &batch)
                })
            for entry in batch[..<count] {
                let signal = Signal(entry.number)
                if signal == .child {
                    isChildConcerned = true
                } else if entry.number != SIGPIPE || entry.sender != ownPid {
                    accept(signal)
                }
            }
        }
        if isChildConcerned { try reap() }
    }

    private func accept(_ signal: Signal) {
        if mode != .collectStop { signals.append(signal.rawValue) }
        if mode != .relay, stop == nil, stopSignals.contains(signal.rawValue) {
            stop = signal
            ru_watchdog_note_stop(signal.rawValue)
        }
    }

    /// Runs `body` as if no stop had been asked for yet. One that comes meanwhile counts as ever.
    func postponingStop<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
        let earlier = stop
        stop = nil
        defer { stop = earlier ?? stop }
        try body()
    }

    /// The oldest signal that nobody took yet.
    func nextSignal() -> Signal? { signals.isEmpty ? nil : Signal(signals.removeFirst()) }

    /// Keeps the end of this child for `exit(of:)`. Other children, such as adopted orphans, are reaped and forgotten.
    func track(_ pid: pid_t) { tracked.append(Child(pid)) }

    /// Nobody asks for this child any more; it is reaped like an orphan.
    func forget(_ pid: pid_t) {
        if let index = index(of: pid) { tracked.remove(at: index) }
    }

    /// Kills a child, or with a negative number its process group. It is reaped like an orphan.
    func end(_ target: pid_t) {
        try? Signal.kill.send(to: target)
        forget(abs(target))
        ending = ending.filter { CRunUtils.kill($0, 0) == 0 } + [target]
    }

    /// Waits until all that `end` killed is gone, so that a program that takes the place of this one inherits none of it.
    ///
    /// - Parameter patience: Nothing is waited for longer; a process may hang in the kernel.
    func settle(within patience: Duration) throws(Errno) {
        let deadline = Instant.now + patience
        while true {
            try reap()
            ending = ending.filter { CRunUtils.kill($0, 0) == 0 }
            if ending.isEmpty || .now >= deadline { return }
            // A grandchild may be another's to reap, and then nothing tells of its end.
            try wait(until: min(deadline, .now + .milliseconds(5)))
        }
    }

    /// How a tracked child ended, once; nil while it runs.
    func exit(of pid: pid_t) -> Termination? {
        guard let index = index(of: pid), let termination = tracked[index].termination else { return nil }
        tracked.remove(at: index)
        return termination
    }

    /// Whether a tracked child has ended; `exit(of:)` still tells how.
    func hasExited(_ pid: pid_t) -> Bool { index(of: pid).map { tracked[$0].termination != nil } ?? false }

    /// The signal that has stopped a tracked child, once; nil while it goes on.
    func suspension(of pid: pid_t) -> Signal? {
        guard let index = index(of: pid) else { return nil }
        defer { tracked[index].suspension = nil }
        return tracked[index].suspension
    }

    private func index(of pid: pid_t) -> Int? {
        for index in tracked.indices where tracked[index].pid == pid { return index }
        return nil
    }

    /// Whether there is any child left. Reaps those that have ended: SIGCHLD coalesces, so each time all of them.
    @discardableResult
    func reap() throws(Errno) -> Bool {
        if Simulation.current != nil { return false }
        while true {
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
    }
}
