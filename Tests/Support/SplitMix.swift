/// A generator of the same numbers for the same seed, everywhere (Steele and others, 2014).
public struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Seeds that follow each other begin far from each other, not one number later in the same sequence.
    public init(seed: some BinaryInteger) {
        state = (UInt64(truncatingIfNeeded: seed) &+ 1) &* 0xd134_2543_de82_ef95
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// A number from 0 up to, but not including, a limit.
    public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    public mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// Up to `most` of the pieces, in a row.
    public mutating func text(_ pieces: [String], upTo most: Int) -> String {
        (0..<below(most + 1)).map { _ in pick(pieces) }.joined()
    }
}
