import RunUtils

/// nginx as the container's service.
enum Start {
    /// - Parameter words: What an image's user adds to nginx's command line.
    static func run(_ context: Context, _ words: [String]) throws(RunError) -> ExitStatus {
        context.isQuiet = context[Nginx.quietLogs] != nil
        let line = try ServerLine(words)
        var service = Service(Layout.program)
        service.stop = .signal(.quit)
        if let upstream = context[Nginx.upstream] {
            service.waitFor = [upstream.condition(context[Nginx.socketDirectory])]
        }
        service.signals = [
            .handle(.hangup) { (context, service) throws(RunError) in
                let identity = try context.accounts.ensure()
                try ensureDirectory(context, identity)
                let check = ConfigurationCheck(
                    context: context, identity: identity, line: line, allowed: service.capabilities)
                service.ready = try render(check).ready
                return .hangup
            }
        ]
        service.reloadsOnChange = try Configuration.watched(context)
        return try context.runDaemon(
            service,
            initfunc: { (context, service) throws(RunError) in
                let checked = try initialize(context, line)
                service.program.append(["-e", "stderr", "-c", checked.main.description] + checked.arguments)
                service.capabilities = checked.capabilities
                service.ready = checked.ready
            }, semaphore: context[Nginx.semaphore])
    }

    /// Everything before nginx starts: directories, scripts, files that nginx has found right.
    @discardableResult
    static func initialize(_ context: Context, _ line: ServerLine) throws(RunError) -> CheckedConfiguration {
        let identity = try context.accounts.ensure()
        try ensureDirectory(context, identity)
        let directory = context[Nginx.staticDirectory]
        if try context.files.kind(of: FilePath(directory), followsLinks: true) != .directory {
            context.warn("STATIC_DIR: there is no directory \"\(directory)\" yet")
        }
        if context[Nginx.localResolvers] != nil {
            try context.export("NGINX_LOCAL_RESOLVERS", Configuration.resolvers(context).joined(separator: " "))
        }
        try Scripts.runEarly(context)
        let check = ConfigurationCheck(context: context, identity: identity, line: line)
        let checked: CheckedConfiguration
        if try Scripts.hasLate(context) {
            // They may make what the configuration needs, so nginx looks at it behind them.
            try context.templates.render(owner: identity)
            try Scripts.runLate(context)
            checked = try check.run(main(context, line), nil)
        } else {
            checked = try render(check)
        }
        try removeStaleSockets(checked.addresses, context, identity)
        return checked
    }

    private static func main(_ context: Context, _ line: ServerLine) throws(RunError) -> FilePath {
        if let given = line.configuration { return given }
        return try Configuration.main(context).target
    }

    /// The directories for what nginx writes, and for what it reads. Who is not root can only be content with what it may
    /// write to.
    static func ensureDirectory(_ context: Context, _ identity: Identity?) throws(RunError) {
        let owner = context.accounts.isRoot ? identity : nil
        try context.files.ensureDirectory(Layout.run, owner: owner)
        try context.files.ensureOwnDirectory(Layout.rendered)
        try context.files.ensureOwnDirectory(Layout.temporary)
        for name in Layout.temporaryNames {
            try context.files.ensureDirectory(Layout.temporary.appending(name), owner: owner, mode: 0o700)
        }
        try Sites.prepare(context)
        // Relative paths count from there, and an image's user means those of /etc/nginx.
        try Sites.link(Layout.files, into: Layout.rendered, context)
    }

    /// Renders all files. When nginx finds them wrong, nothing changes.
    static func render(_ check: ConfigurationCheck) throws(RunError) -> CheckedConfiguration {
        let main = try main(check.context, check.line)
        var checked: CheckedConfiguration?
        try check.context.templates.render(owner: check.identity) { staged throws(RunError) in
            checked = try check.run(main, staged)
        }
        if let checked { return checked }
        // Nothing was to change, so nobody has looked yet.
        return try check.run(main, nil)
    }

    /// A killed nginx leaves its sockets behind, and the next one cannot listen there.
    private static func removeStaleSockets(
        _ addresses: [ConfigurationText.Address], _ context: Context, _ identity: Identity?
    ) throws(RunError) {
        for case .unix(let path) in addresses {
            try context.files.removeSocket(FilePath(path), of: identity)
        }
    }
}
