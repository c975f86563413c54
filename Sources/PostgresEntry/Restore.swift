import RunUtils

/// The command `restore`: into a new database, which takes the old one's name when it is complete.
enum Restore {
    private static let backup = Parameter.argument(
        "backup", .text, prompt: "Name of the backup", "Its name in BACKUP_DIR, or its path.")
    private static let database = Parameter.option(
        "database", .optional(.text), placeholder: "NAME",
        "The database to replace or make; by default the one that the backup's name tells.")
    private static let jobs = Parameter.option(
        "jobs", .optional(.integer(in: 1...64)), placeholder: "NUMBER", "So many tables at once.")
    private static let dropOld = Parameter.flag("drop-old", "Delete the old database when the new one is in its place.")
    private static let yes = Parameter.yes

    static let command = Command(
        "restore", "Replace a database by a backup; the old one stays as NAME_pre_restore_TIME.",
        example: "restore app_20261125T071500Z.dump",
        parameters: {
            backup
            database
            jobs
            dropOld
            yes
        }, run: run)

    private static func run(_ context: Context) throws(RunError) -> ExitStatus {
        let word = try context[backup]
        let path = word.utf8.contains(47) ? FilePath(word) : try context[Postgres.backupDirectory].appending(word)
        let file = Text.lastComponent(path.description)
        if try context.kind(of: path) == nil { throw RunError(.usage, "restore: there is no " + quoted(path)) }
        guard let name = BackupName(file) else {
            throw RunError(
                .usage,
                "restore: \"\(path)\" is no backup; expected a file that ends with .dump or .sql, or a directory with .dir or .all"
            )
        }
        if name.format == .plain { try refuseOtherDatabases(path, context) }
        if name.format == .all, try context[database] != nil {
            throw RunError(.usage, "restore: a backup of all databases is restored under their own names")
        }
        let target = try context[database] ?? name.database
        if target.isEmpty && name.format != .all {
            throw RunError(.usage, "restore: " + quoted(file) + " does not name a database; expected --database NAME")
        }
        let replaced = name.format == .all ? "all databases" : target
        try context.confirm("This replaces \"\(replaced)\" by \"\(file)\".", typed: replaced, unless: yes)
        try Server.withSession(context) { session throws(RunError) in
            try verify(path, file, session)
            if name.format == .all { return try restoreAll(path, session) }
            try RestoredDatabase.replace(
                target, by: path, name.format, session, jobs: context[jobs] ?? 1, dropsOld: context[dropOld])
        }
        return .success
    }

    /// A script may go to other databases than the one it is given to, perhaps the one in service.
    private static func refuseOtherDatabases(_ path: FilePath, _ context: Context) throws(RunError) {
        let found = try context.output(
            of: ["sed", "-n", "/^\\\\c\\(onnect\\)\\{0,1\\} /{p;q}", path.description], as: context.ensureAccount())
        if let line = Text.lines(found).first {
            throw RunError(
                .usage, "restore: \"\(path)\" goes to a database of its own: " + quoted(line),
                hint: "make a dump of a single database by pg_dump without --create")
        }
    }

    private static func verify(_ path: FilePath, _ file: String, _ session: Session) throws(RunError) {
        let sums = FilePath("\(path).sha256")
        guard try session.context.kind(of: sums) != nil else {
            return session.context.warn(quoted(sums) + " is not there; the backup is taken as it is")
        }
        var program = Program(["sha256sum", "--check", "--quiet", "--strict", sums.description])
        program.directory = path.parent
        try session.context.run(program, "Verifying the checksums", as: session.identity)
    }

    private static func restoreAll(_ path: FilePath, _ session: Session) throws(RunError) {
        let globals = Globals.text(
            try session.read(path.appending("globals.sql")), without: try session.query(Globals.existing))
        try session.run(globals, "Restoring roles and tablespaces")
        for file in try session.context.names(in: path) {
            // A name of ours without its time.
            guard Text.ends(file, with: "_.dump"), let name = BackupName.database(ofPart: file) else { continue }
            let making = BackupName.making(of: path.appending(file))
            let isThere = try session.context.kind(of: making) != nil
            try RestoredDatabase.replace(
                name, by: path.appending(file), .custom, session, jobs: session.context[jobs] ?? 1,
                dropsOld: session.context[dropOld], making: isThere ? making : nil)
        }
    }
}
