/// How text is written where some bytes cannot stand for themselves.
extension [UInt8] {
    /// - Parameter spelling: How the byte at a position is written; nil for as it is.
    package func respelled(_ spelling: (_ byte: UInt8, _ position: Int) -> [UInt8]?) -> [UInt8] {
        var result: [UInt8] = []
        for position in indices {
            if let spelling = spelling(self[position], position) {
                result += spelling
            } else {
                result.append(self[position])
            }
        }
        return result
    }

    /// With a byte before each of some, such as a backslash.
    package func prefixing(with escape: UInt8, _ isSpecial: (UInt8) -> Bool) -> [UInt8] {
        respelled { byte, _ in isSpecial(byte) ? [escape, byte] : nil }
    }

    /// Between two of a byte, of which each inside is doubled, as in SQL.
    package func doubling(_ mark: UInt8) -> [UInt8] { [mark] + prefixing(with: mark) { $0 == mark } + [mark] }

    /// The opposite of escaping by a backslash.
    ///
    /// - Parameter meaning: What a byte after a backslash stands for; nil for both of them as they are.
    func unescaped(_ meaning: (UInt8) -> UInt8?) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in self {
            if !isEscaped && byte == .backslash {
                isEscaped = true
                continue
            }
            if isEscaped, let meaning = meaning(byte) {
                result.append(meaning)
            } else {
                result += isEscaped ? [.backslash, byte] : [byte]
            }
            isEscaped = false
        }
        return isEscaped ? result + [.backslash] : result
    }
}

/// Two hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> [UInt8] {
    [byte >> 4, byte & 15].map { $0 < 10 ? 48 + $0 : 87 + $0 }
}
