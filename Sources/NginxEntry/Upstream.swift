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

    /// The name server that nginx may ask for the name, again and again: the container's first, where it knows the name as it is
    /// written. Names of /etc/hosts and of search domains nginx would not find.
    ///
    /// - Parameter resolvers: The name servers that nginx asks for anything else.
    /// - Returns: nil where the name is looked up once, when nginx reads its configuration.
    func resolver(_ resolvers: [String], _ context: Context) throws(RunError) -> String? {
        guard case .tcp(let address) = self, !Hosts.isNumeric(address.host), let resolver = resolvers.first,
            let first = try Configuration.systemResolvers(context).first, first.hasSameBytes(as: resolver)
        else { return nil }
        let isThere = try context.files.kind(of: Layout.hosts, followsLinks: true) == .file
        if isThere, Hosts.has(address.host, in: try context.files.read(Layout.hosts)) { return nil }
        // As nginx's C library asks: the first server, unless it is silent.
        let program = Program([
            "getent", "ahosts", Text.ends(address.host, with: ".") ? address.host : "\(address.host).",
        ])
        do throws(RunError) {
            let result = try context.run(
                program, as: context.accounts.declared(), output: .captured, within: .seconds(3), mayFail: true)
            return result.status == .success && !result.output.utf8.isEmpty ? resolver : nil
        } catch {
            if error.status == .unavailable || error.status == .notFound { return nil }
            throw error
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
