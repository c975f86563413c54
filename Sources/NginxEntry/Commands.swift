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
        if line.reloads, try hasReloaded(context) { return .success }
        let identity = try context.accounts.ensure()
        var program = Program([Layout.program])
        // A check tries these as well.
        if line.checks, line.configuration != nil, context.daemon.phase == nil {
            try Start.ensureDirectory(context, identity)
        }
        if line.configuration == nil && (line.checks || line.signals) {
            program.append(["-c", try main(context, line).description])
        }
        program.append(line.words)
        if !line.checks { try context.exec(program, as: identity) }
        let check = ConfigurationCheck(context: context, identity: identity)
        return try context.relay(program, as: identity, capabilities: check.result(of: program).1)
    }

    /// The configuration that nginx is asked about. A check makes it as a start would, or looks at what a reload would make.
    private static func main(_ context: Context, _ line: ServerLine) throws(RunError) -> FilePath {
        if line.checks {
            if context.daemon.phase == nil { return try Start.initialize(context, ServerLine()).main }
            if context.accounts.isRoot { try validate(context) }
        }
        return try Configuration.main(context).target
    }

    /// `nginx -s reload` is what `reload` is. Only root's daemon and another user need nginx itself.
    private static func hasReloaded(_ context: Context) throws(RunError) -> Bool {
        guard let phase = context.daemon.phase, phase.hasSameBytes(as: "running") else { return false }
        do throws(RunError) { try reload(context) } catch {
            if error.status == .permission && !context.accounts.isRoot { return false }
            throw error
        }
        return true
    }

    static let initialize = Command(
        "init", "Render and check the configuration, without starting nginx.", needs: .serviceStopped
    ) { context throws(RunError) in
        try Start.initialize(context, ServerLine())
        return .success
    }

    static let reloading = Command(
        "reload", "Check the configuration, and let the running nginx take it.", needs: .serviceRunning
    ) { context throws(RunError) in
        try reload(context)
        return .success
    }

    private static func reload(_ context: Context) throws(RunError) {
        try validate(context)
        try context.daemon.send(.hangup)
    }

    /// Looks at what a reload would make, with the variables that the daemon has from scripts.
    private static func validate(_ context: Context) throws(RunError) {
        try Scripts.source(context)
        try context.templates.validate()
    }

    /// For the command `check`: what nginx says of files that are not in their places yet.
    static func check(_ context: Context, _ staged: StagedFiles?) throws(RunError) {
        let identity = try context.accounts.declared()
        try Start.ensureDirectory(context, identity)
        try EnvironmentTemplates.warnOfDirectories(context)
        let check = ConfigurationCheck(context: context, identity: identity)
        if let staged { try GoneTemplates(context).hide(in: staged) }
        let checked = try check.run(Configuration.main(context).target, staged)
        try TemplateUse.report(checked.output, context)
        if context.explains {
            let use = TemplateUse(try EnvironmentTemplates.renderings(context), checked.output)
            try context.print(TemplateUse.table(use.entries))
        }
    }
}
