extension Program {
    /// Replaces this process by the program; the signals are as a new program expects them.
    ///
    /// - Returns: Never, unless it could not: then why.
    func replaceProcess(_ environment: Environment, as identity: Identity?) -> RunError {
        if let simulation = Simulation.current {
            simulation.replace(by: start(environment, identity))
            return RunError(.software, "replaced by \(quoted(name))")
        }
        do throws(RunError) {
            let request = try request(environment, as: identity)
            if CurrentProcess.isRoot, let owner = request.identity?.ownership, owner != .current {
                _ = StandardStreams(givenTo: owner, terminals: false)
            }
            return error(request.execute())
        } catch { return error }
    }
}
