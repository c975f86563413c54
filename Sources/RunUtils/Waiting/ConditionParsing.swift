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

    /// What a text is expected to be; where there is one, what it is not, with the reason.
    static func expectation(of spelling: Bytes?) -> String {
        guard let spelling else { return expectation }
        do throws(TargetMistake) { _ = try WaitCondition(parsing: spelling) } catch {
            return "a target: " + error.reason
        }
        return expectation
    }

    /// The same for words that are all to be targets.
    static func expectation(ofAll text: Bytes?) -> String {
        guard let text else { return "a list of " + expectation }
        let (conditions, wrong) = list(text)
        guard let wrong else { return expectation }
        var reason = "a list of targets: " + quoted(wrong: wrong) + " is not " + expectation(of: wrong)
        if case .command? = conditions.last { reason += "; a command with arguments stands in quotes" }
        return reason
    }

    /// The conditions that words spell, up to the first that spells none.
    static func list(_ text: Bytes) -> (conditions: [WaitCondition], wrong: Bytes?) {
        var conditions: [WaitCondition] = []
        for word in Words.split(text) ?? [text] {
            guard let condition = WaitCondition(spelling: word) else { return (conditions, word) }
            conditions.append(condition)
        }
        return (conditions, nil)
    }

    /// How deep targets may stand in each other.
    private static let depthLimit = 16

    init?(spelling: Bytes) {
        do throws(TargetMistake) { try self.init(parsing: spelling) } catch { return nil }
    }

    /// - Parameter isEscaped: Whether it stands inside parentheses.
    init(parsing spelling: Bytes, isEscaped: Bool = false, depth: Int = 0) throws(TargetMistake) {
        if depth > WaitCondition.depthLimit { throw .depth }
        if spelling.first == .exclamationMark {
            self = .not(try WaitCondition(parsing: spelling.from(1), isEscaped: isEscaped, depth: depth + 1))
        } else if spelling.starts(with: "all(") {
            self = .all(try WaitCondition.members(spelling, depth + 1))
        } else if spelling.starts(with: "any(") {
            self = .any(try WaitCondition.members(spelling, depth + 1))
        } else {
            try self.init(single: isEscaped ? WaitCondition.unescaped(spelling) : spelling)
        }
    }

    /// The conditions of "all(…)" or "any(…)", between its own commas.
    private static func members(_ spelling: Bytes, _ depth: Int) throws(TargetMistake) -> [WaitCondition] {
        var members: [WaitCondition] = []
        var start = 4
        var open = 1
        var isEscaped = false
        for index in 4..<spelling.count {
            let byte = spelling[index]
            // Nothing follows the last parenthesis.
            if open == 0 { throw .parentheses }
            if isEscaped || byte == .backslash {
                isEscaped = !isEscaped
                continue
            }
            if byte == .openParenthesis { open += 1 }
            if byte == .closeParenthesis { open -= 1 }
            if open == 0 || (open == 1 && byte == .comma) {
                members.append(
                    try WaitCondition(parsing: spelling.part(start, index), isEscaped: true, depth: depth))
                start = index + 1
            }
        }
        if open != 0 { throw .parentheses }
        return members
    }

    // MARK: One place

    /// In the order in which they are told apart; those of the last three may have a comma before what looks like another one.
    private static let kinds = [
        "file:", "directory:", "semaphore:", "unix:", "tcp:", "dns:", "postgres:", "http:", "command:", "command-in:",
    ]

    private init(single bytes: Bytes) throws(TargetMistake) {
        let place = bytes.from(min(bytes.nextPosition(of: .colon, from: 0) + 1, bytes.count))
        var kind = 0
        while kind < WaitCondition.kinds.count,
            !WaitCondition.kinds[kind].hasBytes(bytes.upTo(bytes.count - place.count).span)
        {
            kind += 1
        }
        if kind < 8 {
            for other in WaitCondition.kinds {
                if let next = bytes.position(of: Bytes(other), from: 1), Bytes(",; ").contains(bytes[next - 1]) {
                    throw .separator
                }
            }
        }
        switch kind {
        case 0: self = .file(try WaitCondition.path(place))
        case 1: self = .directory(try WaitCondition.path(place))
        case 2: self = .semaphore(try WaitCondition.path(place))
        case 3: self = .unixSocket(try WaitCondition.path(place))
        case 4:
            let (host, port) = try WaitCondition.address(place)
            guard let port else { throw .noPort }
            self = .tcp(host: host, port: port)
        case 5:
            if place.isEmpty || !WaitCondition.isInOneWord(place) || place.contains(.slash) { throw .name }
            self = .dns(place.text)
        case 6: try self.init(postgres: place)
        case 7: try self.init(http: place)
        case 8, 9:
            guard let words = Words.split(place) else { throw .quote }
            let first = kind - 8
            if words.count <= first { throw .program }
            var program = Program(words: Array(words[first...]))
            if first == 1 { program.directory = FilePath(bytes: words[0]) }
            self = .command(program)
        default: throw bytes.starts(with: "https:") ? .https : .kind
        }
    }

    private static func path(_ bytes: Bytes) throws(TargetMistake) -> FilePath {
        if bytes.first != .slash { throw .path }
        return FilePath(bytes: bytes)
    }

    /// What "//host:port" names.
    private static func address(_ bytes: Bytes) throws(TargetMistake) -> (host: String, port: Int?) {
        if !bytes.starts(with: "//") { throw .slashes }
        let place = bytes.from(2)
        if let parts = HostPort.parts(place) { return parts }
        let colons = place.count { $0 == .colon }
        if place.contains(.at) { throw .user }
        if colons > 1 && place[0] != .openBracket { throw .brackets }
        if place.contains(.slash) { throw .afterPort }
        if place.isEmpty || place[0] == .colon { throw .host }
        let host = place.upTo(place.nextPosition(of: .colon, from: 0))
        throw host.allSatisfy(HostPort.isHostByte) ? .port : .hostByte
    }

    /// "//host:port/path", or "//unix:/socket:/path" as nginx writes it; the path may be left out.
    private init(http bytes: Bytes) throws(TargetMistake) {
        let isSocket = bytes.starts(with: "//unix:/")
        let slash = isSocket ? bytes.firstRange(of: ":/", from: 7)?.lowerBound : bytes.position(of: .slash, from: 2)
        let end = slash ?? bytes.nextPosition(of: .hash, from: 0)
        var path = bytes.from(isSocket && slash != nil ? end + 1 : end)
        if slash == nil { path = Bytes("/") + path }
        if !WaitCondition.isInOneWord(path) { throw .space }
        if HTTPExchange.counts(0, path) == nil { throw .statuses }
        if isSocket {
            self = .httpSocket(FilePath(bytes: bytes.part(7, end)), path: path.text)
        } else {
            let (host, port) = try WaitCondition.address(bytes.upTo(end))
            self = .http(host: host, port: port ?? 80, path: path.text)
        }
    }

    /// "//user@host:port", or "user@/path" with an absolute path; the user and the port may be left out. A password, as a DATABASE_URL
    /// has it, is kept nowhere: none is sent.
    private init(postgres bytes: Bytes) throws(TargetMistake) {
        let isHost = bytes.starts(with: "//")
        let mark =
            isHost ? bytes.lastIndex(of: .at) : bytes.first == .slash ? nil : bytes.firstRange(of: "@/")?.lowerBound
        var user = mark.map { bytes.part(isHost ? 2 : 0, $0) } ?? Bytes("postgres")
        if isHost { user = user.upTo(user.nextPosition(of: .colon, from: 0)) }
        let place = mark.map { bytes.from($0 + 1) } ?? bytes
        if user.isEmpty { throw .user }
        if isHost {
            let (host, port) = try WaitCondition.address(mark == nil ? place : Bytes("//") + place)
            self = .postgres(host: host, port: port ?? 5432, user: user.text)
        } else {
            if place.first != .slash { throw .postgres }
            self = .postgresSocket(FilePath(bytes: place), user: user.text)
        }
    }

    /// Without spaces and control characters.
    private static func isInOneWord(_ bytes: Bytes) -> Bool { bytes.allSatisfy { $0 > .space && $0 != 127 } }
}
