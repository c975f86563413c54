/// Base64 with padding (RFC 4648).
package enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// On one line.
    package static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            var bits = 0
            for index in start..<start + 3 { bits = bits << 8 | (index < bytes.count ? Int(bytes[index]) : 0) }
            for digit in 0..<4 {
                result.append(digit <= bytes.count - start ? digits[bits >> (18 - 6 * digit) & 63] : 61)
            }
        }
        return result
    }

    /// nil for what is not base64.
    package static func decoded(_ text: [UInt8]) -> [UInt8]? {
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
