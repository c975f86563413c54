/// What a service tells of itself while it runs: a probe's answer, messages to NOTIFY_SOCKET, a newline on a descriptor.
final class ServiceReports {
    private var probe: ProbeScheduler?
    private let makeProbe: ([UInt32]) -> ProbeScheduler?
    private var socket: NotifySocket?
    private var descriptor: FileDescriptor?
    /// The service's end of `descriptor`, until it has it.
    private var serviceEnd: FileDescriptor?
    private var number: Int32 = -1
    private var uid: UInt32 = 0
    /// Who the service runs as; nil for the entrypoint's own user.
    private(set) var identity: Identity?
    private var saysReady = false
    private var saysItStops = false
    /// What the service said last that it does.
    private(set) var status: String?
    /// The process that the service wants to be watched in its first one's place, and who says so, once.
    private var mainProcess: (pid: Int32, sender: UInt32)?
    /// So many messages are read before something else has its turn.
    private static let messageLimit = 64

    init(_ readiness: Readiness?, _ events: EventLoop, _ environment: Environment) throws(RunError) {
        makeProbe = { listeners in
            (readiness?.probe).map { ProbeScheduler([$0], events, environment, listeners: listeners) }
        }
        do throws(Errno) {
            switch readiness {
            case nil: saysReady = true
            case .condition: break
            case .notifySocket: socket = try NotifySocket()
            case .notifyDescriptor(let number):
                let pipe = try FileDescriptor.pipe(nonBlockingRead: true)
                self.number = Int32(number)
                descriptor = .some(pipe.read)
                serviceEnd = .some(pipe.write)
            }
        } catch { throw RunError(cannot: "prepare for the service's readiness", error) }
    }

    /// Gives a service that is to be started its end.
    func attach(to request: inout SpawnRequest) {
        identity = request.identity
        uid = identity?.uid ?? Ownership.current.uid
        probe = makeProbe([uid, Ownership.current.uid])
        if let name = socket?.name { request.environment["NOTIFY_SOCKET"] = name }
        if let end = serviceEnd?.rawValue { request.notification = (end, number) }
    }

    /// The service has its end.
    func serviceHasStarted() { serviceEnd = nil }

    /// The descriptors that tell of something.
    func interests(_ phase: Phase) -> [Interest] {
        if phase == .starting, let probe { return probe.interests }
        let socket = socket.flatMap { $0.isBusy ? nil : $0.rawValue }
        return [socket, descriptor?.rawValue].compactMap { $0.map { Interest(descriptor: $0) } }
    }

    /// When to look again, even if nothing happens.
    func wakeUp(_ phase: Phase) -> Instant? { phase == .starting ? probe?.wakeUp : nil }

    /// What there is to report in a phase.
    func next(_ phase: Phase) -> ServiceEvent? {
        if phase == .starting, let probe, probe.step() { return .ready }
        if saysItStops, phase == .starting || phase == .running { return .saysItStops }
        return saysReady && phase == .starting ? .ready : nil
    }

    /// Takes what has come in.
    ///
    /// - Returns: Whether the service's words on what it does have changed.
    func read(_ console: Console) -> Bool {
        readDescriptor(console)
        let words = status
        var count = 0
        while count < ServiceReports.messageLimit, let message = nextMessage(console) {
            count += 1
            // Others can reach the socket too: those that share the network namespace.
            guard message.pid != 0, message.uid == uid || message.uid == 0 else { continue }
            let notification = Notification(parsing: message.bytes)
            status = notification.status ?? status
            if let pid = notification.mainPID { mainProcess = (pid, message.uid) }
            if notification.isReady { saysReady = true }
            if notification.isStopping { saysItStops = true }
        }
        if let status, let words { return status != words }
        return status != nil && words == nil
    }

    private func nextMessage(_ console: Console) -> NotifySocket.Message? {
        do throws(Errno) { return try socket?.receive() } catch {
            console.warn("no more is heard of what the service tells: " + error.description)
            socket = nil
            return nil
        }
    }

    private func readDescriptor(_ console: Console) {
        guard descriptor != nil, let bytes = try? descriptor?.read() else { return }
        if bytes.contains(.newline) {
            saysReady = true
        } else if bytes.isEmpty {
            console.note("the service has closed descriptor \(number) without a newline; it does not count as ready")
        } else {
            return
        }
        descriptor = nil
    }

    /// Takes the process that is to be watched from now on.
    func takeMainProcess() -> (pid: Int32, sender: UInt32)? {
        defer { mainProcess = nil }
        return mainProcess
    }
}
