import RunUtils

/// nginx as the container's service.
enum Start {
    /// - Parameter words: What an image's user adds to nginx's command line.
    static func run(_ context: Context, _ words: [String]) throws(RunError) -> ExitStatus {
        context.isQuiet = try context[Nginx.quietLogs] != nil
        let line = try ServerLine(words)
        var conditions: [WaitCondition] = []
        if let upstream = try context[Nginx.upstream] {
            conditions.append(upstream.condition(try context[Nginx.socketDirectory]))
        }
        var checked: CheckedConfiguration?
        return try context.runDaemon(
            line.program(Layout.configuration), stopSignal: .quit, waitFor: conditions,
            initfunc: { context throws(RunError) in checked = try initialize(context, line) },
            details: { (_, service) throws(RunError) in
                guard let checked else { return }
                service.program = line.program(checked.main)
                service.capabilities = checked.capabilities
                service.ready = (checked.addresses.first?.condition).map { .condition($0) }
            },
            signals: [
                .handle(.hangup) { context throws(RunError) in
                    _ = try render(context, line, context.ensureAccount())
                    return .hangup
                }
            ],
            watched: try Configuration.watched(context), semaphore: context[Nginx.semaphore])
    }

    /// Everything before nginx starts: directories, scripts, files that nginx has found right.
    @discardableResult
    static func initialize(_ context: Context, _ line: ServerLine) throws(RunError) -> CheckedConfiguration {
        let identity = try context.ensureAccount()
        try ensureDirectory(context, identity)
        let directory = try context[Nginx.staticDirectory]
        if try context.kind(of: FilePath(directory), followsLinks: true) != .directory {
            context.warn("STATIC_DIR: there is no directory \"\(directory)\" yet")
        }
        if try context[Nginx.localResolvers] != nil {
            context.export("NGINX_LOCAL_RESOLVERS", try Configuration.resolvers(context).joined(separator: " "))
        }
        try Scripts.runEarly(context)
        var checked = try render(context, line, identity)
        if try Scripts.runLate(context) {
            checked = try ConfigurationCheck(context: context, identity: identity, arguments: line.arguments)
                .run(checked.main, nil)
        }
        try removeStaleSockets(checked.addresses, context)
        return checked
    }

    /// The directory for what nginx reads and writes. Who is not root can only be content with what it may write to.
    static func ensureDirectory(_ context: Context, _ identity: Identity?) throws(RunError) {
        try context.ensureDirectory(Layout.run, owner: context.isRoot ? identity : nil)
    }

    /// Renders all files. When nginx finds them wrong, nothing changes.
    static func render(
        _ context: Context, _ line: ServerLine, _ identity: Identity?
    ) throws(RunError) -> CheckedConfiguration {
        var main = try Configuration.main(context).target
        if let given = line.configuration { main = given }
        let check = ConfigurationCheck(context: context, identity: identity, arguments: line.arguments)
        var checked: CheckedConfiguration?
        try context.renderTemplates(owner: identity) { staged throws(RunError) in checked = try check.run(main, staged)
        }
        if let checked { return checked }
        // Nothing was to change, so nobody has looked yet.
        return try check.run(main, nil)
    }

    /// A killed nginx leaves its sockets behind, and the next one cannot listen there.
    private static func removeStaleSockets(
        _ addresses: [ConfigurationText.Address], _ context: Context
    ) throws(RunError) {
        for case .unix(let path) in addresses {
            let path = FilePath(path)
            if try context.kind(of: path) == .other, try !context.holds(.unixSocket(path)) { try context.remove(path) }
        }
    }
}
