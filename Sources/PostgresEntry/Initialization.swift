import RunUtils

/// Makes a cluster. initdb makes it in a directory below the data directory, so that a volume's mount point is as good as any.
/// Then it takes its place, and what belongs into it is made there, so that paths which scripts name stay right. A journal of the
/// steps tells all the time that it is not whole: no server serves it, and what was ended in the middle is thrown away by the
/// next start.
struct Initialization {
    let context: Context
    let directory: FilePath
    let identity: Identity?
    /// What an image's user adds to the server's command line.
    let words: [String]
    private let staging: FilePath
    private let cluster: FilePath

    init(_ preparation: Preparation, _ words: [String] = []) {
        context = preparation.context
        directory = preparation.directory
        identity = preparation.identity
        self.words = words
        staging = directory.appending(Layout.staging)
        cluster = staging.appending(Layout.newCluster)
    }

    /// Makes it, in a directory that has none, and puts it into place. Nothing is kept of one that cannot be made.
    func run() throws(RunError) {
        let arguments = InitdbArguments(context[Postgres.initdbArguments])
        if let objection = arguments.objection { throw objection }
        let password = try requiredPassword()
        // initdb shows what it sets when that fails, so it never gets the password itself.
        let salt = try Host.randomBytes(16)
        let verifier = arguments.keepsMD5 ? nil : password.flatMap { SCRAM.verifier(of: $0, salt: salt) }
        let content = try NewContent(context, password: verifier == nil ? password : nil, arguments.keepsMD5)
        try context.files.acting(as: identity) { () throws(RunError) in
            try context.files.ensureDirectory(staging, mode: 0o700)
        }
        var journal = Journal()
        if let log = context[Postgres.walDirectory] {
            try prepareWAL(log)
            journal.walDirectory = log.description
        }
        journal.begin("initdb")
        try write(journal)
        do throws(RunError) { try make(content, verifier, hasPassword: password != nil, &journal) } catch {
            // A stop is not kept waiting.
            if error.status.rawValue <= 128 {
                do throws(RunError) { try beginAfresh() } catch {
                    context.warn(error.message + "; the next start removes what is left of the new cluster")
                }
            }
            throw error
        }
    }

    private func make(
        _ content: NewContent, _ verifier: String?, hasPassword: Bool, _ journal: inout Journal
    ) throws(RunError) {
        // What a server will change is not worth writing to the disk before.
        try initdb(verifier, hasPassword: hasPassword, synchronizes: content.isEmpty)
        var record = Record()
        record.isOurs = true
        record.superuser = context[Postgres.superuser]
        record.password = verifier
        record.accessRules = try AccessRules.place(below: cluster, context, identity)
        try record.write(below: cluster, context, owner: identity)
        if content.isEmpty {
            journal.close()
            try write(journal, isDurable: true)
            try finish()
            // No server was needed. Who waits for the second of these lines, as docker-library's image has two, would wait for ever.
            return context.note(
                "the cluster is made; next, as log readers count it: database system is ready to accept connections")
        }
        guard let system = try ControlData(of: cluster, context, identity).system else {
            throw RunError(.failure, "pg_controldata does not tell which cluster is in \(quoted(cluster))")
        }
        journal.system = system
        journal.begin(Journal.placing)
        // Without it on the disk, what lies in place would count as whole after a crash of the machine.
        try write(journal, isDurable: true)
        try context.files.acting(as: identity, place)
        try fill(&journal, content, &record)
        try record.write(below: directory, context, owner: identity)
        let program = Program(["initdb", "--sync-only", "-D", directory.description])
        try context.run(program, "Writing the database to the disk", as: identity)
        journal.close()
        try write(journal, isDurable: true)
        try finish()
    }

    /// Puts what is left of a whole cluster into place. PG_VERSION, without which no server starts, comes last.
    func finish() throws(RunError) {
        try context.files.acting(as: identity) { () throws(RunError) in
            try place()
            try context.files.remove(staging)
        }
    }

    private func place() throws(RunError) {
        guard try context.files.kind(of: cluster) != nil else { return }
        let names = try context.files.names(in: cluster)
        for name in names where name != "PG_VERSION" { try move(name) }
        try context.files.synchronize(directory)
        if names.contains("PG_VERSION") { try move("PG_VERSION") }
        try context.files.synchronize(directory)
        try context.files.remove(cluster)
    }

    private func move(_ name: String) throws(RunError) {
        try context.files.rename(cluster.appending(name), to: directory.appending(name))
    }

    private func write(_ journal: Journal, isDurable: Bool = false) throws(RunError) {
        try journal.write(below: directory, context, owner: identity, isDurable: isDurable)
    }

    /// Throws away what an earlier try has left.
    func beginAfresh() throws(RunError) { try context.files.acting(as: identity, clean) }

    /// Throws away what an earlier try has left, with the service's rights: the journal lies where that user may write, so what
    /// it names is emptied only where the variable names the same. The journal goes last.
    private func clean() throws(RunError) {
        let journal = try Journal.read(below: directory, context, owner: identity)
        if let journal, journal.isInPlace {
            try context.files.remove(directory.appending("PG_VERSION"))
            for name in try context.files.names(in: directory)
            where name != Layout.staging && !DataDirectory.isKept(name) {
                try context.files.remove(directory.appending(name))
            }
        }
        if let log = journal?.walDirectory, let path = context[Postgres.walDirectory], path.description == log,
            try context.files.kind(of: path) == .directory
        {
            for name in try context.files.names(in: path) { try context.files.remove(path.appending(name)) }
        }
        try context.files.remove(cluster)
        try context.files.remove(staging)
    }

