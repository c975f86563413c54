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
    private static let all = Parameter.flag("all", "All databases, with roles and tablespaces.")
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
        }, run: run)

    private static func run(_ context: Context) throws(RunError) -> ExitStatus {
        let format = try chosenFormat(context)
        let given = context[name]
        if let given { try check(given, format) }
        let standard = Postgres.standardDatabase(context)
        let database = format == .all ? "all" : context[Backup.database] ?? standard
        try Server.withSession(context) { session throws(RunError) in
            let place = try BackupPlace(session)
            let time =
                Text.lines(try context.run(["date", "-u", "+%Y%m%dT%H%M%SZ"], output: .captured).output).first ?? ""
            let name = given ?? BackupName.name(database, time, format)
            try place.refuse(name)
            let temporary = place.temporary(name)
            do throws(RunError) {
                try dump(session, place, database, format, to: temporary)
                try verify(session, format, temporary)
                try place.publish(temporary, name)
            } catch {
                try? place.remove(temporary)
                throw error
            }
            if let count = context[keep] { try place.thin(database, isAll: format == .all, keeping: count) }
            try context.print("\(place.directory.appending(name))\n")
        }
        return .success
    }

    private static func chosenFormat(_ context: Context) throws(RunError) -> BackupName.Format {
        let word = context[format]
        let isAll = context[all]
        if isAll && (word ?? "custom") != "custom" {
            throw RunError(.usage, "backup: --all has one format; expected no --format beside it")
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
            .usage, "backup: \"\(name)\" is not a name for it; expected one that ends with \(format.rawValue)")
    }

    private static func dump(
        _ session: Session, _ place: BackupPlace, _ database: String, _ format: BackupName.Format, to path: FilePath
    ) throws(RunError) {
        func dump(_ database: String, _ options: [String], to file: FilePath) throws(RunError) {
            let words = ["pg_dump", "--file=\(file)"] + options
            let program = try session.dumper(words, database: database)
            try session.context.run(program, "Dumping the database " + quoted(database), as: session.identity)
        }
        switch format {
        case .custom: try dump(database, ["--format=custom"], to: path)
        case .plain: try dump(database, ["--format=plain"], to: path)
        case .directory:
            let count = session.context[jobs] ?? 1
            try dump(database, ["--format=directory", "--jobs=\(count)"], to: path)
        case .all:
            try session.context.files.acting(as: session.identity) { () throws(RunError) in
                try session.context.files.ensureDirectory(path, mode: 0o700)
            }
            let globals = ["pg_dumpall", "--globals-only", "--file=\(path.appending("globals.sql"))"]
            try session.context.run(
                session.dumper(globals), "Dumping roles and tablespaces", as: session.identity)
            for name in try session.query(
                "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate AND datconnlimit <> -2"
            ) {
                let file = path.appending("\(BackupName.prefix(name)).dump")
                try dump(name, ["--format=custom"], to: file)
                try place.write(DatabaseMaking.statements(of: name, session), to: BackupName.making(of: file))
            }
        }
    }

    private static func verify(_ session: Session, _ format: BackupName.Format, _ path: FilePath) throws(RunError) {
        switch format {
        case .custom, .directory: try list(session, path)
        case .plain: try requireEnd(of: path, session.context, as: session.identity)
        case .all:
            for name in try session.context.files.names(in: path) where Text.ends(name, with: ".dump") {
                try list(session, path.appending(name))
            }
        }
    }

    /// A plain dump that was cut off is none.
    static func requireEnd(of path: FilePath, _ context: Context, as identity: Identity?) throws(RunError) {
        let end = try context.run(["tail", "-c", "500", path.description], as: identity, output: .captured).output
        for line in Text.lines(end) where line == "-- PostgreSQL database dump complete" { return }
        throw RunError(.failure, "the dump in " + quoted(path) + " has no end")
    }

    private static func list(_ session: Session, _ path: FilePath) throws(RunError) {
        try session.execute(["pg_restore", "--list", "--file=/dev/null", path.description], "Verifying it")
    }
}
