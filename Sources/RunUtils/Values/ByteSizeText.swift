/// Sizes in bytes as people write them in configuration files.
enum ByteSizeText {
    /// A number of bytes, or a number with one of the units k, M, G and T, in any case, also as kB or KiB; "B" alone is a
    /// byte. Each is 1024 times the one before, as in the configuration of PostgreSQL and nginx. A fraction needs a unit and
    /// is rounded down to whole bytes.
    ///
    /// - Returns: nil for anything else, also for what is more than a signed 64-bit number holds.
    static func parse(_ text: String) -> Int? {
        let bytes = Bytes(text).uppercased
        var position = 0
        guard let number = DecimalText(bytes, &position) else { return nil }
        guard let shift = shift(bytes.from(position)) else { return nil }
        if shift == 0 && number.scale > 1 { return nil }
        return number.times(1 << shift).map { Int($0) }
    }

    /// How many bits a unit shifts a number.
    private static func shift(_ unit: Bytes) -> Int64? {
        if unit.isEmpty || unit == Bytes("B") { return 0 }
        guard let index = Bytes("KMGT").firstIndex(of: unit[0]) else { return nil }
        let rest = unit.from(1)
        return rest.isEmpty || rest == Bytes("B") || rest == Bytes("IB") ? Int64(index + 1) * 10 : nil
    }

    /// The text that `parse` takes apart again, with the largest unit that leaves no fraction.
    static func text(_ size: Int) -> String {
        for (shift, unit) in [(40, "T"), (30, "G"), (20, "M"), (10, "k")] where size > 0 && size % (1 << shift) == 0 {
            return "\(size >> shift)\(unit)"
        }
        return "\(size)"
    }
}
