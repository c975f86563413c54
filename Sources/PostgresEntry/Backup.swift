import RunUtils

/// The command `backup`: what has its final name is whole, verified and on the disk.
enum Backup {
    private static let name = Parameter.argument(
        "name", .optional(.fileName),
        "Its name: NAME.dump, or .sql, .dir or .all as --format and --all say; by default DATABASE_TIME.")
    private static let database = Parameter.option(
        "database", .optional(.text), placeholder: "NAME", "The database; POSTGRES_DB by default.")
    private static let format = Parameter.option(
        "format", .optional(.oneOf(["custom", "plain", "directory"])), "What pg_dump writes; custom by default.")
    private static let jobs = Parameter.option(
        "jobs", .optional(.integer(in: 1...64)), placeholder: "NUMBER",
        "Tables dumped in parallel, with --format directory.")
    private static let all = Parameter.flag(
        "all", "All databases, with roles and tablespaces; those that cannot be dumped are named.")
    private static let host = Parameter.option(
        "host", .optional(.text), placeholder: "HOST",
        "Dump a server over the network; PGSSLMODE and its like count. Give each server a BACKUP_DIR of its own.")
    private static let port = Parameter.option(
        "port", .optional(.port), placeholder: "NUMBER", "Its port; PGPORT by default.")
    private static let user = Parameter.option(
        "user", .optional(.text), placeholder: "ROLE", "The role that logs in there; POSTGRES_USER by default.")
    private static let passwordFile = Parameter.option(
        "password-file", .optional(.path), placeholder: "FILE", "The password's file; POSTGRES_PASSWORD by default.")
    private static let keep = Parameter.option(
        "keep", .optional(.integer(in: 1...100_000)), placeholder: "NUMBER",
        "Delete older backups of this database, so that this many stay.")

    static let command = Command(
        "backup", "Dump a database into BACKUP_DIR.", example: "backup --keep 7",
        parameters: {
            name
            database
            format
            jobs
            all
            keep
            host
            port
            user
            passwordFile
        }, run: run)

    private static func run(_ context: Context) throws(RunError) -> ExitStatus {
        let format = try chosenFormat(context)
        let given = context[name]
        if let given { try check(given, format) }
        let standard = Postgres.standardDatabase(context)
        let database = format == .all ? "all" : context[Backup.database] ?? standard
        try withSession(context) { session throws(RunError) in
            let place = try BackupPlace(session)
            let time =
                Text.lines(try context.run(["date", "-u", "+%Y%m%dT%H%M%SZ"], output: .captured).output).first ?? ""
            var name = given ?? BackupName.name(database, time, format)
            try place.refuse(name)
            let new = place.work.appending(name)
            var failed: [String] = []
            try place.making { () throws(RunError) in
                if format == .all {
                    failed = try BackupOfAll(session, place, new).dump()
                    if !failed.isEmpty { name = BackupName.incomplete(name) }
                    try place.refuse(name)
                } else {
                    try dump(session, place, database, format, to: new)
                    try verify(session, format, new)
                }
                try place.publish(new, name)
            }
            let path = place.directory.appending(name)
            if !failed.isEmpty {
                throw RunError(
                    .failure, "\(quoted(path)) lacks \(failed.map { quoted($0) }.joined(separator: ", ")), see above",
                    hint: "it has the others; older backups stay")
            }
            if let count = context[keep] { try place.thin(database, isAll: format == .all, keeping: count, made: name) }
            try context.print("\(path)\n")
        }
        return .success
    }

    private static func withSession(
        _ context: Context, _ body: (Session) throws(RunError) -> Void
    ) throws(RunError) {
        guard let host = context[host] else {
            if context[port] == nil, context[user] == nil, context[passwordFile] == nil {
                return try Server.withSession(context, body)
            }
            throw RunError(.usage, "backup: --port, --user and --password-file need --host")
        }
        if host.utf8.first == 47 || host.utf8.first == 64 {
            throw RunError(.usage, "backup: --host: \(quoted(host)) is a socket; expected a name or an address")
        }
        try PasswordSpelling.settle(context)
        var password = context[Postgres.password]
        if let file = context[passwordFile] {
            password = Text.pieces(try context.files.read(file), at: .newline).first.map {
                Text.start(of: $0, before: "\r") ?? $0
            }
            if password == nil {
                throw RunError(.configuration, "backup: \(quoted(file)) is empty; expected a password")
            }
        }
        try RemoteServer.withSession(
            context, host: host, port: context[port] ?? context[Postgres.port],
            user: context[user] ?? context[Postgres.superuser], password: password, body)
    }

    private static func chosenFormat(_ context: Context) throws(RunError) -> BackupName.Format {
        let word = context[format]
        let isAll = context[all]
        if isAll && (word ?? "custom") != "custom" {
            throw RunError(.usage, "backup: --all has a format of its own; leave out --format")
        }
        let result: BackupName.Format =
            isAll ? .all : (word ?? "") == "plain" ? .plain : (word ?? "") == "directory" ? .directory : .custom
        if context[jobs] != nil, result != .directory {
            throw RunError(.usage, "backup: --jobs needs --format directory")
        }
        return result
    }

    private static func check(_ name: String, _ format: BackupName.Format) throws(RunError) {
        if Text.ends(name, with: format.rawValue) { return }
        throw RunError(
            .usage, "backup: \"\(name)\" is not a name for this format; expected one that ends in \(format.rawValue)")
    }

    private static func dump(
        _ session: Session, _ place: BackupPlace, _ database: String, _ format: BackupName.Format, to path: FilePath
    ) throws(RunError) {
        switch format {
        case .plain:
            try dump(session, place, database, ["--format=plain"], to: path)
            // The other formats tell it themselves.
            try place.write(DatabaseMaking.statements(of: database, session), to: BackupName.making(of: path))
        case .directory:
            let count = session.context[jobs] ?? 1
            try dump(session, place, database, ["--format=directory", "--jobs=\(count)"], to: path)
        case .custom, .all: try dump(session, place, database, ["--format=custom"], to: path)
        }
    }

    /// So long a table that somebody else has locked is waited for.
    private static let lockPatience = "--lock-wait-timeout=30min"

    /// Dumps a database.
    static func dump(
        _ session: Session, _ place: BackupPlace, _ database: String, _ options: [String], to file: FilePath
    ) throws(RunError) {
        let words = ["pg_dump", lockPatience] + options
        try place.run(words, session, database, to: file, "Dumping the database " + quoted(database))
    }

    private static func verify(_ session: Session, _ format: BackupName.Format, _ path: FilePath) throws(RunError) {
        if format != .plain { return try list(session, path) }
        let end = try session.context.run(
            ["tail", "-c", "500", path.description], as: session.identity, output: .captured
        ).output
        try DumpFile.requireEnd(in: end, of: path)
    }

    /// Reads what an archive lists.
    static func list(_ session: Session, _ path: FilePath) throws(RunError) {
        try session.execute(["pg_restore", "--list", "--file=/dev/null", path.description], "Verifying it")
    }
}
