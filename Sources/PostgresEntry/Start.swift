import RunUtils

/// The server as the container's service.
enum Start {
    /// - Parameter words: What an image's user adds to the server's command line.
    static func run(_ context: Context, _ words: [String]) throws(RunError) -> ExitStatus {
        let port = Server.port(words, otherwise: try context[Postgres.port])
        let socket = Server.socket(in: try context[Postgres.socketDirectory], port: port)
        // Keeps the lock of the data directory as long as the server runs.
        var preparation: Preparation?
        defer { withExtendedLifetime(preparation) {} }
        var program = try Server.program(context, words)
        try UnknownUser.prepare(&program, context, context.ensureAccount())
        return try context.runDaemon(
            program, stopSignal: .interrupt,
            initfunc: { context throws(RunError) in preparation = try initialize(context) },
            ready: .condition(.postgresSocket(socket, user: try context[Postgres.superuser])),
            signals: [.handle(.hangup, by: Configuration.reload)], semaphore: context[Postgres.semaphore])
    }

    /// Everything before the server starts: a whole cluster is in its place afterwards, with what was declared.
    @discardableResult
    static func initialize(_ context: Context) throws(RunError) -> Preparation {
        let preparation = try Preparation(context)
        let initialization = Initialization(preparation)
        switch preparation.found {
        case .whole:
            context.note("the new cluster is whole; putting it into place")
            try initialization.finish()
        case .unfinished(let step): context.warn("the making of the cluster was ended in \"\(step)\"; it begins afresh")
        case .empty, .foreign, .cluster: break
        }
        try Configuration.render(context, preparation.identity)
        switch preparation.found {
        case .empty, .unfinished: try initialization.run()
        case .whole, .cluster, .foreign: try update(preparation)
        }
        return preparation
    }

    /// Makes the declared state of a cluster true that was there before.
    private static func update(_ preparation: Preparation) throws(RunError) {
        let (context, directory, identity) = (preparation.context, preparation.directory, preparation.identity)
        var record = try Record.read(below: directory, context)
        let state = try DeclaredState.of(context)
        let scripts = try InitScripts.list(in: Layout.everyStartScripts, context)
        let password = try changedPassword(context, record)
        if state.isEmpty && scripts.isEmpty && password == nil { return }
        let superuser = try context[Postgres.superuser]
        let database = try Postgres.standardDatabase(context)
        try Server.withPrivate(context, directory, isNew: false, as: identity) { session throws(RunError) in
            if let password {
                record.password = try Passwords.set(password, of: superuser, session)
                try record.write(below: directory, context, owner: identity)
            }
            try state.makeTrue(session)
            for script in scripts {
                try InitScripts.run(script, session, database: database, dataDirectory: directory)
            }
        }
    }

    /// The superuser's password when it is not the one that was set last.
    private static func changedPassword(_ context: Context, _ record: Record) throws(RunError) -> String? {
        guard let password = try context[Postgres.password] else { return nil }
        if let verifier = record.password, SCRAM.matches(password, verifier) { return nil }
        return password
    }
}
