import RunUtils

/// The server as the container's service.
enum Start {
    /// - Parameter words: What an image's user adds to the server's command line.
    static func run(_ context: Context, _ words: [String]) throws(RunError) -> ExitStatus {
        if let objection = Place.objection(to: words, context[Postgres.dataDirectory]) { throw objection }
        // Keeps the lock of the data directory as long as the server runs.
        var preparation: Preparation?
        defer { withExtendedLifetime(preparation) {} }
        var service = Service("postgres")
        service.stop = .signal(.interrupt)
        service.signals = [.handle(.hangup, by: Configuration.reload)]
        let identity = try context.accounts.ensure()
        let status = try context.runDaemon(
            service,
            initfunc: { (context, service) throws(RunError) in
                let prepared = try initialize(context, words, beforeStart: true)
                try Archiving.note(words, prepared)
                preparation = prepared
                // Only now is everything there that has a say in it.
                let place = try Place.find(context, words, identity)
                service.program = Server.program(context, words, at: place)
                try UnknownUser.prepare(&service.program, context, identity)
                let socket = Server.socket(in: place.socketDirectory, port: place.port)
                service.ready = .condition(.postgresSocket(socket, user: context[Postgres.superuser]))
            },
            semaphore: context[Postgres.semaphore])
        // Where no check went before, the server was the check; the reason for its end is to be the same. One that was stopped says nothing.
        if status == .failure, !context.wasServiceStopped {
            // Nobody can stop this any more.
            let limit = Duration.seconds(5)
            do throws(RunError) {
                try Configuration.check(Layout.configuration, context, identity, within: limit)
            } catch {
                // What is in place counts as right at the next start.
                try? context.files.remove(Layout.configuration)
                if error.status == .unavailable { return status }
                throw error
            }
        }
        return status
    }

    /// Everything before the server starts: a whole cluster is in its place afterwards, with what was declared.
    ///
    /// - Parameters:
    ///   - words: What an image's user adds to the server's command line.
    ///   - beforeStart: Whether the server starts next, which may be the check of its configuration.
    @discardableResult
    static func initialize(
        _ context: Context, _ words: [String] = [], beforeStart: Bool = false
    ) throws(RunError) -> Preparation {
        try PasswordSpelling.settle(context)
        try HostAuthentication.settle(context, words)
        let preparation = try Preparation(context)
        let initialization = Initialization(preparation, words)
        var isThere = true
        switch preparation.found {
        case .whole:
            context.note("the new cluster is whole; putting it into place")
            try initialization.finish()
        case .unfinished(let step):
            context.warn("making the cluster was interrupted at \"\(step)\"; starting over")
            // Its configuration may be what ended it.
            try initialization.beginAfresh()
            isThere = false
        case .empty:
            isThere = false
            try AnonymousVolume.warn(preparation)
        case .foreign, .cluster: break
        }
        if isThere {
            try SuperuserName.check(preparation, words)
            try update(preparation, words, beforeStart)
        } else {
            try Configuration.render(context, preparation.identity)
            try initialization.run()
            context.note("PostgreSQL init process complete; ready for start up.")
        }
        return preparation
    }

    /// Makes the declared state of a cluster true that was there before.
    private static func update(_ preparation: Preparation, _ words: [String], _ beforeStart: Bool) throws(RunError) {
        let (context, directory, identity) = (preparation.context, preparation.directory, preparation.identity)
        var record = try Record.read(below: directory, context, owner: identity)
        let state = try DeclaredState.of(context)
        let scripts = try InitScripts.list(in: Layout.everyStartScripts, context)
        let declared = context[Postgres.password]
        let decision = SuperuserPassword(declared: declared, record)
        let password = decision == .set ? declared : nil
        let waiting =
            state.names + (password == nil ? [] : ["the changed password of the superuser"])
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
        try Server.withPrivate(context, directory, isNew: false, as: identity, words: words) {
            session throws(RunError) in
            if let password {
                record.password = try Passwords.set(password, of: superuser, session)
                try record.write(below: directory, context, owner: identity)
            }
            try state.makeTrue(session)
            if scripts.isEmpty { return }
            let shell = ScriptShell(session, database: database, dataDirectory: directory, isNew: false)
            try context.files.acting(as: identity) { () throws(RunError) in try context.files.remove(Layout.scriptNotes)
            }
            try shell.run(scripts, notes: Layout.scriptNotes)
        }
    }
}
