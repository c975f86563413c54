extension Context {
    /// Waits, initialises, runs the hooks in /opt/config/init.d, starts the image's main service and supervises it to its end.
    ///
    /// ```swift
    /// let service = Service("myserver", "--port", "8080")
    /// let status = try context.runDaemon(service, initfunc: { context, service throws(RunError) in
    ///     try context.templates.render()
    /// }, semaphore: "/opt/data/semaphores/myserver")
    /// ```
    ///
    /// - Parameters:
    ///   - service: What is run, and how.
    ///   - waitfunc: Does not return until it is safe to start the service. It is called when WAIT_FOR and `service.waitFor`
    ///     hold.
    ///   - initfunc: Runs after `waitfunc`: checks, users, directories, templates, databases. It may correct the service, where
    ///     only it knows what that needs.
    ///   - semaphore: A file that exists while the service is ready.
    /// - Returns: The service's exit status, or 128 + the signal that ended it.
    /// - Throws: Why it was not started; a stop before that is an error with status 128 + signal.
    @export(interface) public func runDaemon(
        _ service: Service,
        waitfunc: (Context) throws(RunError) -> Void = { (_) throws(RunError) in },
        initfunc: (Context, inout Service) throws(RunError) -> Void,
        semaphore: FilePath? = nil
    ) throws(RunError) -> ExitStatus {
        // Else the executable would hold the length of this file's path, which differs between checkouts. The function's last
        // brace counts too.
        #sourceLocation(file:"runDaemon",line:27)
        try withoutActuallyEscaping(waitfunc) { (waitfunc) throws(RunError) in
            try withoutActuallyEscaping(initfunc) { (initfunc) throws(RunError) in
                try supervise(service, waitfunc, initfunc, semaphore)
            }
        }
    }
    #sourceLocation()

    /// The same where `initfunc` needs nothing of the service, or there is none.
    @export(interface) public func runDaemon(
        _ service: Service,
        waitfunc: (Context) throws(RunError) -> Void = { (_) throws(RunError) in },
        initfunc: (Context) throws(RunError) -> Void = { (_) throws(RunError) in },
        semaphore: FilePath? = nil
    ) throws(RunError) -> ExitStatus {
        try runDaemon(
            service, waitfunc: waitfunc, initfunc: { (context, _) throws(RunError) in try initfunc(context) },
            semaphore: semaphore)
    }

    private func supervise(
        _ service: Service,
        _ waitfunc: @escaping (Context) throws(RunError) -> Void,
        _ initfunc: @escaping (Context, inout Service) throws(RunError) -> Void,
        _ semaphore: FilePath?
    ) throws(RunError) -> ExitStatus {
        if !service.mayRunBesideAnother, !CurrentProcess.isInit,
            let refusal = CommandPreparation.refusal(of: command.name, .serviceStopped, daemon.phase)
        {
            throw refusal
        }
        if let semaphore, !semaphore.isAbsolute {
            throw RunError(.software, "the semaphore \(quoted(semaphore)) is not an absolute path")
        }
        // Signals are taken from here on, so that a stop is never lost.
        let events = try events()
        console.endsContainer = true
        var service = service
        if service.user != nil { accounts.distrust(service.user) }
        let plan = try plan(service, as: nil)
        try plan.requireCapabilities()
        events.signals.stopSignals.insert(plan.stop.firstSignal.rawValue)
        events.patience = Watchdog.patience(within: plan.stopGrace)
        let callbacks = DaemonCallbacks(
            wait: { () throws(RunError) in
                let timeout = service.waitTimeout ?? self[StandardVariables.waitTimeout]
                try self.wait(for: .all(self[StandardVariables.waitFor] + service.waitFor), timeout: timeout)
                try waitfunc(self)
            },
            initialize: { () throws(RunError) in
                try initfunc(self, &service)
                try self.runStandardHooks()
                let plan = try self.plan(service, as: self.identity(of: service))
                if let simulation = Simulation.current {
                    simulation.prospect = SimulatedService(service, plan, self, semaphore: semaphore)
                }
                return plan
            },
            call: { (signal) throws(RunError) in
                guard let function = service.signals.first(where: { $0.exception.signal == signal })?.function else {
                    return (nil, service.ready)
                }
                let result = try function(self, &service)
                return (result, service.ready)
            })
        let state = StateFile(entrypoint.name)
        daemonState = state
        let daemon = Daemon(plan, callbacks, semaphore: semaphore, state, events, console)
        defer { wasServiceStopped = daemon.stop != nil }
        return try daemon.run()
    }

    /// Who a service runs as: asked after `initfunc`, which may have made the account, and after the hooks, which may have put
    /// it into a group.
    private func identity(of service: Service) throws(RunError) -> Identity? {
        var user = try accounts.service(service.user)
        if let account, user === account { user = try accounts.database.member(account, account.gid) }
        if let user { ServiceUser.add(user) }
        if let user, service.user == nil, account == nil {
            console.note("USER_NAME is not set: no account is made, and the service runs as " + user.description)
        }
        try accounts.database.close(to: user)
        return user
    }

    private func plan(_ service: Service, as identity: Identity?) throws(RunError) -> ServicePlan {
        let first = service.stop.firstSignal
        if let objection = service.objection {
            throw RunError(.software, "the service is declared wrongly: \(objection)")
        }
        var plan = ServicePlan(program: service.program, environment: publicEnvironment)
        plan.identity = identity
        plan.capabilities = service.capabilities
        plan.ready = service.ready
        plan.stop = service.stop
        plan.stopGrace = service.stopGrace ?? self[StandardVariables.stopGrace]
        plan.successStatuses =
            service.successStatuses ?? ExitStatus.list(self[StandardVariables.successStatus])
        plan.signals = SignalTable(stopSignal: first, exceptions: service.signals.map { $0.exception })
        plan.watched = service.reloadsOnChange
        return plan
    }
}
