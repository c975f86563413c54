import RunUtils

/// The name servers that nginx asks for names that it looks up while it runs.
enum Resolvers {
    /// The addresses in resolv.conf(5), as nginx writes them.
    static func addresses(in text: String) -> [String] {
        var addresses: [String] = []
        for line in Text.lines(text) {
            let words = Text.words(line)
            guard words.count > 1, words[0] == "nameserver" else { continue }
            if let address = address(words[1]) { addresses.append(address) }
        }
        return addresses
    }

    /// An address as nginx writes it: one of IPv6 in brackets; nil for what is none.
    static func address(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        let isValid = bytes.allSatisfy { byte in
            (48...58).contains(byte) || (97...122).contains(byte | 32) || [45, 46, 91, 93, 95].contains(byte)
        }
        guard isValid, let first = bytes.first else { return nil }
        return first != .openBracket && bytes.count(where: { $0 == .colon }) > 1 ? "[\(text)]" : text
    }
}

extension ValueType where Value == [String] {
    static var resolvers: ValueType {
        ValueType("addresses separated by commas or spaces", absent: []) { text in
            var addresses: [String] = []
            for word in Text.pieces(text, at: 44).flatMap({ Text.words($0) }) {
                guard let address = Resolvers.address(word) else { return nil }
                addresses.append(address)
            }
            return addresses
        }
    }
}
