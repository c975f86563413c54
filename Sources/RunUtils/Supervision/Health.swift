/// Whether the daemon of this container is ready; asked from another process of the container.
enum Health {
    /// How long the probe may take.
    private static let timeout = Duration.seconds(3)

    /// - Throws: Why it is not, with the phase.
    static func check(
        _ console: Console, _ environment: Environment, _ makeEvents: () throws(RunError) -> EventQueue
    ) throws(RunError) {
        guard let content = StateFile.read(console.name)?.content else {
            throw RunError(.failure, "not healthy: no daemon runs here")
        }
        if let user = content["user"].flatMap({ Identity(ids: $0) }) { ServiceUser.set(user) { console.warn($0) } }
        let phase = content["state"] ?? "unknown"
        guard phase == Phase.running.rawValue else {
            let status = content["status"].map { " (\($0))" } ?? ""
            throw RunError(.failure, "not healthy: \(phase)\(status)")
        }
        guard let spelling = content.bytes(of: "ready") else { return }
        guard let probe = WaitCondition(spelling: spelling) else {
            throw RunError(.failure, "not healthy: the ready probe cannot be asked from here: \(quoted(spelling.text))")
        }
        let waiter = Waiter(events: try makeEvents(), console: console, environment: environment)
        if let reason = try waiter.reasonAgainst(probe, within: timeout) {
            throw RunError(.failure, "not healthy: \(reason)")
        }
    }
}
