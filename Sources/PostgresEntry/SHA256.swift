import RunUtils

/// SHA-256 (FIPS 180-4), for verifiers.
struct SHA256 {
    private static let initial: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    private(set) var state = SHA256.initial
    /// Bytes that make no whole block yet.
    private var rest: [UInt8] = []
    private var length = 0

    mutating func update(_ bytes: [UInt8]) {
        length += bytes.count
        rest += bytes
        while rest.count >= 64 {
            take(SHA256.words(rest.prefix(64)))
            rest.removeFirst(64)
        }
    }

    /// The digest of everything so far.
    consuming func digest() -> [UInt8] { SHA256.bytes(wordDigest()) }

    fileprivate consuming func wordDigest() -> [UInt32] {
        let bits = UInt64(length) * 8
        update([0x80] + [UInt8](repeating: 0, count: (119 - rest.count) % 64))
        take(SHA256.words(rest[...]) + [UInt32(bits >> 32), UInt32(truncatingIfNeeded: bits)])
        return state
    }

    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.digest()
    }

    /// Takes a block of 16 words.
    fileprivate mutating func take(_ block: [UInt32]) {
        if !SHA256Instructions.take(block, into: &state) { takeByHand(block) }
    }

    /// The same on any processor.
    mutating func takeByHand(_ block: [UInt32]) {
        func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            for index in 0..<16 { unsafe schedule[index] = block[index] }
            for index in 16..<64 {
                let (early, late) = unsafe (schedule[index - 15], schedule[index - 2])
                let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
                let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
                unsafe schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            unsafe SHA256.constants.withUnsafeBufferPointer { constants in
                for index in 0..<64 {
                    let mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
                    let first = unsafe h &+ mixed &+ (e & f ^ ~e & g) &+ constants[index] &+ schedule[index]
                    let second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ (a & b ^ a & c ^ b & c)
                    (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
                }
            }
            for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] = state[index] &+ word }
        }
    }

    fileprivate static func words(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        var words: [UInt32] = []
        for (index, byte) in bytes.enumerated() {
            if index % 4 == 0 { words.append(0) }
            words[words.count - 1] = words[words.count - 1] << 8 | UInt32(byte)
        }
        return words
    }

    fileprivate static func bytes(_ words: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in words {
            for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }
}

/// HMAC with SHA-256 (RFC 2104). The key's part is worked out once.
struct HMAC {
    private var inner = SHA256()
    private var outer = SHA256()

    init(key: [UInt8]) {
        var key = key.count > 64 ? SHA256.digest(key) : key
        key += [UInt8](repeating: 0, count: 64 - key.count)
        inner.update(key.map { $0 ^ 0x36 })
        outer.update(key.map { $0 ^ 0x5c })
    }

    func code(of bytes: [UInt8]) -> [UInt8] {
        var inner = inner
        inner.update(bytes)
        var outer = outer
        outer.update(inner.digest())
        return outer.digest()
    }

    /// PBKDF2 (RFC 8018) with one block, which is Hi() of RFC 5802.
    func derived(_ salt: [UInt8], iterations: Int) -> [UInt8] {
        // A code, and behind it the end of what is hashed: 96 bytes, since a block of 64 came before.
        var block = SHA256.words(code(of: salt + [0, 0, 0, 1])[...]) + [0x8000_0000, 0, 0, 0, 0, 0, 0, 96 * 8]
        var result = Array(block[..<8])
        for _ in 1..<max(iterations, 1) {
            HMAC.hash(&block, behind: inner)
            HMAC.hash(&block, behind: outer)
            for index in 0..<8 { result[index] ^= block[index] }
        }
        return SHA256.bytes(result)
    }

    /// Puts the digest of a block, behind what was hashed already, in the place of its first half.
    private static func hash(_ block: inout [UInt32], behind start: SHA256) {
        var hash = start
        hash.take(block)
        for index in 0..<8 { block[index] = hash.state[index] }
    }
}
