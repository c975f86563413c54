import CRunUtils

/// What processors have for SHA-256. It takes a fifth of the time, and a password's verifier takes 8,192 blocks.
package enum SHA256Instructions {
    /// Takes a block of 16 words into a state of 8 (FIPS 180-4, 6.2.2).
    ///
    /// - Returns: false where the processor has nothing for it; the state is as before.
    package static func take(_ block: [UInt32], into state: inout [UInt32]) -> Bool {
        precondition(state.count == 8 && block.count == 16)
        return unsafe state.withUnsafeMutableBufferPointer { unsafe ru_sha256($0.baseAddress!, block) }
    }
}
