/// A connection on its way: the name lookup, then one address after the other. Nothing here blocks.
final class ConnectionProbe {
    /// Whom to connect to.
    enum Peer {
        case host(String, Int)
        case socket(FilePath)
        /// Only the lookup.
        case name(String)
    }

    private let peer: Peer
    private let events: EventLoop
    /// The users of this container who may listen at a Unix socket; nil for anybody, anywhere.
    private let listeners: [UInt32]?
    private var lookup: NameLookup?
    private var addresses: [Bytes] = []
    private var connection: Connection?
    private var isConnected = false

    init(_ peer: Peer, _ events: EventLoop, listeners: [UInt32]?) {
        self.peer = peer
        self.listeners = listeners
        self.events = events
    }

    var isLookingUp: Bool { lookup != nil }

    /// The descriptor that tells of progress.
    var interest: Interest? {
        if let descriptor = lookup?.rawValue { return Interest(descriptor: descriptor) }
        return (connection?.rawValue).map { Interest(descriptor: $0, forWriting: !isConnected) }
    }

    /// Goes as far as it can now; it holds when the connection stands, or the name has an address.
    func advance() throws(Errno) -> Probe.Outcome {
        switch peer {
        case .socket(let path):
            if connection == nil { connection = .some(try Connection(path: path)) }
            return try finish()
        case .name(let name): return try look(name, 0)
        case .host(let name, let port):
            if connection == nil && addresses.isEmpty {
                let outcome = try look(name, port)
                guard outcome == .holds else { return outcome }
            }
            return try connectToNext()
        }
    }

    /// An address in digits needs no name server and no child.
    private func look(_ name: String, _ port: Int) throws(Errno) -> Probe.Outcome {
        if lookup == nil {
            addresses = NameLookup.numeric(host: name, port: port)
            if !addresses.isEmpty { return .holds }
            lookup = .some(try NameLookup(host: name, port: port))
            events.children.track(lookup?.pid ?? 0)
        }
        guard let found = try lookup?.advance(), let pid = lookup?.pid else { return .pending }
        guard let termination = events.children.exit(of: pid) else { return .pending }
        lookup = nil
        addresses = found
        switch NameLookup.failure(termination) {
        case nil: return found.isEmpty ? .fails("no address") : .holds
        case .noSuchName(let reason)?: return .fails(reason)
        case .noAnswer(let reason)?: return .unknown(reason)
        }
    }

    /// Tries one address after the other.
    private func connectToNext() throws(Errno) -> Probe.Outcome {
        while true {
            do throws(Errno) {
                if connection == nil { connection = .some(try Connection(address: addresses[0])) }
                return try finish()
            } catch {
                connection = nil
                addresses.removeFirst()
                if addresses.isEmpty { throw error }
            }
        }
    }

    private func finish() throws(Errno) -> Probe.Outcome {
        guard let descriptor = connection?.rawValue else { return .pending }
        var interest = [Interest(descriptor: descriptor, forWriting: true)]
        try events.wait(&interest, until: .now)
        guard interest[0].isReady else { return .pending }
        try connection?.finishConnecting()
        isConnected = true
        return try objection().map { .fails($0) } ?? .holds
    }

    /// Others can make a socket too, where its directory is shared.
    private func objection() throws(Errno) -> String? {
        guard let listeners, case .socket = peer else { return nil }
        let listener = try connection?.peer()
        guard let user = listener ?? nil else { return "somebody in another container listens there" }
        return listeners.contains(user) ? nil : "user \(user) listens there, and not the service"
    }

    func send(_ bytes: Bytes) throws(Errno) { try connection?.send(bytes) }

    /// What has arrived: nothing at the end; nil when there is none yet.
    func receive() throws(Errno) -> Bytes? { try connection?.receive() }

    /// Ends what goes on.
    func cancel() {
        if let pid = lookup?.pid { events.children.kill(pid) }
        lookup = nil
        connection = nil
    }
}
