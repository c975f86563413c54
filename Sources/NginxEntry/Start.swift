import RunUtils

/// nginx as the container's service.
enum Start {
    /// - Parameter words: What an image's user adds to nginx's command line.
    static func run(_ context: Context, _ words: [String]) throws(RunError) -> ExitStatus {
        context.isQuiet = context[Nginx.quietLogs] != nil
        let line = try ServerLine(words)
        var service = Service(Layout.program)
        service.stop = stopPlan(context[StandardVariables.stopGrace])
        if let upstream = context[Nginx.upstream] {
            service.waitFor = [upstream.condition(context[Nginx.socketDirectory])]
        }
        service.signals = [
            .handle(.hangup) { (context, service) throws(RunError) in
                let identity = try context.accounts.ensure()
                try ensureDirectory(context, identity)
                let check = ConfigurationCheck(
                    context: context, identity: identity, line: line, allowed: service.capabilities)
                let checked = try render(check)
                service.ready = checked.ready
                return .hangup
            }
        ]
        service.reloadsOnChange = try Configuration.watched(context)
        return try context.runDaemon(
            service,
            initfunc: { (context, service) throws(RunError) in
                let checked = try initialize(context, line)
                try requireFree(checked.addresses, context)
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
        try Scripts.runEarly(context)
        try linkFiles(context)
        let check = ConfigurationCheck(context: context, identity: identity, line: line)
        let checked = try render(check, runsScripts: try Scripts.hasLate(context))
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
        if let owner { try giveDirectories(to: owner, context) }
        try context.files.ensureOwnDirectory(Layout.rendered)
        try context.files.ensureOwnDirectory(Layout.temporary)
        for name in Layout.temporaryNames {
            try context.files.ensureDirectory(Layout.temporary.appending(name), owner: owner, mode: 0o700)
        }
        try linkFiles(context)
    }

    /// Relative paths count from the directory of the rendered configuration, and an image's user means those of /etc/nginx.
    private static func linkFiles(_ context: Context) throws(RunError) {
        try Sites.prepare(context)
        try Sites.link(Layout.files, into: Layout.rendered, context)
    }

    /// Those that belong to the id that the image was made with. Others are a volume's, and its owner's business.
    private static func giveDirectories(to owner: Identity, _ context: Context) throws(RunError) {
        for directory in Layout.userDirectories
        where owner.uid != Nginx.imageUID && context.files.owner(of: directory) == Nginx.imageUID
            && context.files.isWritable(directory)
        {
            try context.files.ensureOwner(of: directory, owner: owner)
        }
    }

    /// Renders all files. When nginx finds them wrong, nothing changes.
    ///
    /// - Parameter runsScripts: Whether scripts follow that may make what the configuration needs, so that nginx looks at it behind
    ///   them, and what depends on that is rendered once more.
    static func render(
        _ check: ConfigurationCheck, runsScripts: Bool = false
    ) throws(RunError) -> CheckedConfiguration {
        let context = check.context
        try EnvironmentTemplates.warnOfDirectories(context)
        let gone = try GoneTemplates(context)
        try gone.remove()
        do throws(RunError) {
            var renderings: [Rendering]?
            if runsScripts {
                try context.templates.render(owner: check.identity)
                let second = try SecondRendering(context)
                try Scripts.runLate(context)
                try linkFiles(context)
                renderings = try second.renderings()
            }
            let main = try main(context, check.line)
            var checked: CheckedConfiguration?
            try context.templates.render(renderings, owner: check.identity) { staged throws(RunError) in
                checked = try check.run(main, staged)
            }
            // Nothing was to change, so nobody has looked yet.
            let result = if let checked { checked } else { try check.run(main, nil) }
            try gone.note()
            try TemplateUse.report(result.output, context)
            return result
        } catch {
            gone.putBack()
            throw error
        }
    }

    /// What has an address already would be taken for nginx, which tries for two seconds and ends.
    private static func requireFree(
        _ addresses: [ConfigurationText.Address], _ context: Context
    ) throws(RunError) {
        for address in addresses {
            guard let condition = address.condition, try context.isMet(condition, within: .milliseconds(500)) else {
                continue
            }
            throw RunError(.system, "cannot listen at \(address.text): somebody else does")
        }
    }

    /// Requests may end first. With a limit, connections that stay open end before nginx is killed.
    static func stopPlan(_ grace: Duration?) -> StopPlan {
        guard let grace else { return .signal(.quit) }
        return [.signal(.quit, grace: grace - min(grace / 4, .seconds(5))), .signal(.terminate)]
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
