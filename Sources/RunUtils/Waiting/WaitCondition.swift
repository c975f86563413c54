/// Something that can be waited for, or asked whether it is so now.
public enum WaitCondition: Equatable, Sendable, CustomStringConvertible {
    /// A file, or anything else, is at this path.
    case file(FilePath)
    /// A semaphore is at this path and its owner lives.
    case semaphore(FilePath)
    /// Something accepts TCP connections there.
    case tcp(host: String, port: Int)
    /// Something accepts connections at a Unix stream socket.
    case unixSocket(FilePath)
    /// A web server answers GET with a status from 200 to 399.
    case http(host: String, port: Int, path: String)
    /// A program exits with 0.
    case command(Program)

    /// Something accepts TCP connections on a port of this container.
    public static func tcp(port: Int) -> WaitCondition { .tcp(host: "127.0.0.1", port: port) }

    /// A web server of this container answers.
    public static func http(port: Int, path: String = "/") -> WaitCondition {
        .http(host: "127.0.0.1", port: port, path: path)
    }

    /// What `init(_:)` expects.
    static let expectation =
        "file:/path, semaphore:/path, tcp://host:port, unix:/path, http://host:port/path or \"command:program arguments\""

    /// The condition that a target spells; nil when it spells none.
    public init?(_ text: String) {
        let bytes = Bytes(text)
        if bytes.starts(with: "file:/") {
            self = .file(FilePath(bytes: Bytes(bytes[5...])))
        } else if bytes.starts(with: "semaphore:/") {
            self = .semaphore(FilePath(bytes: Bytes(bytes[10...])))
        } else if bytes.starts(with: "unix:/") {
            self = .unixSocket(FilePath(bytes: Bytes(bytes[5...])))
        } else if bytes.starts(with: "tcp://") {
            guard let (host, port) = WaitCondition.hostAndPort(Bytes(bytes[6...])), let port else { return nil }
            self = .tcp(host: host, port: port)
        } else if bytes.starts(with: "http://") {
            let rest = Bytes(bytes[7...])
            let slash = rest.firstIndex(of: .slash) ?? rest.count
            let path = Bytes(rest[slash...])
            guard let (host, port) = WaitCondition.hostAndPort(Bytes(rest[..<slash])),
                path.allSatisfy({ $0 > .space && $0 != 127 })
            else { return nil }
            self = .http(host: host, port: port ?? 80, path: path.isEmpty ? "/" : path.text)
        } else if bytes.starts(with: "command:") {
            guard let words = Words.split(Bytes(bytes[8...])), !words.isEmpty else { return nil }
            self = .command(Program(words: words))
        } else {
            return nil
        }
    }

    /// "host", "host:port" or "[address]:port"; an IPv6 address needs its brackets.
    private static func hostAndPort(_ bytes: Bytes) -> (host: String, port: Int?)? {
        var host = bytes
        var rest: Bytes = []
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = Bytes(bytes[1..<end])
            rest = Bytes(bytes[(end + 1)...])
        } else if let colon = bytes.firstIndex(of: .colon) {
            host = Bytes(bytes[..<colon])
            rest = Bytes(bytes[colon...])
        }
        guard !host.isEmpty, host.allSatisfy({ $0 > .space && $0 != 127 && $0 != .slash }) else { return nil }
        if rest.isEmpty { return (host.text, nil) }
        guard rest.first == .colon, let port = ValueType<Int>.port.parse(Bytes(rest[1...]).text) else { return nil }
        return (host.text, port)
    }

    /// The target that spells it; `init(_:)` reads it back.
    public var description: String {
        switch self {
        case .file(let path): "file:\(path)"
        case .semaphore(let path): "semaphore:\(path)"
        case .tcp(let host, let port): "tcp://\(WaitCondition.bracketed(host)):\(port)"
        case .unixSocket(let path): "unix:\(path)"
        case .http(let host, let port, let path): "http://\(WaitCondition.bracketed(host)):\(port)\(path)"
        case .command(let program): "command:\(Words.joined(program.words).text)"
        }
    }

    private static func bracketed(_ host: String) -> String { Bytes(host).contains(.colon) ? "[\(host)]" : host }

    /// The path whose directory tells when something changes; nil for conditions that must be tried.
    var watchedPath: FilePath? {
        switch self {
        case .file(let path), .semaphore(let path): path
        default: nil
        }
    }
}

extension ValueType where Value == WaitCondition {
    /// One target.
    public static var waitCondition: ValueType { ValueType(WaitCondition.expectation) { WaitCondition($0) } }
}

extension ValueType where Value == [WaitCondition] {
    /// Targets separated by white space; quotes keep a target with spaces together.
    public static var waitConditions: ValueType {
        ValueType("a list of \(WaitCondition.expectation)", absent: []) { text in
            guard let words = Words.split(Bytes(text)) else { return nil }
            var conditions: [WaitCondition] = []
            for word in words {
                guard let condition = WaitCondition(word.text) else { return nil }
                conditions.append(condition)
            }
            return conditions
        }
    }
}

extension DefaultStringInterpolation {
    mutating func appendInterpolation(_ condition: WaitCondition) { appendInterpolation(condition.description) }
}
