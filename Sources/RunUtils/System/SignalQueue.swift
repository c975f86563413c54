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
