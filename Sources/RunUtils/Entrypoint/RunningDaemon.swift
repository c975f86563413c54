/// The daemon of this container: the process that supervises the service, as commands in processes of their own see it.
public struct RunningDaemon {
    let context: Context

    /// What it is doing: "waiting", "initializing", "starting", "running" or "stopping"; nil where none runs, and in its own
    /// process.
    public var phase: String? { told?.content["state"] }

    /// Sends it a signal, which it treats as any other.
    ///
    /// - Throws: When none runs (69), or it is somebody else's (77).
    @export(interface) public func send(_ signal: Signal) throws(RunError) {
        guard let told else {
            throw RunError(.unavailable, "no \(context.entrypoint.name) runs in this container")
        }
        if let simulation = Simulation.current { return simulation.note(.signalToDaemon(signal)) }
        do throws(Errno) { try signal.send(to: told.pid) } catch {
            throw RunError(cannot: "signal the process \(told.pid)", error)
        }
    }

    var told: StateFile.Told? { context.daemonState == nil ? StateFile.read(context.entrypoint.name) : nil }
}
