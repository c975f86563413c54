/// One try at a condition. It never blocks: `advance` is called whenever something may have happened.
final class Attempt {
    enum Outcome: Equatable {
        case pending
        case holds
        /// It does not hold now, and why.
        case fails(String)
    }

    private let condition: WaitCondition
    private let events: EventQueue
    private let environment: Environment
    private let deadline: Instant
    private var lookup: NameLookup?
    private var addresses: [Bytes] = []
    private var connection: Connection?
    private var isConnected = false
    private var response = Bytes()
    private var output = Collector(limit: 4096)
    private var child: Int32?

    /// How long a try may take before it counts as failed.
    static let timeout = Duration.seconds(10)

    init(_ condition: WaitCondition, _ events: EventQueue, _ environment: Environment) {
        self.condition = condition
        self.events = events
        self.environment = environment
        deadline = .now + Attempt.timeout
    }

    deinit { cancel() }

    /// When to look again at the latest.
    var wakeUp: Instant { deadline }

    /// The descriptors that tell of progress.
    var interests: [Interest] {
        if let descriptor = lookup?.rawValue { return [Interest(descriptor: descriptor)] }
        if let descriptor = connection?.rawValue { return [Interest(descriptor: descriptor, forWriting: !isConnected)] }
        return [output.interest].compactMap { $0 }
    }

    /// Goes as far as it can now.
    func advance() -> Outcome {
        let outcome: Outcome
        do throws(Errno) { outcome = try step() } catch { outcome = .fails(error.description) }
        if outcome == .pending && .now >= deadline {
            cancel()
            return .fails("no answer within \(Attempt.timeout.shortText)")
        }
        return outcome
    }

    private func step() throws(Errno) -> Outcome {
        switch condition {
        case .file(let path): try FileStatus.at(path) == nil ? .fails("not there") : .holds
        case .semaphore(let path): try Attempt.look(at: path)
        case .tcp(let host, let port): try connect(host, port)
        case .unixSocket(let path): try connect(path)
        case .http(let host, let port, let path): try request(host, port, path)
        case .command(let program): try run(program)
        }
    }

    private static func look(at path: FilePath) throws(Errno) -> Outcome {
        switch try Semaphore.state(of: path) {
        case .absent: .fails("not there")
        case .stale(let content): .fails("stale, left by \(content.owner)")
        case .up: try isReallyUp(path) ? .holds : .fails("not there")
        }
    }

    /// Somebody who removes a stale file holds its lock for a moment too, so the file is looked at once more.
    private static func isReallyUp(_ path: FilePath) throws(Errno) -> Bool {
        Instant.pause(.milliseconds(1))
        if case .up = try Semaphore.state(of: path) { return true }
        return false
    }

    // MARK: Connecting

    private func connect(_ path: FilePath) throws(Errno) -> Outcome {
        if connection == nil { connection = .some(try Connection(path: path)) }
        return try finishConnecting()
    }

    private func connect(_ host: String, _ port: Int) throws(Errno) -> Outcome {
        if connection == nil && addresses.isEmpty {
            if lookup == nil {
                lookup = .some(try NameLookup(host: host, port: port))
                events.track(lookup?.pid ?? 0)
            }
            guard let failure = try resolve() else { return .pending }
            if !failure.isEmpty { return .fails(failure) }
        }
        return try connectToNext()
    }

    /// Takes the addresses once they are there.
    ///
    /// - Returns: nil while the lookup goes on, otherwise why it failed, empty when it did not.
    private func resolve() throws(Errno) -> String? {
        guard let found = try lookup?.advance(), let pid = lookup?.pid else { return nil }
        guard let termination = events.exit(of: pid) else { return nil }
        lookup = nil
        addresses = found
        return NameLookup.failure(termination) ?? (found.isEmpty ? "no address" : "")
    }

    /// Tries one address after the other.
    private func connectToNext() throws(Errno) -> Outcome {
        while true {
            do throws(Errno) {
                if connection == nil { connection = .some(try Connection(address: addresses[0])) }
                return try finishConnecting()
            } catch {
                connection = nil
                addresses.removeFirst()
                if addresses.isEmpty { throw error }
            }
        }
    }

    private func finishConnecting() throws(Errno) -> Outcome {
        guard let descriptor = connection?.rawValue else { return .pending }
        var interest = [Interest(descriptor: descriptor, forWriting: true)]
        try events.wait(&interest, until: .now)
        guard interest[0].isReady else { return .pending }
        try connection?.finishConnecting()
        return .holds
    }

    // MARK: HTTP

    private func request(_ host: String, _ port: Int, _ path: String) throws(Errno) -> Outcome {
        if !isConnected {
            let outcome = try connect(host, port)
            guard outcome == .holds else { return outcome }
            isConnected = true
            let lines = "GET \(path) HTTP/1.0\r\nHost: \(host)\r\nUser-Agent: RunUtils\r\nConnection: close\r\n\r\n"
            try connection?.send(Bytes(lines))
        }
        while let more = try connection?.receive() {
            response += more
            if let status = Attempt.status(response) {
                return (200..<400).contains(status) ? .holds : .fails("answered with status \(status)")
            }
            if more.isEmpty || response.count > 4096 { return .fails("answered, but not in HTTP") }
        }
        return .pending
    }

    /// The status in the first line of a response (RFC 9112, section 4), nil as long as it is not complete.
    static func status(_ response: Bytes) -> Int? {
        guard let line = response.firstIndex(of: .newline), response.starts(with: "HTTP/"),
            let space = response.firstIndex(of: .space), space + 4 <= line
        else { return nil }
        return Bytes(response[(space + 1)..<(space + 4)]).decimal
    }

    // MARK: Commands

    private func run(_ program: Program) throws(Errno) -> Outcome {
        if child == nil {
            let request: SpawnRequest
            do { request = try program.request(environment, as: nil) } catch { return .fails(error.message) }
            if let failure = try start(request, program) { return .fails(failure) }
        }
        try output.collect()
        guard let child, let termination = events.exit(of: child) else { return .pending }
        self.child = nil
        if termination == .exited(0) { return .holds }
        let last = output.bytes.trimmed.pieces(separatedBy: .newline).last?.text ?? ""
        return .fails("exit status \(ExitStatus(termination).rawValue)" + (last.isEmpty ? "" : ": \(escaped(last))"))
    }

    private func start(_ request: SpawnRequest, _ program: Program) throws(Errno) -> String? {
        var request = request
        request.newGroup = true
        output = Collector(limit: 4096)
        let end = try output.open()
        let noInput = Feed([])
        let input = try noInput.open()
        noInput.feed()
        request.standardStreams = (input.rawValue, end.rawValue, end.rawValue)
        switch request.spawn() {
        case .failure(let failure): return program.error(failure).message
        case .success(let pid):
            child = pid
            events.track(pid)
            return nil
        }
    }

    /// Ends what goes on.
    func cancel() {
        if let child {
            try? Signal.kill.send(to: -child)
            events.forget(child)
        }
        child = nil
        if let pid = lookup?.pid { events.forget(pid) }
        lookup?.cancel()
        lookup = nil
        connection = nil
    }
}
