import CRunUtils

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
        /// While a function of the author's runs for a signal: a stop is also kept in `stop`, so that it ends early, and the
        /// other signals stay with the kernel, which has a limit for them.
        case handle
    }

    var mode = Mode.collectStop {
        didSet {
            if mode == .relay { stop = nil }
            takeOnly(mode == .handle ? stopsAndChildren : .all)
        }
    }
    /// Whether stopped children are noticed, besides those that have ended.
    var noticesSuspension: Bool {
        get { children.noticesSuspension }
        set { children.noticesSuspension = newValue }
    }
    /// The first signal that asked for a stop.
    private(set) var stop: Signal?
    /// When the first stop of a start-up was seen.
    private(set) var stopTime: Instant?
    /// When the signal came that `nextSignal` gave last.
    private(set) var arrival = Instant.now
    /// What may not give way to a stop at once, a callback or one of its programs, has this long.
    var patience = Watchdog.longestPatience
    private var signals = SignalQueue()
    private var children = Children()
    private let signalDescriptor: CInt
    /// What is taken from the kernel, which keeps the others, as many as it has room for.
    private var taken = SignalSet.all
    private let ownPid = getpid()
    private var ending: [pid_t] = []
    /// Kept between waits, since the kernel may take 5 to 20 ms for closing it (`ru_close_in_background`): other things are
    /// more urgent when a wait is over.
    var inotify: Inotify?

    /// The signals that ask for a stop: what runtimes send (TERM, or the image's stop signal) and Ctrl-C.
    var stopSignals = SignalSet([SIGTERM, SIGINT, SIGQUIT]) {
        didSet { ru_set_stop_signals(stopSignals.bits) }
    }

    private var stopsAndChildren: SignalSet {
        var signals = stopSignals
        signals.insert(SIGCHLD)
        return signals
    }

    /// Blocks all signals, from now on for the life of the process.
    init() throws(Errno) {
        if let simulation = Simulation.current {
            stop = simulation.scene.stop
            // poll(2) passes over a negative descriptor.
            signalDescriptor = -1
            return
        }
        try attempt { ru_block_signals() }
        ru_set_stop_signals(stopSignals.bits)
        signalDescriptor = try attempt { ru_signal_descriptor(-1, SignalSet.all.bits) }
    }

    private func takeOnly(_ signals: SignalSet) {
        if signals == taken || Simulation.current != nil { return }
        taken = signals
        _ = ru_signal_descriptor(signalDescriptor, signals.bits)
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
        var deadline = deadline
        if children.isBehind {
            let soon = Instant.now + .milliseconds(1)
            deadline = min(deadline ?? soon, soon)
        }
        defer { if children.isBehind { _ = try? reap() } }
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

    /// Takes what has arrived, a few signals at a time, so that no flood of them keeps anything else from its turn; a stop does
    /// not wait behind it. A broken pipe of ours is no signal to anybody else.
    ///
    /// - Parameter waits: Whether to wait for a signal first: by one system call, where poll(2) and a read are two.
    private func takeSignals(waits: Bool = false) throws(Errno) {
        let capacity = waits ? 1 : Int(RU_SIGNAL_BATCH)
        var batch = [ru_signal](repeating: ru_signal(), count: capacity)
        let count = Int(
            try attempt {
                unsafe waits ? ru_wait_signal(&batch, taken.bits) : ru_read_signals(signalDescriptor, &batch)
            })
        var isChildConcerned = false
        for entry in batch[..<count] {
            if entry.number == SIGCHLD {
                isChildConcerned = true
            } else if entry.number != SIGPIPE || entry.sender != ownPid {
                accept(entry.number)
            }
        }
        // Fewer than there is room for: these were all.
        if count == capacity {
            let others = stopSignals.waiting(behind: batch[count - 1].number)
            let stop = others.bits == 0 ? 0 : ru_take_signal(others.bits)
            if stop > 0 { accept(stop) }
        }
        if isChildConcerned { try reap() }
    }

    private func accept(_ number: CInt) {
        if mode != .collectStop { signals.add(number, at: .now) }
        if stopSignals.contains(number) { ru_hurry_messages() }
        if mode != .relay, stop == nil, stopSignals.contains(number) {
            stop = Signal(number)
            if mode == .collectStop { stopTime = stopTime ?? .now }
            ru_watchdog_note_stop(number)
        }
    }

    /// Runs `body` as if no stop had been asked for yet. One that comes meanwhile counts as ever.
    func postponingStop<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
        let earlier = stop
        stop = nil
        defer { stop = earlier ?? stop }
        try body()
    }

    /// The oldest signal that nobody took yet; a stop comes before others.
    func nextSignal() -> Signal? {
        guard let next = signals.next(stops: stopSignals) else { return nil }
        arrival = next.arrival
        return Signal(next.signal)
    }

    /// Lets signals come once more, behind those that wait.
    func putBack(_ signals: [Signal]) { for signal in signals { self.signals.add(signal.rawValue, at: .now) } }

    // MARK: Children

    /// Keeps the end of this child for `exit(of:)`. Other children, such as adopted orphans, are reaped and forgotten.
    func track(_ pid: pid_t) { children.track(pid) }

    /// Nobody asks for this child any more; it is reaped like an orphan.
    func forget(_ pid: pid_t) { children.forget(pid) }

    /// How a tracked child ended, once; nil while it runs.
    func exit(of pid: pid_t) -> Termination? { children.exit(of: pid) }

    /// Whether a tracked child has ended; `exit(of:)` still tells how.
    func hasExited(_ pid: pid_t) -> Bool { children.hasExited(pid) }

    /// The signal that has stopped a tracked child, once; nil while it goes on.
    func suspension(of pid: pid_t) -> Signal? { children.suspension(of: pid) }

    /// Whether there is any child left. Reaps those that have ended; where they are too many, the next wait is short and goes
    /// on with them.
    @discardableResult
    func reap() throws(Errno) -> Bool {
        if Simulation.current != nil { return false }
        return try children.reap()
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
}
