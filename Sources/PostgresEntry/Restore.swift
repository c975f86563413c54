import RunUtils

/// The command `restore`: into a new database, which takes the old one's name when it is complete.
enum Restore {
    private static let backup = Parameter.argument(
        "backup", .text, prompt: "Name of the backup", "Its name in BACKUP_DIR, or its path.")
    private static let database = Parameter.option(
        "database", .optional(.text), placeholder: "NAME",
        "The database to replace or make; by default the one that the backup's name tells.")
    private static let jobs = Parameter.option(
        "jobs", .integer(in: 1...64), default: 1, placeholder: "NUMBER", "Tables restored in parallel.")
    private static let noOwner = Parameter.flag(
        "no-owner", "Do not restore owners: the superuser owns everything.")
    private static let noPrivileges = Parameter.flag("no-privileges", "Leave out who was granted what.")
    private static let dropOld = Parameter.flag("drop-old", "Delete the old database when the new one is in its place.")

    static let command = Command(
        "restore",
        "Replace a database by a backup, with owner, settings and rights; the old one stays as NAME_pre_restore_TIME.",
        example: "restore app_20261125T071500Z.dump",
        parameters: {
            backup
            database
            jobs
            noOwner
            noPrivileges
            dropOld
                .yes
        }, run: run)

    private static func run(_ context: Context) throws(RunError) -> ExitStatus {
        let word = context[backup]
        let path = word.utf8.contains(47) ? FilePath(word) : context[Postgres.backupDirectory].appending(word)
        let file = Text.lastComponent(path.description)
        let (plainFile, unpacker) = DumpFile.unpacked(file)
        guard let kind = try context.files.kind(of: path, followsLinks: true) else {
            throw RunError(.usage, "restore: there is no " + quoted(path))
        }
        guard let name = BackupName(plainFile) else {
            throw RunError(
                .usage,
                "restore: \"\(path)\" is not a backup; expected a file that ends with .dump, .sql or .sql.gz, or a directory with .dir or .all"
            )
        }
        if kind != (name.format == .all || name.format == .directory ? .directory : .file) {
            throw RunError(.usage, "restore: " + quoted(path) + " is not what its name says")
        }
        let options = RestoreOptions(
            jobs: context[jobs], dropsOld: context[dropOld], leavesOwners: context[noOwner],
            leavesPrivileges: context[noPrivileges])
        if name.format == .plain, let word = options.words.first {
            throw RunError(
                .usage, "restore: \(word) is for what ends with .dump, .dir or .all",
                hint: "make the dump by pg_dump \(word)")
        }
        let script = name.format == .plain ? try DumpFile(path, unpacker: unpacker, context) : nil
        if name.format == .all, context[database] != nil {
            throw RunError(.usage, "restore: a backup of all databases is restored under their own names")
        }
        let target = context[database] ?? name.database
        if target.isEmpty && name.format != .all {
            throw RunError(.usage, "restore: " + quoted(file) + " does not name a database; expected --database NAME")
        }
        let replaced = name.format == .all ? "all databases" : target
        try context.confirm("This replaces \"\(replaced)\" by \"\(file)\".", typed: replaced)
        try Server.withSession(context) { session throws(RunError) in
            try verify(path, file, session)
            if name.format == .all { return try restoreAll(path, options, session) }
            let source =
                if let script { try RestoreSource(script, options, session) } else {
                    try RestoreSource(archive: path, options, session)
                }
            try RestoredDatabase.replace(target, by: source, session)
        }
        return .success
    }

    /// The file of checksums must be of this backup: each line names it, or a file in it.
    private static func verify(_ path: FilePath, _ file: String, _ session: Session) throws(RunError) {
        let sums = FilePath("\(path).sha256")
        guard let kind = try session.context.files.kind(of: sums) else {
            return session.context.warn(quoted(sums) + " is not there; the backup is taken as it is")
        }
        let lines = kind == .file ? Text.lines(try session.read(sums)) : []
        let isOwn = { (line: String) in
            // Behind 64 digits and two spaces.
            let name = String(decoding: Array(line.utf8.dropFirst(66)), as: UTF8.self)
            return name == file || name == "\(BackupName.making(of: FilePath(file)))"
                || Text.rest(of: name, behind: "\(file)/").map { !$0.utf8.contains(47) && $0 != ".." } ?? false
        }
        if lines.isEmpty || !lines.allSatisfy(isOwn) {
            throw RunError(
                .configuration, quoted(sums) + " is not of this backup; expected lines of sha256sum for " + quoted(file)
            )
        }
        var program = Program(["sha256sum", "--check", "--quiet", "--strict", "./\(file).sha256"])
        program.directory = path.parent
        try session.context.run(program, "Verifying the checksums", as: session.identity)
    }

    private static func restoreAll(
        _ path: FilePath, _ options: RestoreOptions, _ session: Session
    ) throws(RunError) {
        let files = try session.context.files.names(in: path)
        // A pipe would keep its reader for ever.
        for file in files where try session.context.files.kind(of: path.appending(file), followsLinks: true) == .other {
            throw RunError(.configuration, quoted(path.appending(file)) + " is not a regular file")
        }
        // All of each is read before anything is changed.
        for file in files where Text.ends(file, with: "_.dump") {
            try session.execute(
                ["pg_restore", "--file=/dev/null", path.appending(file).description], "Reading " + quoted(file))
        }
        let leftOut = path.appending(BackupOfAll.leftOut)
        if files.contains(BackupOfAll.leftOut) {
            for line in Text.lines(try session.read(leftOut)) { session.context.warn("not in this backup: \(line)") }
        }
        try Globals.restore(path.appending("globals.sql"), session)
        for file in files {
            // A name of ours without its time.
            guard Text.ends(file, with: "_.dump"), let name = BackupName.database(ofPart: file) else { continue }
            try RestoredDatabase.replace(
                name, by: RestoreSource(archive: path.appending(file), options, session), session)
        }
    }
}
