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
            guard let number = decimal(bytes, &position) else { return nil }
            var unit: Int64 = 1_000_000_000
            if position < bytes.count {
                guard let found = units.first(where: { bytes.starts(with: $0.name, at: position) }) else { return nil }
                unit = found.nanoseconds
                position += found.name.utf8CodeUnitCount
            } else if !isFirst {
                return nil
            }
            let (whole, tooLong) = number.whole.multipliedReportingOverflow(by: unit)
            let fraction = number.fraction.multipliedReportingOverflow(by: unit / number.scale)
            let (sum, tooMuch) = total.addingReportingOverflow(whole)
            let (all, overflow) = sum.addingReportingOverflow(fraction.partialValue)
            if tooLong || tooMuch || overflow || fraction.overflow { return nil }
            total = all
        } while position < bytes.count
        return .nanoseconds(total)
    }

    /// Digits, and up to three more after a point.
    private static func decimal(_ bytes: Bytes, _ position: inout Int) -> (whole: Int64, fraction: Int64, scale: Int64)?
    {
        guard let whole = digits(bytes, &position) else { return nil }
        guard position < bytes.count, bytes[position] == UInt8(ascii: ".") else { return (whole, 0, 1) }
        position += 1
        let start = position
        guard let fraction = digits(bytes, &position), position - start <= 3 else { return nil }
        return (whole, fraction, [1, 10, 100, 1000][position - start])
    }

    private static func digits(_ bytes: Bytes, _ position: inout Int) -> Int64? {
        let start = position
        while position < bytes.count, bytes[position].isDigit { position += 1 }
        return start == position ? nil : Bytes(bytes[start..<position]).decimal.map { Int64($0) }
    }
}
