import CRunUtils

/// The socket of sd_notify(3): datagrams of a service to whoever started it. Its name is an abstract one that the kernel
/// chooses (unix(7), autobind), so that it needs no writable directory and is nobody else's.
struct NotifySocket {
    /// A datagram, and who sent it, as the kernel says (SCM_CREDENTIALS).
    struct Message {
        let bytes: Bytes
        /// 0 for a process that this PID namespace does not know.
        let pid: pid_t
        let uid: UInt32
    }

    /// Never closed: the kernel would close the descriptors in messages that nobody has taken, and that can last.
    let rawValue: CInt
    /// Whether a message is being taken by a child, whose end is to be waited for.
    var isBusy: Bool { ru_notify_is_busy() }
    /// What NOTIFY_SOCKET is set to.
    let name: Bytes

    /// A new one.
    init() throws(Errno) {
        var name = Bytes(repeating: 0, count: 32)
        rawValue = try attempt { unsafe ru_notify_open(&name, name.count) }
        self.name = Bytes(name.prefix { $0 != 0 })
    }

    /// The next message; nil when there is none now.
    ///
    /// - Throws: Why no more come.
    func receive() throws(Errno) -> Message? {
        var bytes = Bytes(repeating: 0, count: 4096)
        var (pid, uid): (pid_t, uid_t) = (0, .max)
        do {
            let count = try attempt { unsafe ru_notify_receive(rawValue, &bytes, bytes.count, &pid, &uid) }
            return Message(bytes: bytes.upTo(count), pid: pid, uid: uid)
        } catch {
            if error == .wouldBlock { return nil }
            throw error
        }
    }

    /// Tells the manager at a socket something.
    ///
    /// - Parameter name: As in NOTIFY_SOCKET: a path, or "@" and an abstract name.
    static func send(_ bytes: Bytes, to name: Bytes) throws(Errno) {
        try attempt {
            name.withCString { name in
                unsafe bytes.withUnsafeBytes { unsafe ru_notify_send(name, $0.baseAddress, $0.count) }
            }
        }
    }
}
