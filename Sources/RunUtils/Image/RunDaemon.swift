extension Context {
    /// Waits, initialises, runs the hooks in /opt/config/init.d, starts the image's main service and supervises it to its end.
    ///
    /// - Parameters:
    ///   - program: The service.
    ///   - identity: Who it runs as, asked for after `initfunc`; by default the account that USER_NAME describes.
    ///   - capabilities: What a service that is not root keeps; it has no others, and no way to get any (no_new_privs).
    ///     The container must hold them. A service that is root keeps all that the container has.
    ///   - stopSignal: What makes the service stop; a SIGTERM is translated to it.
    ///   - stopPlan: The whole plan, where one signal is not enough; it takes the place of `stopSignal`.
    ///   - stopGrace: When a stop takes longer, the service is killed; STOP_GRACE by default.
    ///   - waitFor: What must be there before the service starts, besides WAIT_FOR.
    ///   - waitTimeout: For all of it together, zero to wait for ever; WAIT_TIMEOUT by default.
    ///   - waitfunc: Does not return until it is safe to start the service. It is called when all targets are there.
    ///   - initfunc: Runs after `waitfunc`: checks, users, directories, templates, databases.
    ///   - ready: When the service counts as ready; without it, when its program executes.
    ///   - details: Corrects the program, the capabilities and `ready` after `initfunc`, where only that knows them; and
    ///     `ready`, which `health` asks, after a function for a signal.
    ///   - signals: What signals do that are not to reach the service as they are.
    ///   - watched: Files and directories; a change has the effect of a SIGHUP.
    ///   - semaphore: A file that exists while the service is ready.
    /// - Returns: The service's exit status, or 128 + the signal that ended it.
    /// - Throws: Why it was not started; a stop before that is an error with status 128 + signal.
    public func runDaemon(
        _ program: Program,
        as identity: ((Context) throws(RunError) -> Identity?)? = nil,
        capabilities: [Capability] = [],
        stopSignal: Signal = .terminate,
        stopPlan: StopPlan? = nil,
        stopGrace: Duration? = nil,
        waitFor conditions: [WaitCondition] = [],
        waitTimeout: Duration? = nil,
        waitfunc: ((Context) throws(RunError) -> Void)? = nil,
        initfunc: ((Context) throws(RunError) -> Void)? = nil,
        ready: Readiness? = nil,
        details: ((Context, inout ServiceDetails) throws(RunError) -> Void)? = nil,
        signals: [SignalRule] = [],
        watched: [FilePath] = [],
        semaphore: FilePath? = nil
    ) throws(RunError) -> ExitStatus {
        // Signals are taken from here on, so that a stop is never lost.
        let events = try events()
        console.endsContainer = true
        let service = ServiceDetails(program: program, capabilities: capabilities, ready: ready)
        try service.requireCapabilities()
        var plan = DaemonPlan(image: image.name, service: service, environment: publicEnvironment)
        plan.conditions = try self[StandardVariables.waitFor] + conditions
        let defaultTimeout = try self[StandardVariables.waitTimeout]
        let timeout = waitTimeout ?? defaultTimeout
        plan.waitTimeout = timeout == .zero ? nil : timeout
        plan.stopPlan = stopPlan ?? .signal(stopSignal)
        events.stopSignals.insert(plan.stopPlan.firstSignal.rawValue)
        let defaultGrace = try self[StandardVariables.stopGrace]
        plan.stopGrace = stopGrace ?? defaultGrace
        events.patience = Watchdog.patience(within: plan.stopGrace)
        if let objection = SignalRule.objection(signals, stopSignal: plan.stopPlan.firstSignal) {
            throw RunError(.usage, objection)
        }
        plan.signals = SignalTable(stopSignal: plan.stopPlan.firstSignal, exceptions: signals.map { $0.exception })
        plan.call = { (signal) throws(RunError) in
            guard let function = signals.first(where: { $0.exception.signal == signal })?.function else { return nil }
            return try function(self)
        }
        plan.semaphore = semaphore
        plan.watched = watched
        if let waitfunc { plan.waitfunc = { () throws(RunError) in try waitfunc(self) } }
        plan.initfunc = { () throws(RunError) in
            if let initfunc { try initfunc(self) }
            try self.runStandardHooks()
        }
        plan.settle = { (service) throws(RunError) in
            try details?(self, &service)
            return self.publicEnvironment
        }
        plan.identity = { () throws(RunError) in
            let user = if let identity { try identity(self) } else { try self.ensureAccount() }
            if let user { ServiceUser.add(user) }
            try self.accounts.close(to: user)
            return user
        }
        let state = StateFile(image.name)
        daemonState = state
        return try Daemon(plan, state, events, console).run()
    }
}
