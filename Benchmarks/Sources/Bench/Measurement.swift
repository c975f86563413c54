/// One question to all contestants. Another one is a file of its own and a line of `all`.
struct Measurement: Sendable {
    /// As ONLY names it.
    let name: String
    let title: String
    /// What is measured, and how, in a sentence or two.
    let about: String
    /// The rounds of a full run.
    let rounds: Int
    /// Measures and gives the tables.
    let run: @Sendable (_ rounds: Int) throws -> Result

    struct Result {
        var tables: [Table]
        var chart: Chart?
        var notes: [String] = []
    }

    static let all = [start, memory, size, signals, orphans, idle, templates, notice, services, conformance]
}

/// Calls `body` for all contestants, in every round in another order, so that what happens to the machine happens to all.
func shuffledRounds<Contestant>(_ count: Int, _ contestants: [Contestant], _ body: (Contestant) throws -> Void) rethrows
{
    for _ in 0..<count {
        for contestant in contestants.shuffled() { try body(contestant) }
    }
}
