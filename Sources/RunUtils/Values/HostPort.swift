/// A host and a TCP port.
public struct HostPort: Equatable, Sendable, CustomStringConvertible {
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    public let host: String
    /// From 1 to 65535.
    public let port: Int

    /// A host and a port as they are.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// What "host:port" or "[address]:port" spells; nil for anything else.
    public init?(_ text: String) {
        guard let (host, port) = HostPort.parts(Bytes(text)), let port else { return nil }
        self.init(host: host, port: port)
    }

    /// "host:port", with brackets around an IPv6 address; `init(_:)` reads it back.
    public var description: String { "\(HostPort.bracketed(host)):\(port)" }

    /// The parts of "host", "host:port" or "[address]:port"; an IPv6 address needs its brackets.
    static func parts(_ bytes: Bytes) -> (host: String, port: Int?)? {
        var host = bytes
        var rest: Bytes = []
        if bytes.first == .openBracket {
            guard let end = bytes.firstIndex(of: .closeBracket) else { return nil }
            host = bytes.part(1, end)
            rest = bytes.from(end + 1)
        } else if let colon = bytes.firstIndex(of: .colon) {
            host = bytes.upTo(colon)
            rest = bytes.from(colon)
        }
        guard !host.isEmpty, host.allSatisfy(isHostByte) else { return nil }
        if rest.isEmpty { return (host.text, nil) }
        guard rest.first == .colon, let port = ValueType<Int>.port.parse(rest.from(1).text) else { return nil }
        return (host.text, port)
    }

    /// What delimits the parts of an address is never part of a host, nor is what a shell or a template should have replaced.
    static func isHostByte(_ byte: UInt8) -> Bool {
        byte > .space && byte != 127 && !Bytes("/?#@[]${}<>|&;\"'`").contains(byte)
    }

    /// A host as it stands before ":port".
    static func bracketed(_ host: String) -> String { Bytes(host).contains(.colon) ? "[\(host)]" : host }
}

extension ValueType where Value == HostPort {
    /// A host and a port: db:5432, 10.0.0.1:80 or [::1]:80.
    public static var hostPort: ValueType {
        ValueType("\"host:port\" or \"[address]:port\"", example: "localhost:80", format: { $0.description }) {
            HostPort($0)
        }
    }
}
