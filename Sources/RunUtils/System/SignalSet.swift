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
