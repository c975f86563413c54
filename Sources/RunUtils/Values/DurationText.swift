/// Durations as people write them.
enum DurationText {
    private static let units: [(name: StaticString, nanoseconds: Int64)] = [
        ("ms", 1_000_000), ("us", 1000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ]

    /// A sum of numbers with units, such as "1m30s"; a bare number counts seconds. Nil for anything else, also for what
    /// is longer than a signed 64-bit number of nanoseconds.
    static func parse(_ text: String) -> Duration? {
        let bytes = Bytes(text)
        var position = 0
        var total: Int64 = 0
        repeat {
            let isFirst = position == 0
            guard let number = DecimalText(bytes, &position) else { return nil }
            var unit: Int64 = 1_000_000_000
            if position < bytes.count {
                guard let found = units.first(where: { bytes.starts(with: $0.name, at: position) }) else { return nil }
                unit = found.nanoseconds
                position += found.name.utf8CodeUnitCount
            } else if !isFirst {
                return nil
            }
            guard let part = number.times(unit) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            if overflow { return nil }
            total = sum
        } while position < bytes.count
        return .nanoseconds(total)
    }

    /// The text that `parse` takes apart again: "1m30s", "500ms", "0s".
    static func text(_ duration: Duration) -> String {
        var rest = duration.nanoseconds
        if rest <= 0 { return "0s" }
        var text = ""
        for (name, unit) in [
            ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
        ]
            as [(String, Int64)] where rest >= unit
        {
            text += "\(Int(rest / unit))\(name)"
            rest %= unit
        }
        return text
    }
}

extension Duration {
    /// Whole seconds, rounded up, for programs that want a number.
    public var wholeSeconds: Int { Int((nanoseconds + 999_999_999) / 1_000_000_000) }

    /// Whole milliseconds, rounded up, for programs that want a number.
    public var wholeMilliseconds: Int { Int((nanoseconds + 999_999) / 1_000_000) }
}
