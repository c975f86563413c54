extension Program {
    /// Starts the program in a session of its own. What it writes goes to our standard error as it comes. As somebody else than the
    /// entrypoint's user it has no more rights than a service.
    ///
    /// - Parameters:
    ///   - capabilities: What it keeps where its user is not root.
    ///   - feed: What it reads from its standard input.
    ///   - deathSignal: What it gets when this process dies.
    func startPassingOutput(
        _ environment: Environment, as identity: Identity?, keeping capabilities: [Capability] = [], _ feed: Feed,
        deathSignal: Signal? = nil
    ) throws(RunError) -> Int32 {
        var request = try supervisedRequest(environment, as: identity)
        request.newSession = true
        request.deathSignal = deathSignal
        if request.identity != nil || !capabilities.isEmpty { request.dropPrivileges(keeping: capabilities) }
        let child: Result<Int32, SpawnFailure>
        do throws(Errno) {
            let input = try feed.open()
            // Another user gets no terminal that it could read what is typed from.
            let isOther = !(request.identity?.isRoot ?? true) && CurrentProcess.isRoot
            if isOther && Terminal.isTerminal(2) {
                let terminal = try SystemFile.open("/proc/self/fd/2", forWriting: true)
                request.standardStreams = (input.rawValue, terminal.rawValue, terminal.rawValue)
                child = request.spawn()
            } else {
                request.standardStreams = (input.rawValue, 2, nil)
                child = request.spawn()
            }
        } catch { throw RunError(cannot: "set up the standard streams of \(quoted(name))", error) }
        switch child {
        case .success(let pid): return pid
        case .failure(let failure): throw error(failure)
        }
    }
}
