import TestSupport
import Testing

@testable import PostgresEntry
@testable import RunUtils

/// Digests and verifiers beyond the published examples of SCRAMTests.
@Suite struct DigestTests {
    /// However a text is cut, its digest is that of the whole.
    @Test(arguments: 0..<20)
    func pieces(_ seed: Int) {
        var random = SplitMix(seed: seed)
        let bytes = (0..<random.below(400)).map { _ in UInt8(random.below(256)) }
        var hash = SHA256()
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = min(random.below(100), rest.count)
            hash.update(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(hash.digest() == SHA256.digest(bytes))
    }

    /// Where the processor has instructions of its own; the other tests ask for their result, and this one for that of both.
    @Test(arguments: 0..<20)
    func instructions(_ seed: Int) {
        var random = SplitMix(seed: seed)
        let block = (0..<16).map { _ in UInt32(truncatingIfNeeded: random.below(1 << 32)) }
        var byHand = SHA256()
        var state = byHand.state
        let before = state
        byHand.takeByHand(block)
        let hasInstructions = SHA256Instructions.take(block, into: &state)
        #expect(state == (hasInstructions ? byHand.state : before))
    }

    /// The first blocks of RFC 7914's examples of PBKDF2.
    @Test(arguments: [
        ("passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"),
        ("Password", "NaCl", 80000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"),
    ])
    func derivedKeys(_ password: String, _ salt: String, _ iterations: Int, _ expected: String) {
        let key = HMAC(key: Array(password.utf8)).derived(Array(salt.utf8), iterations: iterations)
        #expect(key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
    }

    /// A verifier is read as it is written, with its own number of iterations.
    @Test(arguments: [1, 2, 4096, 10_000])
    func iterations(_ count: Int) throws {
        let verifier = try #require(SCRAM.verifier(of: "secret", salt: [1, 2, 3, 4], iterations: count))
        #expect(verifier.hasPrefix("SCRAM-SHA-256$\(count):AQIDBA==$"))
        #expect(SCRAM.matches("secret", verifier))
        #expect(!SCRAM.matches("Secret", verifier))
        let other = try #require(SCRAM.verifier(of: "secret", salt: [1, 2, 3, 5], iterations: count))
        #expect(other != verifier)
    }

    /// What is no verifier matches nothing, not even the password in it.
    @Test(arguments: [
        "", "secret", "SCRAM-SHA-256", "SCRAM-SHA-256$", "SCRAM-SHA-256$0:AQIDBA==$a:b",
        "SCRAM-SHA-256$-1:AQIDBA==$a:b",
        "SCRAM-SHA-256$1000001:AQIDBA==$a:b", "SCRAM-SHA-256$x:AQIDBA==$a:b", "SCRAM-SHA-256$1:!$a:b",
        "SCRAM-SHA-256$1:AQIDBA==", "SCRAM-SHA-256$1$AQIDBA==$a:b", "SCRAM-SHA-256$1:AQIDBA==$a:b$c",
        "scram-sha-256$1:AQ==$a:b",
    ])
    func noVerifiers(_ text: String) { #expect(!SCRAM.matches("secret", text)) }
}
