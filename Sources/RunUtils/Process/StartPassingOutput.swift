extension Program {
    /// Starts the program in a session of its own. What it writes goes to our standard error as it comes; its standard
    /// input is /dev/null. As somebody else than the entrypoint's user it has no more rights than a service.
    ///
    /// - Parameter deathSignal: What it gets when this process dies.
    func startWithoutInput(
        _ environment: Environment, as identity: Identity?, deathSignal: Signal? = nil
    ) throws(RunError) -> Int32 {
        var request = try supervisedRequest(environment, as: identity)
        request.newSession = true
        request.deathSignal = deathSignal
        if request.identity != nil { request.dropPrivileges() }
        let child: Result<Int32, SpawnFailure>
        do throws(Errno) {
            let null = try SystemFile.open("/dev/null")
            // Another user gets no terminal that it could read what is typed from.
            let isOther = !(request.identity?.isRoot ?? true) && CurrentProcess.isRoot
            if isOther && Terminal.isTerminal(2) {
                let terminal = try SystemFile.open("/proc/self/fd/2", forWriting: true)
                request.standardStreams = (null.rawValue, terminal.rawValue, terminal.rawValue)
                child = request.spawn()
            } else {
                request.standardStreams = (null.rawValue, 2, nil)
                child = request.spawn()
            }
        } catch { throw RunError(cannot: "set up the standard streams of \(quoted(name))", error) }
        switch child {
        case .success(let pid): return pid
        case .failure(let failure): throw error(failure)
        }
    }
}
