@testable import RunUtils

/// What the parsers must do, written as plainly as possible, without a thought of speed or size.
enum SlowParser {
    /// A number as (digits, digits behind the point); nil when it is none.
    private static func number(_ text: Substring) -> (whole: Int128, fraction: Int128, scale: Int128)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy("0123456789".contains) }),
            let whole = Int128(parts[0]), whole <= Int64.max
        else { return nil }
        guard parts.count == 2 else { return (whole, 0, 1) }
        guard parts[1].count <= 3, let fraction = Int128(parts[1]) else { return nil }
        return (whole, fraction, [1: 10, 2: 100, 3: 1000][parts[1].count]!)
    }

    private static func scaled(_ number: (whole: Int128, fraction: Int128, scale: Int128), _ unit: Int128) -> Int128? {
        let product = number.whole * unit + number.fraction * unit / number.scale
        return product <= Int64.max ? product : nil
    }

    static func duration(_ text: String) -> Duration? {
        let units: [Substring: Int128] = [
            "us": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
            "d": 86_400_000_000_000,
        ]
        var rest = text[...]
        var total: Int128 = 0
        var isFirst = true
        repeat {
            let digits = rest.prefix { "0123456789.".contains($0) }
            rest = rest.dropFirst(digits.count)
            let word = rest.prefix { !"0123456789.".contains($0) }
            rest = rest.dropFirst(word.count)
            let bare: Int128? = isFirst && word.isEmpty && rest.isEmpty ? 1_000_000_000 : nil
            guard let number = number(digits), let unit = units[word] ?? bare, let part = scaled(number, unit) else {
                return nil
            }
            total += part
            isFirst = false
        } while !rest.isEmpty
        return total <= Int64.max ? .nanoseconds(Int64(total)) : nil
    }

    static func byteSize(_ text: String) -> Int? {
        let digits = text.prefix { "0123456789.".contains($0) }
        guard let number = number(digits) else { return nil }
        let word = text.dropFirst(digits.count).uppercased()
        if word == "" || word == "B" { return digits.contains(".") ? nil : scaled(number, 1).map { Int($0) } }
        var unit: Int128 = 1
        for letter in ["K", "M", "G", "T"] {
            unit *= 1024
            if [letter, letter + "B", letter + "IB"].contains(word) { return scaled(number, unit).map { Int($0) } }
        }
        return nil
    }

    static func hostPort(_ text: String) -> HostPort? {
        var (host, port) = ("", "")
        if text.hasPrefix("[") {
            let parts = text.dropFirst().split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].hasPrefix(":") else { return nil }
            (host, port) = (String(parts[0]), String(parts[1].dropFirst()))
        } else {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            (host, port) = (String(parts[0]), String(parts[1]))
        }
        guard !host.isEmpty, !host.contains(where: { " \t\n\u{7f}/?#@[]".contains($0) }),
            !port.isEmpty, port.allSatisfy("0123456789".contains), let number = Int(port), (1...65535).contains(number)
        else { return nil }
        return HostPort(host: host, port: number)
    }

    /// The words of a text; each is found from its first byte to its end before the next is looked for.
    static func words(_ text: Bytes) -> [Bytes]? {
        var words: [Bytes] = []
        var index = 0
        while true {
            while index < text.count, [9, 10, 11, 12, 13, 32].contains(text[index]) { index += 1 }
            if index == text.count { return words }
            var word = Bytes()
            while index < text.count, ![9, 10, 11, 12, 13, 32].contains(text[index]) {
                switch text[index] {
                case UInt8(ascii: "'"):
                    guard let end = text[(index + 1)...].firstIndex(of: UInt8(ascii: "'")) else { return nil }
                    word += text[(index + 1)..<end]
                    index = end + 1
                case UInt8(ascii: "\""):
                    index += 1
                    while index < text.count, text[index] != UInt8(ascii: "\"") {
                        if text[index] == UInt8(ascii: "\\") { index += 1 }
                        if index < text.count { word.append(text[index]) }
                        index += 1
                    }
                    if index >= text.count { return nil }
                    index += 1
                case UInt8(ascii: "\\"):
                    if index + 1 == text.count { return nil }
                    word.append(text[index + 1])
                    index += 2
                default:
                    word.append(text[index])
                    index += 1
                }
            }
            words.append(word)
        }
    }
}
