import RunUtils

/// What a new database is made of.
struct RestoreSource {
    let path: FilePath
    let options: RestoreOptions
    /// Where it is a script.
    let script: DumpFile?
    /// What an archive lists.
    let content: ArchiveContent?
    /// The statements that make a database like the one of the backup, see `DatabaseMaking`; none where the backup does not tell.
    let making: String

    /// - Throws: When it is an archive of roles that are not there.
    init(archive path: FilePath, _ options: RestoreOptions, _ session: Session) throws(RunError) {
        self.path = path
        self.options = options
        script = nil
        let content = try ArchiveContent.of(path, session)
        self.content = content
        let beside = try RestoreSource.making(beside: path, session)
        if let beside {
            making = beside
        } else {
            making = try DumpedDatabase.statements(of: path, content, session)
        }
        if options.leavesOwners { return }
        let missing = content.missingOwners(
            of: try session.query("SELECT rolname FROM pg_catalog.pg_roles"))
        if missing.isEmpty { return }
        throw RunError(
            .failure,
            "\(quoted(path)) belongs to roles that are not there: \(missing.map { quoted($0) }.joined(separator: ", "))",
            hint: "make them by createuser or ROLES, or give --no-owner")
    }

    init(_ script: DumpFile, _ options: RestoreOptions, _ session: Session) throws(RunError) {
        path = script.path
        self.options = options
        self.script = script
        content = nil
        making = try RestoreSource.making(beside: script.path, session) ?? ""
    }

    private static func making(beside path: FilePath, _ session: Session) throws(RunError) -> String? {
        let file = BackupName.making(of: path)
        if try session.context.files.kind(of: file) == nil { return nil }
        return try session.read(file)
    }
}
