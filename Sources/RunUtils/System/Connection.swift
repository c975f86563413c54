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
