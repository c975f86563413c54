extension Context {
    /// Does what a command declares to be done before it runs: variables, the state of the service, what is not given yet,
    /// the user.
    func prepare(_ command: Command) throws(RunError) {
        if command.declaration.checksVariables { try checkVariables() }
        if command.need != .nothing,
            let refusal = CommandPreparation.refusal(of: command.name, command.need, daemon.phase)
        {
            throw refusal
        }
        try complete(command.declaration)
        try become(command.user, for: command.name)
    }

    /// Makes this process run as somebody else, for good.
    private func become(_ user: CommandUser, for command: String) throws(RunError) {
        let identity: Identity?
        switch user {
        case .asStarted: return
        case .service:
            identity = try accounts.ensure()
            try events().throwIfStopped("nothing was done")
            releaseEvents()
        case .root:
            if CurrentProcess.isRoot { return }
            throw RunError(.permission, "\(command) must run as root", hint: "start it as user 0")
        case .named(let name): identity = try accounts.identity(name)
        }
        guard let identity else { return }
        identity.apply(to: &environment)
        Simulation.current?.identity = identity
        if identity.isCurrent && !identity.isRoot { return }
        var request = SpawnRequest(path: "", arguments: [], environment: Environment())
        request.identity = identity
        request.dropsPrivileges = !identity.isRoot
        if let failure = request.become() { throw Program([command]).error(failure) }
    }
}

/// Decisions about whether a command may run.
enum CommandPreparation {
    /// - Parameter state: The phase of the daemon of this container; nil when none runs.
    /// - Returns: Why the command may not run; nil when it may.
    static func refusal(of command: String, _ need: ServiceNeed, _ state: String?) -> RunError? {
        switch (need, state) {
        case (.nothing, _), (.serviceStopped, nil): nil
        case (.serviceRunning, nil):
            RunError(.unavailable, "\(command) needs the service to be running: none runs here")
        case (.serviceRunning, let state?):
            state == Phase.running.rawValue
                ? nil
                : RunError(.unavailable, "\(command) needs the service to be running: it is \(state)")
        case (.serviceStopped, let state?):
            RunError(.failure, "\(command) must not run beside the service: it is \(state)")
        }
    }
}
