import RunUtils

/// nginx's configuration as text: what it listens on, and which files it includes.
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

    /// What nginx listens on.
    enum Address: Equatable {
        case tcp(host: String, port: Int)
        case unix(String)
    }

    private let bytes: [UInt8]

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

    /// The text with each file that an `include` names spelled by a function.
    func replacingIncludes(_ path: (String) -> String) -> [UInt8] {
        replacingArguments(of: "include") { path(String(decoding: $0, as: UTF8.self)) }
    }

    /// The text with the number of worker processes in the place of the one that it has.
    func replacingWorkers(_ count: Int) -> [UInt8] { replacingArguments(of: "worker_processes") { _ in "\(count)" } }

    private func replacingArguments(of directive: String, _ replacement: ([UInt8]) -> String) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        var words: [Token] = []
        for token in tokens {
            if !token.isMark {
                words.append(token)
                continue
            }
            if words.count == 2, words[0].text == Array(directive.utf8) {
                result += bytes[position..<words[1].range.lowerBound]
                result += Array("\"\(replacement(words[1].text))\"".utf8)
                position = words[1].range.upperBound
            }
            words = []
        }
        return result + bytes[position...]
    }

    /// Whether it has a directive outside of all blocks.
    func has(_ directive: String) -> Bool {
        var depth = 0
        var isFirst = true
        for token in tokens {
            if depth == 0 && isFirst && !token.isMark && token.text == Array(directive.utf8) { return true }
            if token.text == [123] { depth += 1 }
            if token.text == [125] { depth -= 1 }
            isFirst = token.isMark
        }
        return false
    }

    /// A block that is open.
    private enum Block {
        /// A server that has said nothing yet of where it listens.
        case silentServer
        case server
        case other
    }

    /// The addresses of TCP and of Unix sockets that its servers listen on.
    ///
    /// - Parameter standardPort: Where a server without `listen` listens: 80 for root, 8000 for others.
    func addresses(standardPort: Int) -> [Address] {
        var addresses: [Address] = []
        var words: [[UInt8]] = []
        var blocks: [Block] = []
        for token in tokens {
            if !token.isMark {
                words.append(token.text)
                continue
            }
            if token.text == [123] {
                let isServer = words.count == 1 && words[0] == Array("server".utf8)
                blocks.append(isServer ? .silentServer : .other)
            } else if token.text == [125] {
                if blocks.popLast() == .silentServer { addresses.append(.tcp(host: "*", port: standardPort)) }
            } else if words.count > 1, let block = blocks.last, block != .other {
                let isListen = words[0] == Array("listen".utf8)
                // A file that is included may say it; it is printed elsewhere, and not looked at.
                if isListen || words[0] == Array("include".utf8) { blocks[blocks.count - 1] = .server }
                let isUDP = words.contains { $0 == Array("udp".utf8) || $0 == Array("quic".utf8) }
                if isListen, !isUDP, let address = ConfigurationText.address(String(decoding: words[1], as: UTF8.self))
                {
                    addresses.append(address)
                }
            }
            words = []
        }
        return addresses
    }

    /// What "80", "*:80", "host:80", "[::]:80", "host" and "unix:/path" mean; nil for anything else.
    private static func address(_ text: String) -> Address? {
        if let path = Text.rest(of: text, behind: "unix:") { return .unix(path) }
        if let port = Int(text) { return .tcp(host: "*", port: port) }
        // A range of ports: the first will do.
        let ends = Text.pieces(text, at: 45)
        if ends.count == 2, let port = Int(ends[0]), Int(ends[1]) != nil { return .tcp(host: "*", port: port) }
        if let address = HostPort(text) { return .tcp(host: address.host, port: address.port) }
        guard let address = HostPort("\(text):80") else { return nil }
        return .tcp(host: address.host, port: 80)
    }
}

extension ConfigurationText.Address {
    /// What holds when it can be asked from within the container.
    var condition: WaitCondition {
        switch self {
        case .unix(let path): return .unixSocket(FilePath(path))
        case .tcp(let host, let port):
            if host == "*" || host == "0.0.0.0" { return .tcp(port: port) }
            return .tcp(host: host == "::" ? "::1" : host, port: port)
        }
    }
}
