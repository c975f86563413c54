/// A generator of the same numbers for the same seed, everywhere (Steele and others, 2014).
struct SplitMix {
    private var state: UInt64

    /// Seeds that follow each other begin far from each other, not one number later in the same sequence.
    init(seed: UInt64) { state = (seed &+ 1) &* 0xd134_2543_de82_ef95 }

    /// A number from 0 up to, but not including, a limit.
    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ mixed >> 31) % UInt64(limit))
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
}
