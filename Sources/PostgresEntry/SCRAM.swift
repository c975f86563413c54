/// The verifiers that PostgreSQL keeps in the place of passwords: SCRAM-SHA-256 (RFC 5802 and 7677), written as
/// "SCRAM-SHA-256$4096:SALT$STOREDKEY:SERVERKEY" ("pg_authid" in its manual).
enum SCRAM {
    private static let iterations = 4096
    private static let prefix = "SCRAM-SHA-256$"

    /// The verifier of a password.
    ///
    /// - Parameter salt: 16 random bytes.
    /// - Returns: nil for a password with characters beyond ASCII: those are to be prepared with tables of Unicode (RFC 4013),
    ///   which the server has.
    static func verifier(of password: String, salt: [UInt8], iterations: Int = iterations) -> String? {
        let password = Array(password.utf8)
        for byte in password where !(32...126).contains(byte) { return nil }
        let salted = HMAC(key: password).derived(salt, iterations: iterations)
        let stored = SHA256.digest(HMAC(key: salted).code(of: Array("Client Key".utf8)))
        let server = HMAC(key: salted).code(of: Array("Server Key".utf8))
        return "\(prefix)\(iterations):\(Base64.encoded(salt))$\(Base64.encoded(stored)):\(Base64.encoded(server))"
    }

    /// Whether a verifier is that of a password.
    static func matches(_ password: String, _ verifier: String) -> Bool {
        guard let parts = Text.rest(of: verifier, behind: prefix) else { return false }
        // iterations:salt$…
        let fields = Array(parts.utf8).split(separator: 36)
        guard fields.count == 2 else { return false }
        let first = fields[0].split(separator: 58)
        guard first.count == 2, let count = Int(String(decoding: first[0], as: UTF8.self)),
            (1...1_000_000).contains(count),
            let salt = Base64.decoded(Array(first[1])),
            let expected = SCRAM.verifier(of: password, salt: salt, iterations: count)
        else { return false }
        return expected == verifier
    }
}

/// Base64 with padding (RFC 4648).
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encoded(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            var bits = 0
            for index in start..<start + 3 { bits = bits << 8 | (index < bytes.count ? Int(bytes[index]) : 0) }
            for digit in 0..<4 {
                result.append(digit <= bytes.count - start ? digits[bits >> (18 - 6 * digit) & 63] : 61)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// nil for what is not base64.
    static func decoded(_ text: [UInt8]) -> [UInt8]? {
        if text.count % 4 != 0 { return nil }
        var result: [UInt8] = []
        var (bits, count, padding) = (0, 0, 0)
        for byte in text {
            if byte == 61 {
                padding += 1
                bits <<= 6
            } else if padding == 0, let value = digits.firstIndex(of: byte) {
                bits = bits << 6 | value
            } else {
                return nil
            }
            count += 1
            if count % 4 == 0 {
                for shift in [16, 8, 0] { result.append(UInt8(bits >> shift & 255)) }
                bits = 0
            }
        }
        if padding > 2 { return nil }
        result.removeLast(padding)
        return result
    }
}
