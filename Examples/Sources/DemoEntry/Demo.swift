import RunUtils

/// The image of a small web application: a page, served by gunicorn, that counts its visits in PostgreSQL.
@main enum Demo {
    static let socket = Variable(
        "SOCKET", .path, default: "/opt/data/sockets/demo.sock", "Unix socket that the page is served at.")
    static let port = Variable("PORT", .optional(.port), "Port that it is served at, in the place of the socket.")
    static let workers = Variable("WORKERS", .integer(in: 1...64), default: 2, "Processes that serve the page.")
    static let semaphore = Variable("SEMAPHORE", .optional(.path), "File that exists while the page is served.")
    static let semaphoreDirectory = Variable(
        "SEMAPHORE_DIR", .path, default: "/opt/data/semaphores", "Directory of the semaphores that the page shows.")
    static let staticDirectory = Variable(
        "STATIC_DIR", .optional(.path), "Where the page's files are put that a web server before it serves.")
    static let host = Variable(
        "DB_HOST", .text, default: "/opt/data/sockets", "The database server: a name, or the directory of its socket.")
    static let databasePort = Variable("DB_PORT", .port, default: 5432, "The database server's port.")
    static let database = Variable("DB_NAME", .text, default: "demo", "The database.")
    static let role = Variable("DB_USER", .text, default: "demo", "The role that owns it.")
    static let password = Variable("DB_PASSWORD", .text, isSecret: true, "That role's password.")
    static let databaseSemaphore = Variable(
        "DB_SEMAPHORE", .optional(.path), "The database server's semaphore, which is waited for as well.")

    static let entrypoint = Entrypoint(
        "demo", "A page that shows in which order its stack came up, and counts its visits in PostgreSQL.",
        account: AccountVariables(defaultName: "demo", defaultUID: 8000),
        templates: TemplateSet(Rendering("/opt/config", to: "/run/demo"))
    ) {
        socket
        port
        workers
        semaphore
        semaphoreDirectory
        staticDirectory
        host
        databasePort
        database
        role
        password
        databaseSemaphore
    } commands: {
        Command("start", "Wait for the database, migrate it, and serve the page.", run: start)
        Command("migrate", "Wait for the database and migrate it, without serving the page.") {
            context throws(RunError) in
            try waitForDatabase(context)
            try initialize(context)
            return .success
        }
        Command.shell()
    }

    static func main() { entrypoint.main() }

    private static func start(_ context: Context) throws(RunError) -> ExitStatus {
        var service = Service("gunicorn", "--config", "/run/demo/gunicorn.conf.py", "application:application")
        service.ready = .condition(page(context))
        return try context.runDaemon(
            service, waitfunc: waitForDatabase, initfunc: initialize, semaphore: context[semaphore])
    }

    /// What holds when the application answers; it does so without the database, too.
    private static func page(_ context: Context) -> WaitCondition {
        if let port = context[port] { return .http(port: port, path: "/health") }
        return .httpSocket(context[socket], path: "/health")
    }

    /// The waitfunc. The semaphore tells that the server lives and has all that was declared; the server's own answer, that it
    /// can be reached from here.
    private static func waitForDatabase(_ context: Context) throws(RunError) {
        var conditions: [WaitCondition] = []
        if let semaphore = context[databaseSemaphore] { conditions.append(.semaphore(semaphore)) }
        conditions.append(server(context))
        try context.wait(for: .all(conditions), timeout: context[StandardVariables.waitTimeout])
    }

    /// The database server at its address.
    private static func server(_ context: Context) -> WaitCondition {
        let (host, port, role) = (context[host], context[databasePort], context[role])
        let directory = FilePath(host)
        if directory.isAbsolute { return .postgresSocket(directory.appending(".s.PGSQL.\(port)"), user: role) }
        return .postgres(host: host, port: port, user: role)
    }

    /// The initfunc: the user, the directory of the socket, the files, the configuration, the database's tables.
    private static func initialize(_ context: Context) throws(RunError) {
        let account = try context.accounts.ensure()
        // Services of several users keep their sockets there; each may remove its own only.
        if context[port] == nil { try context.files.ensureDirectory(context[socket].parent, mode: 0o1777) }
        if let directory = context[staticDirectory] { try context.files.copy("/opt/demo/static", to: directory) }
        try context.templates.render()
        try context.run(["python3", "/opt/demo/migrate.py"], "Migrating the database", as: account)
    }
}
