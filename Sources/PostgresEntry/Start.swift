import RunUtils

/// The server as the container's service.
enum Start {
    /// - Parameter words: What an image's user adds to the server's command line.
    static func run(_ context: Context, _ words: [String]) throws(RunError) -> ExitStatus {
        let port = Server.port(words, otherwise: context[Postgres.port])
        let socket = Server.socket(in: context[Postgres.socketDirectory], port: port)
        // Keeps the lock of the data directory as long as the server runs.
        var preparation: Preparation?
        defer { withExtendedLifetime(preparation) {} }
        var service = Service(try Server.program(context, words))
        let identity = try context.accounts.ensure()
        try UnknownUser.prepare(&service.program, context, identity)
        service.stop = .signal(.interrupt)
        service.ready = .condition(.postgresSocket(socket, user: context[Postgres.superuser]))
        service.signals = [.handle(.hangup, by: Configuration.reload)]
        let status = try context.runDaemon(
            service,
            initfunc: { context throws(RunError) in
                let prepared = try initialize(context, beforeStart: true)
                try Archiving.note(words, prepared)
                preparation = prepared
            },
            semaphore: context[Postgres.semaphore])
        // Where no check went before, the server was the check; the reason for its end is to be the same.
        if status == .failure {
            do throws(RunError) { try Configuration.check(Layout.configuration, context, identity) } catch {
                // What is in place counts as right at the next start.
                try? context.files.remove(Layout.configuration)
                throw error
            }
        }
        return status
    }

    /// Everything before the server starts: a whole cluster is in its place afterwards, with what was declared.
    ///
    /// - Parameter beforeStart: Whether the server starts next, which may be the check of its configuration.
    @discardableResult
    static func initialize(_ context: Context, beforeStart: Bool = false) throws(RunError) -> Preparation {
        let preparation = try Preparation(context)
        let initialization = Initialization(preparation)
        var isThere = true
        switch preparation.found {
        case .whole:
            context.note("the new cluster is whole; putting it into place")
            try initialization.finish()
        case .unfinished(let step):
            context.warn("the making of the cluster was ended in \"\(step)\"; it begins afresh")
            isThere = false
        case .empty: isThere = false
        case .foreign, .cluster: break
        }
        if isThere {
            try update(preparation, beforeStart)
        } else {
            try Configuration.render(context, preparation.identity)
            try initialization.run()
        }
        return preparation
    }

    /// Makes the declared state of a cluster true that was there before.
    private static func update(_ preparation: Preparation, _ beforeStart: Bool) throws(RunError) {
        let (context, directory, identity) = (preparation.context, preparation.directory, preparation.identity)
        var record = try Record.read(below: directory, context, owner: identity)
        let state = try DeclaredState.of(context)
        let scripts = try InitScripts.list(in: Layout.everyStartScripts, context)
        let declared = context[Postgres.password]
        let decision = SuperuserPassword(declared: declared, record)
        let password = decision == .set ? declared : nil
        let waiting =
            state.names + (password == nil ? [] : ["the changed DB_PASSWORD"])
            + (scripts.isEmpty ? [] : ["the scripts in \(Layout.everyStartScripts)"])
        let isRecovering = try Recovery.isUnderWay(directory, context)
        if isRecovering && !waiting.isEmpty { context.warn(Recovery.message(waiting)) }
        let needsServer = !waiting.isEmpty && !isRecovering
        // A check takes as long as a third of the server's start, and spares nothing where none went before.
        let replaces = try context.files.kind(of: Layout.configuration) != nil
        try Configuration.render(context, identity, isChecked: needsServer || replaces || !beforeStart)
        if decision == .noted, let declared {
            try record.note(declared, below: directory, context, owner: identity)
        }
        if !needsServer { return }
        let superuser = context[Postgres.superuser]
        let database = Postgres.standardDatabase(context)
        try Server.withPrivate(context, directory, isNew: false, as: identity) { session throws(RunError) in
            if let password {
                record.password = try Passwords.set(password, of: superuser, session)
                try record.write(below: directory, context, owner: identity)
            }
            try state.makeTrue(session)
            for script in scripts {
                try InitScripts.run(script, session, database: database, dataDirectory: directory, isNew: false)
            }
        }
    }
}
