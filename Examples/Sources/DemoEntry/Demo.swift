import RunUtils

/// The image of a small web application: a page, served by gunicorn, that counts its visits in PostgreSQL.
enum Demo {
    static let socket = Variable(
        "SOCKET", .path, default: "/opt/data/sockets/demo.sock", "Unix socket that the page is served at.")
    static let port = Variable("PORT", .optional(.port), "Port that it is served at, in the place of the socket.")
    static let workers = Variable("WORKERS", .integer(in: 1...64), default: "2", "Processes that serve the page.")
    static let semaphore = Variable("SEMAPHORE", .optional(.path), "File that exists while the page is served.")
    static let semaphoreDirectory = Variable(
        "SEMAPHORE_DIR", .path, default: "/opt/data/semaphores", "Directory of the semaphores that the page shows.")
    static let staticDirectory = Variable(
        "STATIC_DIR", .optional(.path), "Where the page's files are put that a web server before it serves.")
    static let host = Variable(
        "DB_HOST", .text, default: "/opt/data/sockets", "The database server: a name, or the directory of its socket.")
    static let databasePort = Variable("DB_PORT", .port, default: "5432", "The database server's port.")
    static let database = Variable("DB_NAME", .text, default: "demo", "The database.")
    static let role = Variable("DB_USER", .text, default: "demo", "The role that owns it.")
    static let password = Variable("DB_PASSWORD", .text, isSecret: true, "That role's password.")
    static let databaseSemaphore = Variable(
        "DB_SEMAPHORE", .optional(.path), "The database server's semaphore, which is waited for as well.")

    static let image = Image(
        name: "demo",
        summary: "A page that shows in which order its stack came up, and counts its visits in PostgreSQL.",
        account: AccountVariables(defaultName: "demo", defaultUID: 8000),
        renderings: { _ throws(RunError) in [Rendering("/opt/config", to: "/run/demo")] },
        variables: {
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
        },
        commands: [
            Command("start", "Wait for the database, migrate it, and serve the page.", run: start),
            Command("migrate", "Wait for the database and migrate it, without serving the page.") {
                context throws(RunError) in
                try waitForDatabase(context)
                try initialize(context)
                return .success
            },
            .shell(),
        ])

    private static func start(_ context: Context) throws(RunError) -> ExitStatus {
        try context.runDaemon(
            ["gunicorn", "--config", "/run/demo/gunicorn.conf.py", "application:application"],
            stopSignal: .terminate, waitfunc: waitForDatabase, initfunc: initialize,
            ready: .condition(try page(context)), semaphore: context[semaphore])
    }

    /// What holds when the application answers; it does so without the database, too.
    private static func page(_ context: Context) throws(RunError) -> WaitCondition {
        if let port = try context[port] { return .http(port: port, path: "/health") }
        return .httpSocket(try context[socket], path: "/health")
    }

    /// The waitfunc. The semaphore tells that the server lives and has all that was declared; the server's own answer, that it
    /// can be reached from here.
    private static func waitForDatabase(_ context: Context) throws(RunError) {
        var conditions: [WaitCondition] = []
        if let semaphore = try context[databaseSemaphore] { conditions.append(.semaphore(semaphore)) }
        conditions.append(try server(context))
        try context.wait(for: conditions, timeout: context[StandardVariables.waitTimeout])
    }

    /// The database server at its address.
    private static func server(_ context: Context) throws(RunError) -> WaitCondition {
        let (host, port, role) = (try context[host], try context[databasePort], try context[role])
        let directory = FilePath(host)
        if directory.isAbsolute { return .postgresSocket(directory.appending(".s.PGSQL.\(port)"), user: role) }
        return .postgres(host: host, port: port, user: role)
    }

    /// The initfunc: the user, the directory of the socket, the files, the configuration, the database's tables.
    private static func initialize(_ context: Context) throws(RunError) {
        let account = try context.ensureAccount()
        // Services of several users keep their sockets there; each may remove its own only.
        if try context[port] == nil { try context.ensureDirectory(context[socket].parent, mode: 0o1777) }
        if let directory = try context[staticDirectory] { try context.copy("/opt/demo/static", to: directory) }
        try context.renderTemplates()
        try context.run(["python3", "/opt/demo/migrate.py"], "Migrating the database", as: account)
    }
}
