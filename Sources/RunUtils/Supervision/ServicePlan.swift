/// A service as the daemon starts and supervises it: what an author's `Service` comes to when all is known.
struct ServicePlan {
    var program: Program
    /// Who it runs as; nil for the entrypoint's own user.
    var identity: Identity?
    /// What a service that is not root keeps.
    var capabilities: [Capability] = []
    /// Its environment, without secrets.
    var environment: Environment
    /// When it counts as ready; nil: when its program executes.
    var ready: Readiness?
    var stop: StopPlan = .signal(.terminate)
    /// When a stop takes longer, it is killed; nil for never.
    var stopGrace: Duration?
    /// Statuses that count as 0.
    var successStatuses: [ExitStatus] = []
    /// What signals mean while it runs.
    var signals = SignalTable(stopSignal: .terminate)
    /// Files and directories whose changes are as good as a SIGHUP.
    var watched: [FilePath] = []

    /// - Throws: When the service is to keep what this process does not have.
    func requireCapabilities() throws(RunError) {
        for capability in capabilities where !capability.isHeld {
            throw RunError(
                .permission, "the service cannot keep \(capability.description), which this process does not have",
                hint: capability.remedy)
        }
    }
}

/// What the daemon has done by others.
struct DaemonCallbacks {
    /// Does not return until it is safe to start the service.
    var wait: () throws(RunError) -> Void
    /// Makes everything that the service needs, and the service.
    var initialize: () throws(RunError) -> ServicePlan
    /// The author's function for a signal: what the service gets then, nil for none, and when it counts as ready from now on.
    var call: (Signal) throws(RunError) -> (signal: Signal?, ready: Readiness?)
}
