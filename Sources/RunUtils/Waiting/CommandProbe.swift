/// A command that is asked whether something is so: it is when it exits with 0.
final class CommandProbe {
    private let program: Program
    private let events: EventLoop
    private let environment: Environment
    private let output = Collector(limit: 4096)
    private var child: Int32?

    init(_ program: Program, _ events: EventLoop, _ environment: Environment) {
        self.program = program
        self.events = events
        self.environment = environment
    }

    var interest: Interest? { output.interest }

    /// Goes as far as it can now.
    func advance() throws(Errno) -> Probe.Outcome {
        if child == nil, let failure = try start() { return failure }
        try output.collect()
        guard let child, let termination = events.children.exit(of: child) else { return .pending }
        self.child = nil
        if termination == .exited(0) { return .holds }
        let last = output.bytes.trimmed.pieces(separatedBy: .newline).last?.text ?? ""
        return .fails("exit status \(ExitStatus(termination).rawValue)" + (last.isEmpty ? "" : ": \(escaped(last))"))
    }

    /// - Returns: Why it could not be started; nil when it was. That says nothing of what it would have answered.
    private func start() throws(Errno) -> Probe.Outcome? {
        var request: SpawnRequest
        let user = RootCode.runner(ofProbe: program.words, in: program.directory)
        do throws(RunError) {
            request = try program.supervisedRequest(environment, as: user)
        } catch { return .unknown(error.message) }
        request.newSession = true
        if request.identity != nil { request.dropPrivileges() }
        let end = try output.open()
        let noInput = Feed([])
        let input = try noInput.open()
        noInput.feed()
        request.standardStreams = (input.rawValue, end.rawValue, end.rawValue)
        switch request.spawn() {
        case .failure(let failure): return .unknown(program.error(failure).message)
        case .success(let pid):
            child = pid
            events.children.track(pid)
            return nil
        }
    }

    /// Ends it and what it started.
    func cancel() {
        if let child { events.children.kill(-child) }
        child = nil
    }
}
