extension Program {
    /// Replaces this process by the program; the signals are as a new program expects them.
    ///
    /// - Returns: Never, unless it could not: then why.
    func replaceProcess(_ environment: Environment, as identity: Identity?) -> RunError {
        if let simulation = Simulation.current {
            simulation.service = start(environment, identity)
            return RunError(.success, "replaced by \(quoted(name))")
        }
        do throws(RunError) {
            return error(try request(environment, as: identity).execute())
        } catch { return error }
    }
}
