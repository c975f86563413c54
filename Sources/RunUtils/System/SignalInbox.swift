import CRunUtils

/// The signals that this process gets. All are blocked and read from a signalfd(2), so that no handler runs at a bad moment.
final class SignalInbox {
    /// Who reads them.
    enum Mode {
        /// Before there is a service: a stop signal is kept in `stop`, the others have nobody to go to.
        case collectStop
        /// Every signal waits for `next`, for the service.
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
    /// The first signal that asked for a stop.
    private(set) var stop: Signal?
    /// When the first stop of a start-up was seen.
    private(set) var stopTime: Instant?
    /// When the signal came that `next` gave last.
    private(set) var arrival = Instant.now
    /// Readable when there is a signal; no descriptor in a dry run, which poll(2) passes over.
    let descriptor: CInt
    private var queue = SignalQueue()
    /// What is taken from the kernel, which keeps the others, as many as it has room for.
    private var taken = SignalSet.all
    private let ownPid = getpid()

    /// The signals that ask for a stop: what runtimes send (TERM, or the image's stop signal) and Ctrl-C.
    var stopSignals = SignalSet([SIGTERM, SIGINT, SIGQUIT]) {
        didSet { ru_set_stop_signals(stopSignals.bits) }
    }

    private var stopsAndChildren: SignalSet {
        var signals = stopSignals
        signals.insert(SIGCHLD)
        return signals
    }

    init() throws(Errno) {
        if let simulation = Simulation.current {
            stop = simulation.scene.stop
            descriptor = -1
            return
        }
        try attempt { ru_block_signals() }
        ru_set_stop_signals(stopSignals.bits)
        descriptor = try attempt { ru_signal_descriptor(-1, SignalSet.all.bits) }
    }

    private func takeOnly(_ signals: SignalSet) {
        if signals == taken || Simulation.current != nil { return }
        taken = signals
        _ = ru_signal_descriptor(descriptor, signals.bits)
    }

    /// Lets signals act as they do by default again, for code that does not look here. A PID 1 keeps them blocked, as they were
    /// before its first instruction. The inbox is of no use afterwards.
    func close() {
        if Simulation.current != nil { return }
        _ = CRunUtils.close(descriptor)
        if !CurrentProcess.isInit { ru_unblock_signals() }
    }

    /// Takes what has arrived, a few signals at a time, so that no flood of them keeps anything else from its turn; a stop does
    /// not wait behind it. A broken pipe of ours is no signal to anybody else.
    ///
    /// - Parameter waits: Whether to wait for a signal first: by one system call, where poll(2) and a read are two.
    /// - Returns: Whether something happened to a child.
    func take(waits: Bool) throws(Errno) -> Bool {
        let capacity = waits ? 1 : Int(RU_SIGNAL_BATCH)
        var batch = [ru_signal](repeating: ru_signal(), count: capacity)
        let count = Int(
            try attempt {
                unsafe waits ? ru_wait_signal(&batch, taken.bits) : ru_read_signals(descriptor, &batch)
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
        return isChildConcerned
    }

    private func accept(_ number: CInt) {
        if mode != .collectStop { queue.add(number, at: .now) }
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

    /// A stop signal that waits in the kernel.
    static var pendingStop: Signal? {
        let number = ru_pending_stop()
        return number > 0 ? Signal(number) : nil
    }

    /// The oldest signal that nobody took yet; a stop comes before others.
    func next() -> Signal? {
        guard let next = queue.next(stops: stopSignals) else { return nil }
        arrival = next.arrival
        return Signal(next.signal)
    }

    /// Lets signals come once more, behind those that wait.
    func putBack(_ signals: [Signal]) { for signal in signals { queue.add(signal.rawValue, at: .now) } }
}
