import RunUtils

extension ConfigurationText {
    /// What nginx listens on.
    enum Address: Equatable {
        case tcp(host: String, port: Int)
        case unix(String)
        /// Nothing that can be asked from here: UDP, or what another file says.
        case other
    }

    /// A block that is open.
    private enum Block {
        /// A server that has said nothing yet of where it listens.
        case silentServer
        case server
        case other
    }

    /// The addresses that its servers listen on.
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
            if token.text == [.openBrace] {
                let isServer = words.count == 1 && words[0] == Array("server".utf8)
                blocks.append(isServer ? .silentServer : .other)
            } else if token.text == [.closeBrace] {
                if blocks.popLast() == .silentServer { addresses.append(.tcp(host: "*", port: standardPort)) }
            } else if words.count > 1, blocks.last != .other {
                // A file that a server includes is printed by itself.
                let isListen = words[0] == Array("listen".utf8)
                let isInclude = words[0] == Array("include".utf8) && !blocks.isEmpty
                if isListen || isInclude, !blocks.isEmpty { blocks[blocks.count - 1] = .server }
                if isListen { addresses.append(ConfigurationText.address(words)) }
                if isInclude { addresses.append(.other) }
            }
            words = []
        }
        return addresses
    }

    private static func address(_ listen: [[UInt8]]) -> Address {
        for word in listen where word == Array("udp".utf8) || word == Array("quic".utf8) { return .other }
        return address(String(decoding: listen[1], as: UTF8.self)) ?? .other
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
    var condition: WaitCondition? {
        switch self {
        case .unix(let path): return .unixSocket(FilePath(path))
        case .tcp(let host, let port):
            if host == "*" || host == "0.0.0.0" { return .tcp(port: port) }
            return .tcp(host: host == "::" ? "::1" : host, port: port)
        case .other: return nil
        }
    }

    /// As a message names it.
    var text: String {
        switch self {
        case .unix(let path): path
        case .tcp(_, let port): "port \(port)"
        case .other: ""
        }
    }
}
