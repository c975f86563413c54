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
    private var isAsked = false
    /// Those that were not tried yet.
    private var addresses: [Bytes] = []
    /// What the lookup or the last address gave, when nothing is left to try.
    private var last = Probe.Outcome.fails("no address")
    private var connection: Connection?
    private var isConnected = false
    /// Whether no other address was known when this one's turn came.
    private var isAlone = false
    /// Until when the current address may keep the others from being tried.
    private var limit = Instant.never

    init(_ peer: Peer, _ events: EventLoop, listeners: [UInt32]?) {
        self.peer = peer
        self.listeners = listeners
        self.events = events
    }

    var isLookingUp: Bool { lookup != nil && connection == nil }

    /// The descriptors that tell of progress.
    var interests: [Interest] {
        var interests: [Interest] = []
        if let descriptor = lookup?.rawValue { interests.append(Interest(descriptor: descriptor)) }
        if let descriptor = connection?.rawValue {
            interests.append(Interest(descriptor: descriptor, forWriting: !isConnected))
        }
        return interests
    }

    /// When it is another address's turn, or the lookup has had its time; never where nothing waits for that.
    var nextTurn: Instant {
        connection != nil && (addresses.isEmpty || isConnected && isAlone) ? .never : limit
    }

    /// Goes as far as it can now; it holds when the connection stands, or the name has an address.
    func advance() throws(Errno) -> Probe.Outcome {
        switch peer {
        case .socket(let path):
            if connection == nil { connection = .some(try Connection(path: path)) }
        case .name(let name):
            try look(name, 0)
            return addresses.isEmpty ? rest : .holds
        case .host(let name, let port):
            try look(name, port)
            if connection == nil {
                if addresses.isEmpty {
                    // An answer that does not come must not keep the addresses that are known from the next try.
                    if .now >= limit { cancel() }
                    return rest
                }
                limit = .now + min(.seconds(1), .seconds(5) / addresses.count)
                isConnected = false
                connection = .some(try Connection(address: addresses.removeFirst()))
                isAlone = addresses.isEmpty
            }
        }
        return try finish()
    }

    private var rest: Probe.Outcome { lookup == nil ? last : .pending }

    /// Leaves the current address when it has failed, or had its time, and there may be another one.
    ///
    /// - Parameters:
    ///   - outcome: What it gave.
    ///   - stage: How far it is.
    func goesOn(after outcome: Probe.Outcome, _ stage: String) -> Bool {
        if outcome == .pending {
            // An answer on its way is worth more than an address that came to be known meanwhile.
            if connection == nil || addresses.isEmpty || isConnected && isAlone || .now < limit { return false }
        } else if lookup == nil && addresses.isEmpty {
            return false
        }
        last = outcome == .pending ? .fails(stage) : outcome
        connection = nil
        return true
    }

    /// An address in digits needs no name server and no child.
    private func look(_ name: String, _ port: Int) throws(Errno) {
        if !isAsked {
            isAsked = true
            addresses = NameLookup.numeric(host: name, port: port)
            if !addresses.isEmpty { return }
            lookup = .some(try NameLookup(host: name, port: port))
            events.children.track(lookup?.pid ?? 0)
        }
        while let found = try lookup?.advance(), let pid = lookup?.pid {
            for address in found { addresses.append(address) }
            if !found.isEmpty { continue }
            guard let termination = events.children.exit(of: pid) else { return }
            lookup = nil
            switch NameLookup.failure(termination) {
            case nil: break
            case .noSuchName(let reason)?: last = .fails(reason)
            case .noAnswer(let reason)?: last = .unknown(reason)
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
    func receive() throws(Errno) -> Bytes? {
        // The lookup goes on meanwhile; what it has to say and nobody reads would wake us up for ever.
        if case .host(let name, let port) = peer { try look(name, port) }
        return try connection?.receive()
    }

    /// Ends what goes on.
    func cancel() {
        // One that has ended already is nobody's by now, and its number may be somebody else's.
        if let pid = lookup?.pid, events.children.exit(of: pid) == nil { events.children.kill(pid) }
        lookup = nil
        connection = nil
    }
}
