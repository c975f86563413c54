import RunUtils

/// The verifiers that PostgreSQL keeps in the place of passwords: SCRAM-SHA-256 (RFC 5802 and 7677), written as
/// "SCRAM-SHA-256$4096:SALT$STOREDKEY:SERVERKEY" ("pg_authid" in its manual).
enum SCRAM {
    private static let iterations = 4096
    private static let prefix = "SCRAM-SHA-256$"

    /// The verifier of a password.
    ///
    /// - Parameter salt: 16 random bytes.
    /// - Returns: nil for a password with characters beyond ASCII: those are to be prepared with tables of Unicode (RFC 4013),
    ///   which PostgreSQL has. It takes all of ASCII as it is.
    static func verifier(of password: String, salt: [UInt8], iterations: Int = iterations) -> String? {
        for byte in Array(password.utf8) where byte >= 128 { return nil }
        return fingerprint(of: password, salt: salt, iterations: iterations)
    }

    /// The same of any password, as its bytes are. Beyond ASCII no server takes it for a verifier of that password; it tells only
    /// whether another one is the same.
    static func fingerprint(of password: String, salt: [UInt8], iterations: Int = iterations) -> String {
        let password = Array(password.utf8)
        let salted = HMAC(key: password).derived(salt, iterations: iterations)
        let stored = SHA256.digest(HMAC(key: salted).code(of: Array("Client Key".utf8)))
        let server = HMAC(key: salted).code(of: Array("Server Key".utf8))
        func text(_ bytes: [UInt8]) -> String { String(decoding: Base64.encoded(bytes), as: UTF8.self) }
        return "\(prefix)\(iterations):\(text(salt))$\(text(stored)):\(text(server))"
    }

    /// Whether a verifier or a fingerprint is that of a password.
    static func matches(_ password: String, _ verifier: String) -> Bool {
        guard let parts = Text.rest(of: verifier, behind: prefix) else { return false }
        // iterations:salt$…
        let fields = Text.pieces(parts, at: 36)
        guard fields.count == 2 else { return false }
        let first = Text.pieces(fields[0], at: 58)
        guard first.count == 2, let count = Int(first[0]), (1...1_000_000).contains(count),
            let salt = Base64.decoded(Array(first[1].utf8))
        else { return false }
        return fingerprint(of: password, salt: salt, iterations: count) == verifier
    }
}
