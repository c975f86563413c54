import CRunUtils

/// A name lookup in a child process, so that a name server that does not answer cannot hold up a stop.
struct NameLookup: ~Copyable {
    private let output: FileDescriptor
    let pid: pid_t

    var rawValue: CInt { output.rawValue }

    /// Starts the lookup.
    init(host: String, port: Int) throws(Errno) {
        let pipe = try FileDescriptor.pipe(nonBlockingRead: true)
        let target = pipe.write.rawValue
        pid = try attempt {
            Bytes(host).withCString { host in
                Bytes("\(port)").withCString { unsafe ru_resolve(host, $0, target) }
            }
        }
        output = pipe.read
    }

    /// Takes what has arrived.
    ///
    /// - Returns: New addresses, as bytes of struct sockaddr; none once the child has closed its end, and nil when there is nothing new.
    func advance() throws(Errno) -> [Bytes]? {
        // Each was written at once.
        guard let bytes = try output.read() else { return nil }
        return NameLookup.addresses(in: bytes)
    }

    private static func addresses(in bytes: Bytes) -> [Bytes] {
        var addresses: [Bytes] = []
        var position = 0
        while position < bytes.count, position + 1 + Int(bytes[position]) <= bytes.count {
            let end = position + 1 + Int(bytes[position])
            addresses.append(bytes.part(position + 1, end))
            position = end
        }
        return addresses
    }

    /// The address that a name spells in digits, none when it does not. That asks nobody.
    static func numeric(host: String, port: Int) -> [Bytes] {
        var record = Bytes(repeating: 0, count: 256)
        let length = Bytes(host).withCString { host in
            Bytes("\(port)").withCString { unsafe ru_numeric_address(host, $0, &record) }
        }
        return length > 0 ? [record.upTo(length)] : []
    }

    /// Why a lookup found nothing.
    enum Failure {
        /// There is no such name, or it has no address.
        case noSuchName(String)
        /// Nobody knows.
        case noAnswer(String)
    }

    /// What a lookup's exit status says; nil for success.
    static func failure(_ termination: Termination) -> Failure? {
        switch termination {
        case .exited(0): return nil
        case .exited(let code):
            let text = unsafe Bytes(cString: ru_resolve_error(code)).text
            return ru_resolve_is_final(code) ? .noSuchName(text) : .noAnswer(text)
        case .signalled(let signal): return .noAnswer("the lookup ended by \(signal)")
        }
    }
}
