/// How conditions are written: `WAIT_FOR`, the arguments of `wait`, the state file. As a grammar:
///
///     target = "!" target | "all(" list ")" | "any(" list ")" | kind ":" place
///     list   = target { "," target }
///
/// Inside parentheses a backslash stands before each comma, parenthesis and backslash of a place.
extension WaitCondition {
    /// What `init(_:)` expects.
    static let expectation =
        "file:/path, directory:/path, semaphore:/path, tcp://host:port, unix:/path, http://host:port/path, "
        + "http://unix:/socket:/path, dns:name, postgres://host:port, postgres:/directory, \"command:program arguments\", "
        + "\"command-in:/directory program arguments\", !target, any(target,target) or all(target,target)"

    /// How deep targets may stand in each other.
    private static let depthLimit = 16

    /// - Parameter isEscaped: Whether it stands inside parentheses.
    init?(spelling: Bytes, isEscaped: Bool = false, depth: Int = 0) {
        if depth > WaitCondition.depthLimit { return nil }
        if spelling.first == .exclamationMark {
            let rest = Bytes(spelling.dropFirst())
            guard let inner = WaitCondition(spelling: rest, isEscaped: isEscaped, depth: depth + 1) else { return nil }
            self = .not(inner)
        } else if let list = WaitCondition.list("all(", spelling) {
            guard let members = WaitCondition.each(list, isEscaped: true, depth: depth + 1) else { return nil }
            self = .all(members)
        } else if let list = WaitCondition.list("any(", spelling) {
            guard let members = WaitCondition.each(list, isEscaped: true, depth: depth + 1) else { return nil }
            self = .any(members)
        } else {
            self.init(single: isEscaped ? WaitCondition.unescaped(spelling) : spelling)
        }
    }

    /// The conditions that these spell, nil when one spells none.
    static func each(_ spellings: [Bytes], isEscaped: Bool, depth: Int = 0) -> [WaitCondition]? {
        var conditions: [WaitCondition] = []
        for spelling in spellings {
            guard let condition = WaitCondition(spelling: spelling, isEscaped: isEscaped, depth: depth) else {
                return nil
            }
            conditions.append(condition)
        }
        return conditions
    }

    /// The pieces of "all(…)" or "any(…)" between its own commas; nil when it is no such text.
    private static func list(_ start: StaticString, _ spelling: Bytes) -> [Bytes]? {
        guard spelling.starts(with: start) else { return nil }
        var pieces: [Bytes] = []
        var piece = Bytes()
        var depth = 1
        var isEscaped = false
        for byte in spelling.dropFirst(start.utf8CodeUnitCount) {
            // Nothing follows the last parenthesis.
            if depth == 0 { return nil }
            if isEscaped || byte == .backslash {
                isEscaped = !isEscaped
                piece.append(byte)
                continue
            }
            if byte == .openParenthesis { depth += 1 }
            if byte == .closeParenthesis { depth -= 1 }
            if depth == 0 || (depth == 1 && byte == .comma) {
                pieces.append(piece)
                piece = []
            } else {
                piece.append(byte)
            }
        }
        return depth == 0 ? pieces : nil
    }

    // MARK: One place

    private init?(single bytes: Bytes) {
        func path(after prefix: StaticString) -> FilePath? {
            let count = prefix.utf8CodeUnitCount
            guard bytes.starts(with: prefix), bytes.count > count, bytes[count] == .slash else { return nil }
            return FilePath(bytes: Bytes(bytes[count...]))
        }
        if let path = path(after: "file:") {
            self = .file(path)
        } else if let path = path(after: "directory:") {
            self = .directory(path)
        } else if let path = path(after: "semaphore:") {
            self = .semaphore(path)
        } else if let path = path(after: "unix:") {
            self = .unixSocket(path)
        } else if bytes.starts(with: "tcp://") {
            guard let (host, port) = HostPort.parts(Bytes(bytes[6...])), let port else { return nil }
            self = .tcp(host: host, port: port)
        } else if let socket = path(after: "http://unix:") {
            self.init(http: socket.bytes)
        } else if bytes.starts(with: "http://") {
            let rest = Bytes(bytes[7...])
            let slash = rest.firstIndex(of: .slash) ?? rest.count
            let path = Bytes(rest[slash...])
            guard let (host, port) = HostPort.parts(Bytes(rest[..<slash])), WaitCondition.isInOneWord(path) else {
                return nil
            }
            self = .http(host: host, port: port ?? 80, path: path.isEmpty ? "/" : path.text)
        } else if bytes.starts(with: "dns:") {
            let name = Bytes(bytes[4...])
            guard WaitCondition.isHost(name) else { return nil }
            self = .dns(name.text)
        } else if bytes.starts(with: "postgres:") {
            self.init(postgres: Bytes(bytes[9...]))
        } else if bytes.starts(with: "command:") {
            guard let words = Words.split(Bytes(bytes[8...])), !words.isEmpty else { return nil }
            self = .command(Program(words: words))
        } else if bytes.starts(with: "command-in:") {
            guard let words = Words.split(Bytes(bytes[11...])), words.count > 1 else { return nil }
            var program = Program(words: Array(words.dropFirst()))
            program.directory = FilePath(bytes: words[0])
            self = .command(program)
        } else {
            return nil
        }
    }

    /// "/socket:/path" as nginx writes it; the path may be left out.
    private init?(http bytes: Bytes) {
        let end = bytes.firstRange(of: ":/")?.lowerBound
        let path = Bytes(bytes[(end.map { $0 + 1 } ?? bytes.count)...])
        guard WaitCondition.isInOneWord(path) else { return nil }
        self = .httpSocket(FilePath(bytes: Bytes(bytes[..<(end ?? bytes.count)])), path: end == nil ? "/" : path.text)
    }

    /// "//user@host:port", or "user@/path" with an absolute path; the user and the port may be left out.
    private init?(postgres bytes: Bytes) {
        let at = UInt8.at
        if bytes.starts(with: "//") {
            var host = Bytes(bytes[2...])
            var user = Bytes("postgres")
            if let mark = host.lastIndex(of: at) {
                user = Bytes(host[..<mark])
                host = Bytes(host[(mark + 1)...])
            }
            guard !user.isEmpty, let (name, port) = HostPort.parts(host) else { return nil }
            self = .postgres(host: name, port: port ?? 5432, user: user.text)
        } else if bytes.first == .slash {
            self = .postgresSocket(FilePath(bytes: bytes))
        } else {
            guard let mark = bytes.firstRange(of: "@/")?.lowerBound, mark > 0 else { return nil }
            self = .postgresSocket(FilePath(bytes: Bytes(bytes[(mark + 1)...])), user: Bytes(bytes[..<mark]).text)
        }
    }

    /// Without spaces and control characters.
    private static func isInOneWord(_ bytes: Bytes) -> Bool { bytes.allSatisfy { $0 > .space && $0 != 127 } }

    private static func isHost(_ bytes: Bytes) -> Bool {
        !bytes.isEmpty && isInOneWord(bytes) && !bytes.contains(.slash)
    }
}
