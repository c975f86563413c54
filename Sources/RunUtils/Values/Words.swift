/// Words as a shell writes them, without anything that a shell would do with them.
enum Words {
    /// Splits at white space. '…' keeps everything, "…" everything but backslashes, and a backslash the next byte.
    ///
    /// - Returns: nil when a quote is not closed, or a backslash stands at the end.
    static func split(_ text: Bytes) -> [Bytes]? {
        var words: [Bytes] = []
        var word: Bytes?
        var quote: UInt8?
        var isEscaped = false
        for byte in text {
            if isEscaped {
                word = (word ?? []) + [byte]
                isEscaped = false
            } else if byte == .backslash, quote != .apostrophe {
                isEscaped = true
            } else if let open = quote {
                if byte == open { quote = nil } else { word = (word ?? []) + [byte] }
            } else if byte == .apostrophe || byte == .quote {
                quote = byte
                word = word ?? []
            } else if byte.isSpace {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? []) + [byte]
            }
        }
        if quote != nil || isEscaped { return nil }
        if let word { words.append(word) }
        return words
    }

    /// The words as one text that `split` takes apart again.
    static func joined(_ words: [Bytes]) -> Bytes {
        words.map(quotedWord).joined(separator: .space)
    }

    /// Whether a word can be typed as it is.
    static func isPlain(_ word: Bytes) -> Bool {
        let plain = Bytes("_-./:=,@%+")
        return !word.isEmpty && word.allSatisfy { $0.isNameByte || plain.contains($0) || $0 >= 128 }
    }

    /// One word as a shell reads it back.
    static func quotedWord(_ word: Bytes) -> Bytes {
        if isPlain(word) { return word }
        let escaped = word.respelled { byte, _ in byte == .apostrophe ? Bytes("'\\''") : nil }
        return [.apostrophe] + escaped + [.apostrophe]
    }
}
