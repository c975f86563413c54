/// Whether the daemon of this container is ready; asked from another process of the container.
enum Health {
    /// How long the probe may take.
    private static let timeout = Duration.seconds(3)

    private static func become(_ user: Identity) throws(RunError) {
        var request = SpawnRequest(path: "", arguments: [], environment: Environment())
        request.identity = user
        request.dropsPrivileges = true
        if let failure = request.become() { throw Program(["health"]).error(failure) }
    }

    /// - Throws: Why it is not, with the phase.
    static func check(
        _ console: Console, _ environment: Environment, _ makeEvents: () throws(RunError) -> EventLoop
    ) throws(RunError) {
        guard let told = StateFile.read(console.name) else {
            throw RunError(.failure, "not healthy: no service runs here")
        }
        let content = told.content
        if let user = told.user { ServiceUser.add(user) }
        let phase = content["state"] ?? "unknown"
        guard phase == Phase.running.rawValue else {
            let status = content["status"].map { " (\($0))" } ?? ""
            throw RunError(.failure, "not healthy: \(phase)\(status)")
        }
        guard let spelling = content.bytes(of: "ready") else { return }
        guard let probe = WaitCondition(spelling: spelling) else {
            throw RunError(.failure, "not healthy: the ready probe cannot be asked from here: \(quoted(spelling.text))")
        }
        // What somebody else's daemon tells is not asked with root's rights.
        if CurrentProcess.isRoot, let user = told.daemonUser { try become(user) }
        let loop = WaitLoop(events: try makeEvents(), console: console, environment: environment)
        let listeners = [told.owner, told.user?.uid ?? told.owner]
        if let reason = try loop.reasonAgainst(probe, within: timeout, listeners: listeners) {
            throw RunError(.failure, "not healthy: \(reason)")
        }
    }
}
