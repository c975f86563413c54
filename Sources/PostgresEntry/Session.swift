import RunUtils

/// A server that answers at a Unix socket and lets the superuser in without a password, and how we talk to it. All that we ask
/// goes through `client` and `psql`: nothing of the container's environment, of start-up files, or of what a database's owner
/// has set for it counts there.
final class Session {
    let context: Context
    let socketDirectory: FilePath
    let port: Int
    let superuser: String
    /// Who its clients run as.
    let identity: Identity?
    /// Where it is not at a socket of this container.
    private let remote: RemoteServer?

    init(
        _ context: Context, in socketDirectory: FilePath, port: Int, superuser: String, as identity: Identity?,
        remote: RemoteServer? = nil
    ) {
        self.remote = remote
        self.context = context
        self.socketDirectory = socketDirectory
        self.port = port
        self.superuser = superuser
        self.identity = identity
    }

    /// The server that runs in this container, wherever it is; the variables tell where it would be.
    convenience init(running context: Context) throws(RunError) {
        let identity = try context.accounts.ensure()
        let server = RunningServer.find(below: context[Postgres.dataDirectory], context, identity)
        self.init(
            context, in: server.map { FilePath($0.socketDirectory) } ?? context[Postgres.socketDirectory],
            port: server?.port ?? context[Postgres.port], superuser: context[Postgres.superuser], as: identity)
    }

    /// What counts in each session, whatever a database or a role has (`ALTER DATABASE … SET`): settings of a session's start come
    /// before those.
    private static let allSettings = [
        "standard_conforming_strings=on", "password_encryption=scram-sha-256", "default_transaction_read_only=off",
        "statement_timeout=0", "lock_timeout=0", "transaction_timeout=0", "idle_session_timeout=0",
        "idle_in_transaction_session_timeout=0", "vacuum_cost_delay=0", "local_preload_libraries=", "role=none",
    ]

    private var settings: [String] {
        remote == nil ? Session.allSettings : Session.allSettings.filter { !RemoteServer.newSettings.contains($0) }
    }

    private static func options(_ settings: [String]) -> String { settings.map { "-c \($0)" }.joined(separator: " ") }

    /// A program of an image's user that finds the server by its environment.
    ///
    /// - Parameters:
    ///   - database: Not a connection string, whatever it looks like.
    ///   - names: What of the container's environment it does not get.
    func foreign(
        _ words: [String], database: String = "postgres", without names: [String] = ClientVariables.names
    ) throws(RunError) -> Program {
        var program = Program(words)
        for name in names where remote == nil || !RemoteServer.variables.contains(name) {
            program.set(name, to: nil)
        }
        // A peer that accepts and says nothing.
        if remote != nil { program.setDefault("PGCONNECT_TIMEOUT", to: "30") }
        program.set("PGHOST", to: remote?.host ?? socketDirectory.description)
        program.set("PGPORT", to: "\(port)")
        program.set("PGUSER", to: superuser)
        program.set("PGDATABASE", to: database)
        // No password is ours to tell, and none is asked for. libpq says so when it finds a file that is none.
        if names.contains("PGPASSFILE") {
            program.set("PGPASSFILE", to: remote?.passwordFile?.description ?? "/dev/null/none")
        }
        // Others may make a socket there while the server is away: it must belong to the server's user (SO_PEERCRED), as libpq calls
        // it.
        try UnknownUser.prepare(&program, context, identity)
        if identity != nil, remote == nil { program.set("PGREQUIREPEER", to: context[Postgres.account.name]) }
        return program
    }

    /// A program that brings statements of somebody else's, which say themselves where their names are, or mean `public`.
    func script(_ words: [String], database: String) throws(RunError) -> Program {
        var program = try foreign(words, database: database)
        program.set("PGOPTIONS", to: Session.options(settings + ["search_path=\"$user\",public"]))
        return program
    }

    /// A client program with a session of our own. No name means anything in a schema of a database's owner.
    func client(
        _ words: [String], database: String = "postgres", settings: [String] = []
    ) throws(RunError) -> Program {
        var program = try foreign(words, database: database)
        program.set("PGOPTIONS", to: Session.options(self.settings + ["search_path="] + settings))
        return program
    }

    /// psql without start-up files, which ends at the first error.
    static let psql = ["psql", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1"]

    /// psql for statements of our own. Who holds a lock, as a prepared transaction may for ever, does not hold them up for long.
    ///
    /// - Parameter schema: Where something is made, if that is not said otherwise.
    func psql(_ options: [String], database: String, schema: String = "") throws(RunError) -> Program {
        try client(
            Session.psql + options, database: database,
            settings: ["client_encoding=UTF8", "lock_timeout=30s", "search_path=\(schema)"])
    }

    /// Gives statements to psql, on its standard input.
    ///
    /// - Parameters:
    ///   - schema: Where something is made, if that is not said otherwise.
    ///   - message: The step, for the log.
    /// - Throws: At the first statement that fails; those before it have been carried out.
    func run(
        _ sql: String, database: String = "postgres", schema: String = "", _ message: String
    ) throws(RunError) {
        try context.run(psql([], database: database, schema: schema), message, as: identity, input: sql)
    }

    /// What a file of the service's user holds.
    func read(_ path: FilePath) throws(RunError) -> String {
        try context.files.acting(as: identity) { () throws(RunError) in try context.files.read(path) }
    }

    /// The rows of a query of one column. A NUL byte ends each, which no value can hold.
    func query(_ sql: String, database: String = "postgres") throws(RunError) -> [String] {
        let program = try psql(["-A", "-t", "-0"], database: database)
        return Text.pieces(try context.run(program, as: identity, input: sql, output: .captured).output, at: 0)
    }

    /// Runs a client program to its end, with a line in the log.
    func execute(_ words: [String], database: String = "postgres", _ message: String) throws(RunError) {
        try context.run(client(words, database: database), message, as: identity)
    }

    /// What a client program writes to its standard output.
    func output(of words: [String], database: String = "postgres") throws(RunError) -> String {
        try context.run(client(words, database: database), as: identity, output: .captured).output
    }
}