    private func prepareWAL(_ path: FilePath) throws(RunError) {
        // Looked at first: a directory of somebody else's must not be given away.
        if try context.files.kind(of: path) != nil, try !context.files.names(in: path).isEmpty {
            throw RunError(
                .configuration, "POSTGRES_INITDB_WALDIR: \"\(path)\" is not empty; expected an empty directory",
                hint: "name a directory below it")
        }
        try context.files.ensureDirectory(path, owner: identity, mode: 0o700)
    }

    /// - Returns: nil where nobody needs one.
    private func requiredPassword() throws(RunError) -> String? {
        if let password = context[Postgres.password] { return password }
        if HostAuthentication.isTrust(context[Postgres.hostAuthenticationMethod]) {
            context.warn(
                "POSTGRES_HOST_AUTH_METHOD is \"trust\": whoever reaches the port is let in without a password")
            return nil
        }
        throw RunError(
            .configuration,
            "neither POSTGRES_PASSWORD nor DB_PASSWORD is set; a new cluster needs a superuser password",
            hint: "set it, or POSTGRES_PASSWORD_FILE to the file of a secret")
    }

    private func initdb(_ verifier: String?, hasPassword: Bool, synchronizes: Bool) throws(RunError) {
        let file = staging.appending(Layout.passwordFile)
        var program = Program([
            "initdb", "-D", cluster.description, "-U", context[Postgres.superuser], "--encoding=UTF8",
            "--data-checksums", "--no-instructions", "--auth-local=peer",
        ])
        if !synchronizes { program.append(["--no-sync"]) }
        if hasPassword {
            // initdb asks for one whatever the methods are; one that a server sets later is nobody's until then.
            let random = Base64.encoded(try Host.randomBytes(24))
            let password = verifier ?? String(decoding: random, as: UTF8.self)
            try context.files.write("\(password)\n", to: file, owner: identity, mode: 0o400)
            program.append(["--pwfile=\(file)", verifier == nil ? "--auth-host=reject" : "--auth-host=scram-sha-256"])
        } else {
            program.append(["--auth-host=trust"])
        }
        if let log = context[Postgres.walDirectory] { program.append(["--waldir=\(log)"]) }
        program.append(context[Postgres.initdbArguments])
        try UnknownUser.prepare(&program, context, identity)
        try context.run(program, "Initializing the database", as: identity)
        // What the image's sample says for who copies it is the template's to say here, and would overrule another template.
        let configuration = cluster.appending("postgresql.conf")
        try context.run(
            Program(["sed", "-i", "s/^listen_addresses = '\\*'/#&/", configuration.description]), as: identity)
        try context.files.acting(as: identity) { () throws(RunError) in
            try context.files.synchronize(configuration)
            try context.files.remove(file)
        }
    }

    /// Makes what belongs into it, on a server that nobody else finds.
    private func fill(_ journal: inout Journal, _ content: NewContent, _ record: inout Record) throws(RunError) {
        journal.begin("databases and roles")
        try write(journal)
        var verifier = record.password
        try Server.withPrivate(context, directory, isNew: true, as: identity, words: words) {
            session throws(RunError) in
            if let password = content.password {
                if content.keepsMD5 {
                    verifier = try Passwords.setMD5(password, of: session.superuser, session)
                } else {
                    verifier = try Passwords.set(password, of: session.superuser, session)
                }
            }
            if content.database != "postgres" {
                try session.run(
                    SQL.ensureDatabase(content.database, owner: session.superuser),
                    "Creating the database " + quoted(content.database))
            }
            try content.state.makeTrue(session)
            let scripts = ScriptShell(session, database: content.database, dataDirectory: directory, isNew: true)
            // It notes there which script it runs.
            try scripts.run(content.scripts, notes: Journal.path(below: directory))
        }
        // What crashed would come up without the content of its unlogged tables.
        if try ControlData(of: directory, context, identity).isCrashed(journal.system ?? "") {
            throw RunError(
                .failure, "the server of the first start did not shut down as it should; nothing of it is kept")
        }
        journal = try Journal.read(below: directory, context, owner: identity) ?? journal
        record.password = verifier
    }
}

/// What a new cluster gets from a server, besides what initdb makes.
private struct NewContent {
    /// One that initdb cannot set.
    let password: String?
    /// Whether it is kept as initdb's arguments want it.
    let keepsMD5: Bool
    let database: String
    let state: DeclaredState
    let scripts: [FilePath]

    init(_ context: Context, password: String?, _ keepsMD5: Bool) throws(RunError) {
        self.password = password
        self.keepsMD5 = keepsMD5
        database = Postgres.standardDatabase(context)
        state = try DeclaredState.of(context)
        scripts = try InitScripts.list(in: Layout.onceScripts, context)
    }

    var isEmpty: Bool { password == nil && database == "postgres" && state.isEmpty && scripts.isEmpty }
}
