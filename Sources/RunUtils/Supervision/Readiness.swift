/// When a service counts as ready.
public enum Readiness: Equatable, Sendable, CustomStringConvertible {
    /// As soon as a condition holds; `health` asks for it from then on as well.
    case condition(WaitCondition)
    /// When the service sends `READY=1` to the socket that NOTIFY_SOCKET names (sd_notify(3)).
    case notifySocket
    /// When the service writes a newline to this descriptor, as services of s6 do (its notification-fd).
    case notifyDescriptor(Int)

    /// Something accepts TCP connections on a port of this container.
    public static func tcp(port: Int) -> Readiness { .condition(.tcp(port: port)) }

    /// Something accepts connections at a Unix stream socket.
    public static func unixSocket(_ path: FilePath) -> Readiness { .condition(.unixSocket(path)) }

    /// A web server of this container answers GET with a status from 200 to 399, or one that the path names (see
    /// ``WaitCondition``).
    public static func http(port: Int, path: String = "/") -> Readiness { .condition(.http(port: port, path: path)) }

    /// A program exits with 0.
    public static func command(_ program: Program) -> Readiness { .condition(.command(program)) }

    /// The readiness that "notify", "fd:3" or a wait target spells; nil when the text spells none.
    init?(_ bytes: Bytes) {
        if bytes == Bytes("notify") {
            self = .notifySocket
        } else if bytes.starts(with: "fd:") {
            guard let number = Bytes(bytes[3...]).decimal, (3...255).contains(number) else { return nil }
            self = .notifyDescriptor(number)
        } else if let condition = WaitCondition(spelling: bytes) {
            self = .condition(condition)
        } else {
            return nil
        }
    }

    /// "notify", "fd:3" or the target that spells the condition.
    public var description: String {
        switch self {
        case .condition(let condition): condition.description
        case .notifySocket: "notify"
        case .notifyDescriptor(let number): "fd:\(number)"
        }
    }

    /// The condition, where it is one.
    var probe: WaitCondition? { if case .condition(let condition) = self { condition } else { nil } }
}

extension ValueType where Value == Readiness {
    /// "notify", "fd:3" or a wait target.
    public static var readiness: ValueType {
        ValueType(
            "\"notify\", \"fd:3\" (a descriptor from 3 to 255), " + WaitCondition.expectation(of: nil),
            example: "notify",
            inView: { given in
                given.starts(with: "fd:")
                    ? "a descriptor from 3 to 255, as in fd:3" : WaitCondition.expectation(of: given)
            }, decode: { Readiness($0) })
    }
}
