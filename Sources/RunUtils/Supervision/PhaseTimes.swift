/// How long each phase took.
struct PhaseTimes {
    private var first: Instant?
    private var present: (phase: Phase, start: Instant)?
    /// The phases that are over: "waiting 0.1 s, initializing 2.0 s, starting 0.3 s".
    private(set) var text = ""

    mutating func begin(_ phase: Phase) {
        let now = Instant.now
        if let present {
            if !text.isEmpty { text += ", " }
            text += "\(present.phase.rawValue) \((now - present.start).shortText)"
        }
        present = (phase, now)
        first = first ?? now
    }

    /// From the first phase to now.
    var total: Duration { first.map { .now - $0 } ?? .zero }
}
