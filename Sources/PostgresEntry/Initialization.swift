import RunUtils

/// Makes a cluster. All of it is made in a directory below the data directory, so that a volume's mount point is as good as
/// any, with a journal of the steps. Only what is whole and on the disk takes its place; what was ended in the middle is
/// thrown away by the next start.
struct Initialization {
    let context: Context
    let directory: FilePath
    let identity: Identity?
    private let staging: FilePath
    private let cluster: FilePath

    init(_ preparation: Preparation) {
        context = preparation.context
        directory = preparation.directory
        identity = preparation.identity
        staging = directory.appending(Layout.staging)
        cluster = staging.appending(Layout.newCluster)
    }

    /// Makes it and puts it into place.
    func run() throws(RunError) {
        let password = try requiredPassword()
        // initdb shows what it sets when that fails, so it never gets the password itself.
        let salt = try Host.randomBytes(16)
        let verifier = password.flatMap { SCRAM.verifier(of: $0, salt: salt) }
        let content = try NewContent(context, password: verifier == nil ? password : nil)
        var journal = Journal()
        try context.files.acting(as: identity) { () throws(RunError) in
            try clean()
            try context.files.ensureDirectory(staging, mode: 0o700)
        }
        if let log = context[Postgres.walDirectory] {
            try prepareWAL(log)
            journal.walDirectory = log.description
        }
        journal.begin("initdb")
        try write(journal)
        // What a server will change is not worth writing to the disk before.
        try initdb(verifier, hasPassword: password != nil, synchronizes: content.isEmpty)
        var record = Record()
        record.isOurs = true
        record.password = verifier
        if !content.isEmpty { try fill(&journal, content, &record) }
        try record.write(below: cluster, context, owner: identity)
        if !content.isEmpty {
            let program = Program(["initdb", "--sync-only", "-D", cluster.description])
            try context.run(program, "Writing the database to the disk", as: identity)
        }
        journal.close()
        try write(journal)
        try finish()
    }

    /// Puts a whole cluster into place, also one of which a part is there already. PG_VERSION, without which no server
    /// starts, comes last.
    func finish() throws(RunError) {
        try context.files.acting(as: identity) { () throws(RunError) in try putIntoPlace() }
    }

    private func putIntoPlace() throws(RunError) {
        if try context.files.kind(of: cluster) != nil {
            let names = try context.files.names(in: cluster)
            for name in names where name != "PG_VERSION" { try move(name) }
            try context.files.synchronize(directory)
            if names.contains("PG_VERSION") { try move("PG_VERSION") }
            try context.files.synchronize(directory)
        }
        try context.files.remove(staging)
    }

    private func move(_ name: String) throws(RunError) {
        try context.files.rename(cluster.appending(name), to: directory.appending(name))
    }

    private func write(_ journal: Journal) throws(RunError) {
        try journal.write(below: directory, context, owner: identity)
    }

    /// Throws away what an earlier try has left, with the service's rights: the journal lies where that user may write, so what
    /// it names is emptied only where the variable names the same.
    private func clean() throws(RunError) {
        let journal = try Journal.read(below: directory, context, owner: identity)
        if let log = journal?.walDirectory, let path = context[Postgres.walDirectory], path.description == log,
            try context.files.kind(of: path) == .directory
        {
            for name in try context.files.names(in: path) { try context.files.remove(path.appending(name)) }
        }
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
        if context[Postgres.hostAuthenticationMethod] == "trust" {
            context.warn(
                "POSTGRES_HOST_AUTH_METHOD is \"trust\": whoever reaches the port is let in without a password")
            return nil
        }
        throw RunError(
            .configuration, "DB_PASSWORD is not set; expected the password of the superuser of a new cluster",
            hint: "set DB_PASSWORD, or DB_PASSWORD_FILE to the file of a secret")
    }

    private func initdb(_ verifier: String?, hasPassword: Bool, synchronizes: Bool) throws(RunError) {
        let file = staging.appending(Layout.passwordFile)
        var program = Program([
            "initdb", "-D", cluster.description, "-U", context[Postgres.superuser], "--encoding=UTF8",
            "--data-checksums", "--no-instructions", "--auth-local=peer",
        ])
        if !synchronizes { program.append(["--no-sync"]) }
        if let verifier {
            try context.files.write("\(verifier)\n", to: file, owner: identity, mode: 0o400)
            program.append(["--pwfile=\(file)", "--auth-host=scram-sha-256"])
        } else {
            program.append([hasPassword ? "--auth-host=reject" : "--auth-host=trust"])
        }
        if let log = context[Postgres.walDirectory] { program.append(["--waldir=\(log)"]) }
        program.append(context[Postgres.initdbArguments])
        try UnknownUser.prepare(&program, context, identity)
        try context.run(program, "Initializing the database", as: identity)
        try context.files.acting(as: identity) { () throws(RunError) in try context.files.remove(file) }
    }

    /// Makes what belongs into it, on a server that nobody else finds.
    private func fill(_ journal: inout Journal, _ content: NewContent, _ record: inout Record) throws(RunError) {
        journal.begin("databases and roles")
        try write(journal)
        var (steps, verifier) = (journal, record.password)
        try Server.withPrivate(context, cluster, isNew: true, as: identity) { session throws(RunError) in
            if let password = content.password {
                verifier = try Passwords.set(password, of: session.superuser, session)
            }
            if content.database != "postgres" {
                try session.run(
                    SQL.ensureDatabase(content.database, owner: session.superuser),
                    "Creating the database " + quoted(content.database))
            }
            try content.state.makeTrue(session)
            for script in content.scripts {
                steps.begin("script \(script)")
                try write(steps)
                try InitScripts.run(
                    script, session, database: content.database, dataDirectory: cluster, isNew: true)
            }
        }
        journal = steps
        record.password = verifier
    }
}

/// What a new cluster gets from a server, besides what initdb makes.
private struct NewContent {
    /// One that initdb cannot set.
    let password: String?
    let database: String
    let state: DeclaredState
    let scripts: [FilePath]

    init(_ context: Context, password: String?) throws(RunError) {
        self.password = password
        database = Postgres.standardDatabase(context)
        state = try DeclaredState.of(context)
        scripts = try InitScripts.list(in: Layout.onceScripts, context)
    }

    var isEmpty: Bool { password == nil && database == "postgres" && state.isEmpty && scripts.isEmpty }
}
