import RunUtils

/// Where requests go.
enum Upstream: Equatable {
    case tcp(HostPort)
    /// An absolute path, or a name in SOCKET_DIR.
    case unix(String)

    /// The upstream that a text spells: "host:port", "unix:/path" or "unix:name"; nil for anything else.
    init?(_ text: String) {
        if let path = Text.rest(of: text, behind: "unix:") {
            if path.utf8.isEmpty || path.utf8.last == .slash { return nil }
            self = .unix(path)
        } else {
            guard let address = HostPort(text) else { return nil }
            self = .tcp(address)
        }
    }

    /// As it stands in nginx's configuration.
    ///
    /// - Parameter directory: SOCKET_DIR.
    func address(_ directory: FilePath) -> String {
        switch self {
        case .tcp(let address): address.description
        case .unix(let path): "unix:\(socket(path, directory))"
        }
    }

    /// What holds when it can be asked.
    func condition(_ directory: FilePath) -> WaitCondition {
        switch self {
        case .tcp(let address): .tcp(host: address.host, port: address.port)
        case .unix(let path): .unixSocket(socket(path, directory))
        }
    }

    private func socket(_ path: String, _ directory: FilePath) -> FilePath {
        path.utf8.first == .slash ? FilePath(path) : directory.appending(path)
    }
}

extension ValueType where Value == Upstream {
    static var upstream: ValueType {
        ValueType("\"host:port\", \"unix:/path\" or \"unix:name\"", example: "app:8000") { Upstream($0) }
    }
}
