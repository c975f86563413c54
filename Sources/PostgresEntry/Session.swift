import RunUtils

/// A server that answers at a Unix socket and lets the superuser in without a password.
final class Session {
    let context: Context
    let socketDirectory: FilePath
    let port: Int
    let superuser: String
    /// Who its clients run as.
    let identity: Identity?

    init(_ context: Context, in socketDirectory: FilePath, port: Int, superuser: String, as identity: Identity?) {
        self.context = context
        self.socketDirectory = socketDirectory
        self.port = port
        self.superuser = superuser
        self.identity = identity
    }

    /// The server that runs in this container.
    convenience init(running context: Context) throws(RunError) {
        self.init(
            context, in: try context[Postgres.socketDirectory], port: try context[Postgres.port],
            superuser: try context[Postgres.superuser], as: try context.ensureAccount())
    }

    /// A client program that finds the server by its environment.
    ///
    /// - Parameter database: Not a connection string, whatever it looks like.
    func client(_ words: [String], database: String = "postgres") -> Program {
        var program = Program(words)
        program.set("PGHOST", to: socketDirectory.description)
        program.set("PGPORT", to: "\(port)")
        program.set("PGUSER", to: superuser)
        program.set("PGDATABASE", to: database)
        for name in ["PGHOSTADDR", "PGSERVICE", "PGOPTIONS", "PGPASSFILE", "PGSSLMODE"] { program.set(name, to: nil) }
        return program
    }

    private static let psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]

    /// psql for statements of our own. What a database's owner has set for it does not count: no name means anything in a schema
    /// of theirs (ALTER DATABASE … SET search_path).
    ///
    /// - Parameter schema: Where something is made, if that is not said otherwise.
    func psql(_ options: [String], database: String, schema: String = "") -> Program {
        var program = client(Session.psql + options, database: database)
        program.set("PGOPTIONS", to: "-c search_path=\(schema)")
        return program
    }

    /// Gives statements to psql, on its standard input.
    ///
    /// - Parameters:
    ///   - schema: Where something is made, if that is not said otherwise.
    ///   - message: The step, for the log.
    /// - Throws: At the first statement that fails; those before it have been carried out.
    @inline(never) func run(
        _ sql: String, database: String = "postgres", schema: String = "", _ message: String
    ) throws(RunError) {
        try context.run(psql([], database: database, schema: schema), message, as: identity, input: sql)
    }

    /// What a file of the service's user holds.
    func read(_ path: FilePath) throws(RunError) -> String {
        try context.actingOnFiles(as: identity) { () throws(RunError) in try context.read(path) }
    }

    /// The rows of a query of one column.
    @inline(never) func query(_ sql: String, database: String = "postgres") throws(RunError) -> [String] {
        Text.lines(try context.output(of: psql(["-A", "-t"], database: database), as: identity, input: sql))
    }

    /// Runs a client program to its end, with a line in the log.
    @inline(never) func execute(_ words: [String], database: String = "postgres", _ message: String) throws(RunError) {
        try context.run(client(words, database: database), message, as: identity)
    }

    /// What a client program writes to its standard output.
    @inline(never) func output(of words: [String], database: String = "postgres") throws(RunError) -> String {
        try context.output(of: client(words, database: database), as: identity)
    }
}
