/// One look at a condition that is no combination of others, from its beginning to an answer. It never blocks: `advance` is called whenever something may
/// have happened.
final class Probe {
    enum Outcome: Equatable {
        case pending
        case holds
        /// It does not hold now, and why.
        case fails(String)
        /// Whether it holds could not be found out, and why.
        case unknown(String)
    }

    private let condition: WaitCondition
    private let connection: ConnectionProbe?
    private let command: CommandProbe?
    /// When it counts as failed.
    let deadline: Instant
    private var isAsked = false
    private var answer = Bytes()

    /// How long it may take before it counts as failed.
    static let timeout = Duration.seconds(10)

    /// - Parameter listeners: The users of this container who may listen at a Unix socket; nil for anybody, anywhere.
    init(
        _ condition: WaitCondition, _ events: EventLoop, _ environment: Environment, listeners: [UInt32]? = nil
    ) {
        self.condition = condition
        deadline = .now + Probe.timeout
        connection = condition.peer.map { ConnectionProbe($0, events, listeners: listeners) }
        if case .command(let program) = condition {
            command = CommandProbe(program, events, environment)
        } else {
            command = nil
        }
    }

    deinit { cancel() }

    /// The descriptors that tell of progress.
    var interests: [Interest] { (command?.interest).map { [$0] } ?? connection?.interests ?? [] }

    /// When to go on, even if nothing happens.
    var wakeUp: Instant { min(deadline, connection?.nextTurn ?? deadline) }

    /// Goes as far as it can now.
    func advance() -> Outcome {
        let outcome: Outcome
        do throws(Errno) { outcome = try step() } catch { outcome = Probe.outcome(of: error) }
        guard outcome == .pending && .now >= deadline else { return outcome }
        if isAsked && judge(atEnd: true) == .holds { return .holds }
        let reason = "\(stage) within \(Probe.timeout.shortText)"
        let isOpen = command != nil || connection?.isLookingUp ?? false
        cancel()
        return isOpen ? .unknown(reason) : .fails(reason)
    }

    /// How far a pending attempt is, in words.
    var stage: String {
        if command != nil { return "did not end" }
        if connection?.isLookingUp ?? false { return "no answer from the name server" }
        return isAsked ? "connected, but no answer" : "no answer"
    }

    private func step() throws(Errno) -> Outcome {
        switch condition {
        case .file(let path): try FileStatus.at(path) == nil ? .fails("not there") : .holds
        case .directory(let path):
            switch try FileStatus.at(path)?.kind {
            case nil: .fails("not there")
            case .directory?: .holds
            default: .fails("not a directory")
            }
        case .semaphore(let path):
            switch try Semaphore.state(of: path) {
            case .absent: .fails("not there")
            case .left(let content, _): .fails("stale, left by \(content.owner)")
            case .foreign: .fails("not a semaphore")
            case .held: .holds
            }
        case .command: try command?.advance() ?? .pending
        case .postgresSocket(let path, _):
            if !isAsked, let objection = PostgresLockFile.objection(to: PostgresExchange.socket(path)) {
                .fails(objection)
            } else {
                converse()
            }
        default: converse()
        }
    }

    /// Asks one address after the other.
    private func converse() -> Outcome {
        guard let connection else { return .pending }
        while true {
            let outcome: Outcome
            do throws(Errno) { outcome = try ask(connection) } catch { outcome = Probe.outcome(of: error) }
            if outcome == .holds || !connection.goesOn(after: outcome, stage) { return outcome }
            isAsked = false
            answer = []
        }
    }

    /// Connects, and where that is not all, asks and listens.
    private func ask(_ connection: ConnectionProbe) throws(Errno) -> Outcome {
        if !isAsked {
            let outcome = try connection.advance()
            guard outcome == .holds, let question = condition.question else { return outcome }
            isAsked = true
            try connection.send(question)
        }
        while let more = try connection.receive() {
            answer += more
            let outcome = judge(atEnd: more.isEmpty)
            if outcome == .pending { continue }
            if PostgresExchange.isReadyForQuery(answer) { try? connection.send(PostgresExchange.terminate) }
            return outcome
        }
        return .pending
    }

    private func judge(atEnd isComplete: Bool) -> Outcome {
        if answer.isEmpty { return isComplete ? .fails("connected, but closed without an answer") : .pending }
        switch condition {
        case .http(_, _, let path), .httpSocket(_, let path):
            return HTTPExchange.judge(answer, Bytes(path), atEnd: isComplete)
        default: return PostgresExchange.judge(answer, atEnd: isComplete)
        }
    }

    /// What a refused system call says: of the other side, or nothing of it.
    static func outcome(of error: Errno) -> Outcome {
        error.leavesOpen ? .unknown(error.description) : .fails(error.description)
    }

    /// Ends what goes on.
    func cancel() {
        command?.cancel()
        connection?.cancel()
    }
}

extension WaitCondition {
    /// Whom to connect to; nil when that is not how it is tried.
    fileprivate var peer: ConnectionProbe.Peer? {
        switch self {
        case .tcp(let host, let port), .http(let host, let port, _), .postgres(let host, let port, _):
            .host(host, port)
        case .dns(let name): .name(name)
        case .unixSocket(let path), .httpSocket(let path, _): .socket(path)
        case .postgresSocket(let path, _): .socket(PostgresExchange.socket(path))
        default: nil
        }
    }

    /// What is sent after connecting; nil when there is nothing to ask.
    fileprivate var question: Bytes? {
        switch self {
        case .http(let host, let port, let path):
            HTTPExchange.request(HostPort.bracketed(host) + (port == 80 ? "" : ":\(port)"), path)
        case .httpSocket(_, let path): HTTPExchange.request("localhost", path)
        case .postgres(_, _, let user), .postgresSocket(_, let user): PostgresExchange.startup(user)
        default: nil
        }
    }
}
