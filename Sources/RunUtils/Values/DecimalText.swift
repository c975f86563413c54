/// Digits with or without a point, as durations and byte sizes are written.
struct DecimalText {
    let whole: Int64
    /// What comes after the point, in parts of `scale`.
    let fraction: Int64
    /// 1, 10, 100 or 1000.
    let scale: Int64

    /// Reads digits, and up to three more after a point, from a position on; the position is behind them afterwards.
    ///
    /// - Returns: nil when there are no digits there, or more than a 64-bit number holds.
    init?(_ bytes: Bytes, _ position: inout Int) {
        guard let whole = DecimalText.digits(bytes, &position) else { return nil }
        self.whole = whole
        guard position < bytes.count, bytes[position] == .dot else {
            (fraction, scale) = (0, 1)
            return
        }
        position += 1
        let start = position
        guard let fraction = DecimalText.digits(bytes, &position), position - start <= 3 else { return nil }
        self.fraction = fraction
        scale = [1, 10, 100, 1000][position - start]
    }

    private static func digits(_ bytes: Bytes, _ position: inout Int) -> Int64? {
        let start = position
        while position < bytes.count, bytes[position].isDigit { position += 1 }
        return start == position ? nil : bytes.part(start, position).decimal.map { Int64($0) }
    }

    /// The number times a unit, rounded down; nil when it is more than a 64-bit number holds.
    func times(_ unit: Int64) -> Int64? {
        let (most, tooLarge) = whole.multipliedReportingOverflow(by: unit)
        // In two parts, since the fraction times the largest unit need not fit.
        let part = unit / scale * fraction + unit % scale * fraction / scale
        let (all, overflow) = most.addingReportingOverflow(part)
        return tooLarge || overflow ? nil : all
    }
}
