/// Everything that `runDaemon` is told about a service.
struct DaemonPlan {
    var image: String
    var program: Program
    /// The service's environment, without secrets.
    var environment: Environment
    /// Waited for before waitfunc; from WAIT_FOR.
    var conditions: [WaitCondition] = []
    var waitTimeout: Duration?
    /// What a service that is not root keeps.
    var capabilities: [Capability] = []
    var stopPlan: StopPlan = .signal(.terminate)
    var stopGrace: Duration?
    var ready: Readiness?
    /// What signals mean while the service runs.
    var signals = SignalTable(stopSignal: .terminate)
    /// Runs the author's function for a signal; its result goes to the service.
    var call: (Signal) throws(RunError) -> Signal? = { (_) throws(RunError) in nil }
    var semaphore: FilePath?
    var waitfunc: () throws(RunError) -> Void = { () throws(RunError) in }
    var initfunc: () throws(RunError) -> Void = { () throws(RunError) in }
    /// Who the service runs as; asked after initfunc, which may have made the account.
    var identity: () throws(RunError) -> Identity? = { () throws(RunError) in nil }
}
