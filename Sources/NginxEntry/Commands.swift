import RunUtils

/// The commands for nginx.
enum Commands {
    static let start = Command.start(
        "Render and check the configuration, start nginx and supervise it.", of: "nginx",
        example: "start -- -g \"worker_rlimit_nofile 4096;\"", run: Start.run)

    /// `nginx -g "daemon off;"`, as for docker-library's image.
    static let nginx = Command.asServer(
        "nginx", of: "nginx", example: "nginx -g \"daemon off;\""
    ) { (context, words) throws(RunError) in
        let line = try ServerLine(words)
        if !line.endsAtOnce { return try Start.run(context, words) }
        let identity = try context.accounts.ensure()
        var program = Program([Layout.program])
        if line.configuration == nil && (line.checks || line.signals) {
            // A check makes the configuration as a start would, unless nginx runs by it already.
            let isMade = line.checks && context.daemon.phase == nil
            let main =
                isMade ? try Start.initialize(context, ServerLine()).main : try Configuration.main(context).target
            program.append(["-c", main.description])
        }
        program.append(words)
        try context.exec(program, as: identity)
    }

    static let initialize = Command(
        "init", "Render and check the configuration, without starting nginx.", needs: .serviceStopped
    ) { context throws(RunError) in
        try Start.initialize(context, ServerLine())
        return .success
    }

    static let reload = Command(
        "reload", "Check the configuration, and let the running nginx take it.", needs: .serviceRunning
    ) { context throws(RunError) in
        try Scripts.source(context)
        try context.templates.validate()
        try context.daemon.send(.hangup)
        return .success
    }

    /// For the command `check`: what nginx says of files that are not in their places yet.
    static func check(_ context: Context, _ staged: StagedFiles?) throws(RunError) {
        let identity = try context.accounts.declared()
        try Start.ensureDirectory(context, identity)
        _ = try ConfigurationCheck(context: context, identity: identity).run(Configuration.main(context).target, staged)
    }
}
