extension WaitCondition {
    /// The target that spells it, in bytes: paths need not be UTF-8.
    var spelling: Bytes { spelled(isEscaped: false) }

    private func spelled(isEscaped: Bool) -> Bytes {
        switch self {
        case .not(let inner): return Bytes("!") + inner.spelled(isEscaped: isEscaped)
        case .all(let members): return Bytes("all(") + WaitCondition.list(members) + Bytes(")")
        case .any(let members): return Bytes("any(") + WaitCondition.list(members) + Bytes(")")
        default: return isEscaped ? WaitCondition.escaped(single) : single
        }
    }

    private static func list(_ members: [WaitCondition]) -> Bytes {
        members.map { $0.spelled(isEscaped: true) }.joined(separator: .comma)
    }

    private var single: Bytes {
        switch self {
        case .file(let path): return Bytes("file:") + path.bytes
        case .directory(let path): return Bytes("directory:") + path.bytes
        case .semaphore(let path): return Bytes("semaphore:") + path.bytes
        case .unixSocket(let path): return Bytes("unix:") + path.bytes
        case .postgresSocket(let path, let user):
            // Two slashes would begin a host.
            let name = path.bytes.starts(with: "//") ? user + "@" : WaitCondition.prefix(user)
            return Bytes("postgres:" + name) + path.bytes
        case .tcp(let host, let port): return WaitCondition.place("tcp://", host, port)
        case .http(let host, let port, let path): return WaitCondition.place("http://", host, port) + Bytes(path)
        case .httpSocket(let socket, let path): return Bytes("http://unix:") + socket.bytes + Bytes(":" + path)
        case .dns(let name): return Bytes("dns:" + name)
        case .postgres(let host, let port, let user):
            return WaitCondition.place("postgres://" + WaitCondition.prefix(user), host, port)
        case .command(let program):
            guard let directory = program.directory else { return Bytes("command:") + Words.joined(program.words) }
            return Bytes("command-in:") + Words.joined([directory.bytes] + program.words)
        case .not, .all, .any: return []
        }
    }

    @inline(never) private static func place(_ start: String, _ host: String, _ port: Int) -> Bytes {
        Bytes(start + HostPort.bracketed(host) + ":\(port)")
    }

    private static func prefix(_ user: String) -> String { user == "postgres" ? "" : user + "@" }

    /// What has a meaning inside parentheses.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == .backslash || byte == .comma || byte == .openParenthesis || byte == .closeParenthesis
    }

    private static func escaped(_ bytes: Bytes) -> Bytes { bytes.prefixing(with: .backslash, isSpecial) }

    /// The opposite; a backslash before another byte stands for itself, so that commands keep theirs.
    static func unescaped(_ bytes: Bytes) -> Bytes { bytes.unescaped { isSpecial($0) ? $0 : nil } }
}

extension WaitCondition {
    /// Why it can never hold, or is none: nobody could spell it. nil for one that can be as it is.
    var objection: String? {
        if self == .all([]) { return nil }
        do throws(TargetMistake) { _ = try WaitCondition(parsing: spelling) } catch {
            return "\(description) is no target: \(error.reason)"
        }
        return nil
    }
}
