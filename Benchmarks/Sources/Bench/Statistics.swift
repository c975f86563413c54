/// What is said of many values of one kind: of a noisy machine, the median says what is usual, the least what is possible.
struct Summary: Equatable {
    let median: Double
    let least: Double
    /// The 99th percentile: the least value that 99 % of all do not exceed.
    let p99: Double
    let count: Int

    /// nil when there are no values.
    init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        least = sorted[0]
        p99 = sorted[(sorted.count * 99 + 99) / 100 - 1]
        count = sorted.count
    }
}

/// The values of each contestant, in the order in which contestants were first seen.
struct Samples {
    private(set) var names: [String] = []
    private var values: [String: [Double]] = [:]

    mutating func add(_ value: Double, to name: String) {
        if values[name] == nil { names.append(name) }
        values[name, default: []].append(value)
    }

    subscript(name: String) -> Summary? { Summary(values[name] ?? []) }
}
