import CRunUtils

/// A stream socket on its way to a peer; never blocks.
struct Connection: ~Copyable {
    private let descriptor: FileDescriptor

    var rawValue: CInt { descriptor.rawValue }

    /// Starts to connect to an Internet address.
    ///
    /// - Parameter address: The bytes of a struct sockaddr, as name resolution gives them.
    init(address: Bytes) throws(Errno) {
        let socket = try attempt {
            unsafe address.withUnsafeBytes { unsafe ru_connect($0.baseAddress, UInt32($0.count)) }
        }
        descriptor = FileDescriptor(rawValue: socket)
    }

    /// Starts to connect to a Unix socket.
    init(path: FilePath) throws(Errno) {
        descriptor = FileDescriptor(rawValue: try attempt { path.withCString { unsafe ru_connect_unix($0) } })
    }

    /// After the descriptor got writable: throws why the connection failed, if it did.
    func finishConnecting() throws(Errno) {
        let error = ru_connect_result(rawValue)
        if error != 0 { throw Errno(error) }
    }

    /// Whether the kernel knows that nobody listens at a Unix socket; not where nobody can say, or it is of another type.
    static func isRefused(_ path: FilePath) -> Bool {
        do throws(Errno) { _ = try Connection(path: path).rawValue } catch { return error == .connectionRefused }
        return false
    }

    /// Who listens at the other end of a Unix socket (SO_PEERCRED in unix(7)).
    ///
    /// - Returns: nil for somebody in another PID namespace.
    func peer() throws(Errno) -> UInt32? {
        var (pid, uid) = (pid_t(), uid_t())
        try attempt { unsafe ru_peer(rawValue, &pid, &uid) }
        return pid == 0 ? nil : uid
    }

    /// Sends a short message at once.
    func send(_ bytes: Bytes) throws(Errno) {
        try attempt { unsafe bytes.withUnsafeBytes { unsafe ru_send(rawValue, $0.baseAddress, bytes.count) } }
    }

    /// What has arrived: nothing at the end; nil when there is none yet.
    func receive() throws(Errno) -> Bytes? { try descriptor.read(upTo: 4096) }
}

/// A name lookup in a child process, so that a name server that does not answer cannot hold up a stop.
struct NameLookup: ~Copyable {
    private let output: FileDescriptor
    let pid: pid_t
    private var received = Bytes()

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
    /// - Returns: The addresses, as bytes of struct sockaddr, once the child has closed its end; nil before.
    mutating func advance() throws(Errno) -> [Bytes]? {
        guard let bytes = try output.read() else { return nil }
        received += bytes
        return bytes.isEmpty ? NameLookup.addresses(in: received) : nil
    }

    private static func addresses(in bytes: Bytes) -> [Bytes] {
        var addresses: [Bytes] = []
        var position = 0
        while position < bytes.count, position + 1 + Int(bytes[position]) <= bytes.count {
            let end = position + 1 + Int(bytes[position])
            addresses.append(Bytes(bytes[(position + 1)..<end]))
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
        return length > 0 ? [Bytes(record[..<length])] : []
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
