import RunUtils

/// nginx's configuration as text, taken apart as nginx does.
struct ConfigurationText {
    /// A word, or one of `;`, `{` and `}`.
    struct Token {
        /// Without quotes and backslashes.
        let text: [UInt8]
        /// Where it stands, with them.
        let range: Range<Int>
        /// Whether it ends a directive or block.
        let isMark: Bool
    }

    /// A directive with its words, or the head of a block.
    struct Statement {
        let words: [Token]
        /// Where it begins, and where what ends it does.
        let range: Range<Int>
        /// Whether a block follows.
        let opensBlock: Bool
        /// How many blocks are around it.
        let depth: Int

        func isNamed(_ name: String) -> Bool { words[0].text == Array(name.utf8) }

        /// Its only argument.
        var argument: String? { words.count == 2 ? String(decoding: words[1].text, as: UTF8.self) : nil }
    }

    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) { self.init(Array(text.utf8)) }

    /// The words of the text, as nginx takes it apart (ngx_conf_read_token).
    var tokens: [Token] {
        var tokens: [Token] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte <= 32 {
                position += 1
            } else if byte == 35 {
                while position < bytes.count && bytes[position] != .newline { position += 1 }
            } else if ConfigurationText.isMark(byte) {
                tokens.append(Token(text: [byte], range: position..<position + 1, isMark: true))
                position += 1
            } else {
                let word = word(from: position)
                tokens.append(word)
                position = word.range.upperBound
            }
        }
        return tokens
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == .semicolon || byte == .openBrace || byte == .closeBrace
    }

    private func word(from start: Int) -> Token {
        var text: [UInt8] = []
        let quote: UInt8? = bytes[start] == .quote || bytes[start] == .apostrophe ? bytes[start] : nil
        var position = quote == nil ? start : start + 1
        while position < bytes.count {
            let byte = bytes[position]
            if let quote, byte == quote {
                position += 1
                break
            }
            // "${name}" is a part of a word, and so is any "}".
            let endsWord = byte <= 32 || byte == .semicolon || byte == .openBrace && text.last != .dollar
            if quote == nil && endsWord { break }
            if byte == .backslash && position + 1 < bytes.count { position += 1 }
            text.append(bytes[position])
            position += 1
        }
        return Token(text: text, range: start..<position, isMark: false)
    }

    /// Its directives, in order.
    var statements: [Statement] {
        var statements: [Statement] = []
        var words: [Token] = []
        var depth = 0
        for token in tokens {
            if !token.isMark {
                words.append(token)
                continue
            }
            let opensBlock = token.text == [.openBrace]
            if let first = words.first {
                let range = first.range.lowerBound..<token.range.upperBound
                statements.append(Statement(words: words, range: range, opensBlock: opensBlock, depth: depth))
            }
            if opensBlock { depth += 1 }
            if token.text == [.closeBrace] { depth -= 1 }
            words = []
        }
        return statements
    }

    /// The first directive of a name outside of all blocks.
    func directive(_ name: String) -> Statement? { statements.first { $0.depth == 0 && $0.isNamed(name) } }
}
