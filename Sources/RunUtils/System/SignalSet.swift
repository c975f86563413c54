import CRunUtils

/// A set of signals, as the kernel has it: a bit each, all 64.
struct SignalSet: Equatable {
    private(set) var bits: UInt64 = 0

    static var all: SignalSet { SignalSet(bits: .max) }

    init(_ numbers: [CInt]) { for number in numbers { insert(number) } }

    private init(bits: UInt64) { self.bits = bits }

    private static func bit(_ number: CInt) -> UInt64 { (1...64).contains(number) ? 1 << UInt64(number - 1) : 0 }

    mutating func insert(_ number: CInt) { bits |= SignalSet.bit(number) }

    func contains(_ number: CInt) -> Bool { bits & SignalSet.bit(number) != 0 }

    func filter(_ isIncluded: (Signal) -> Bool) -> SignalSet {
        SignalSet((1...64).filter { contains($0) && isIncluded(Signal($0)) })
    }

    /// Which of these may still wait when the kernel has just handed out a signal: it hands out those of the processor first
    /// (a SEGV, say), then the lowest number.
    func waiting(behind number: CInt) -> SignalSet {
        if [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS].contains(number) { return self }
        return number >= 64 ? SignalSet([]) : SignalSet(bits: bits & (.max << UInt64(max(number, 0))))
    }
}

/// Signals that nobody took yet. A stop comes before all that were there: whatever they ask for, it makes needless.
struct SignalQueue {
    /// A signal, and when it was taken from the kernel.
    struct Entry: Equatable {
        let signal: CInt
        let arrival: Instant
    }

    private var entries: [Entry] = []

    /// As in the kernel's own queue, a signal that is no real-time one waits once.
    mutating func add(_ signal: CInt, at arrival: Instant) {
        if signal < 32, entries.contains(where: { $0.signal == signal }) { return }
        entries.append(Entry(signal: signal, arrival: arrival))
    }

    /// - Parameter stops: The signals that ask for a stop.
    mutating func next(stops: SignalSet) -> Entry? {
        if entries.isEmpty { return nil }
        return entries.remove(at: entries.firstIndex { stops.contains($0.signal) } ?? 0)
    }
}
