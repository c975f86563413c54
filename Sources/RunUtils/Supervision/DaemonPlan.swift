/// Everything that `runDaemon` is told about a service.
struct DaemonPlan {
    var image: String
    var service: ServiceDetails
    /// The service's environment, without secrets.
    var environment: Environment
    /// Waited for before waitfunc; from WAIT_FOR.
    var conditions: [WaitCondition] = []
    var waitTimeout: Duration?
    var stopPlan: StopPlan = .signal(.terminate)
    var stopGrace: Duration?
    /// What signals mean while the service runs.
    var signals = SignalTable(stopSignal: .terminate)
    /// Runs the author's function for a signal; its result goes to the service.
    var call: (Signal) throws(RunError) -> Signal? = { (_) throws(RunError) in nil }
    var semaphore: FilePath?
    /// Files and directories whose changes are as good as a SIGHUP.
    var watched: [FilePath] = []
    var waitfunc: () throws(RunError) -> Void = { () throws(RunError) in }
    var initfunc: () throws(RunError) -> Void = { () throws(RunError) in }
    /// The service and its environment as initfunc leaves them.
    var settle: (inout ServiceDetails) throws(RunError) -> Environment? = { (_) throws(RunError) in nil }
    /// Who the service runs as; asked after initfunc, which may have made the account.
    var identity: () throws(RunError) -> Identity? = { () throws(RunError) in nil }
}
