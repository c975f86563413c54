/// Something that can be waited for, or asked whether it is so now.
public indirect enum WaitCondition: Equatable, Sendable, CustomStringConvertible,
    ExpressibleByArrayLiteral
{
    /// A file, or anything else, is at this path.
    case file(FilePath)
    /// A directory, or a link to one, is at this path.
    case directory(FilePath)
    /// A semaphore is at this path and its owner lives.
    case semaphore(FilePath)
    /// Something accepts TCP connections there.
    case tcp(host: String, port: Int)
    /// Something accepts connections at a Unix stream socket.
    case unixSocket(FilePath)
    /// A web server answers GET with a status from 200 to 399, or with one that the end of the path names, as in
    /// "/health#status=204,400-403".
    case http(host: String, port: Int, path: String)
    /// The same at a Unix stream socket, whose path has no ":/".
    case httpSocket(FilePath, path: String = "/")
    /// A name has an address.
    case dns(String)
    /// A PostgreSQL server accepts sessions, as pg_isready(1) finds out: it asks for a password, lets the user in, or
    /// refuses for another reason than that it is starting or stopping. The server logs nothing when the user exists.
    case postgres(host: String, port: Int = 5432, user: String = "postgres")
    /// The same at a Unix socket: the socket itself, or the directory of ".s.PGSQL.5432".
    case postgresSocket(FilePath, user: String = "postgres")
    /// A program exits with 0.
    case command(Program)
    /// All of these hold.
    case all([WaitCondition])
    /// One of these holds.
    case any([WaitCondition])
    /// It is certain that this does not hold; an error that leaves it open is not enough.
    case not(WaitCondition)

    /// Something accepts TCP connections on a port of this container.
    public static func tcp(port: Int) -> WaitCondition { .tcp(host: "127.0.0.1", port: port) }

    /// A web server of this container answers.
    public static func http(port: Int, path: String = "/") -> WaitCondition {
        .http(host: "127.0.0.1", port: port, path: path)
    }

    /// All of these hold: `[.file("/run/a"), .tcp(port: 80)]`.
    public init(arrayLiteral conditions: WaitCondition...) { self = .all(conditions) }

    /// Those that must all hold: those of `all`, or else this one.
    var parts: [WaitCondition] { if case .all(let conditions) = self { conditions } else { [self] } }

    /// The condition that a target spells; nil when it spells none.
    public init?(_ text: String) { self.init(spelling: Bytes(text)) }

    /// The target that spells it; `init(_:)` reads it back. Bytes that are no UTF-8 become U+FFFD.
    public var description: String { spelling.text }

    /// The path whose directory tells when something changes; nil for conditions that must be tried.
    var watchedPath: FilePath? {
        switch self {
        case .file(let path), .directory(let path), .semaphore(let path): path
        default: nil
        }
    }
}

extension ValueType where Value == WaitCondition {
    /// One target.
    public static var waitCondition: ValueType {
        ValueType(
            WaitCondition.expectation(of: nil), example: "file:/path", inView: { WaitCondition.expectation(of: $0) },
            format: { $0.description }, decode: { WaitCondition(spelling: $0) })
    }
}

extension ValueType where Value == [WaitCondition] {
    /// Targets separated by white space; quotes keep a target with spaces together.
    public static var waitConditions: ValueType {
        ValueType(
            WaitCondition.expectation(ofAll: nil), absent: [], inView: { WaitCondition.expectation(ofAll: $0) },
            decode: { bytes in
                let list = WaitCondition.list(bytes)
                return list.wrong == nil ? list.conditions : nil
            })
    }
}

extension DefaultStringInterpolation {
    /// The target that spells a condition.
    public mutating func appendInterpolation(_ condition: WaitCondition) { appendInterpolation(condition.description) }
}
