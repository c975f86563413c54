import RunUtils

/// A backup of all databases: a directory with what belongs to none of them, and for each a dump and the statements that make it.
struct BackupOfAll {
    private let session: Session
    private let place: BackupPlace
    private let directory: FilePath

    /// The file with the names of those that are not in it, and why.
    static let leftOut = "left-out"

    init(_ session: Session, _ place: BackupPlace, _ directory: FilePath) {
        self.session = session
        self.place = place
        self.directory = directory
    }

    /// Makes it. One that fails does not keep the others out.
    ///
    /// - Returns: The databases whose dump failed.
    func dump() throws(RunError) -> [String] {
        let context = session.context
        try context.files.acting(as: session.identity) { () throws(RunError) in
            try context.files.ensureDirectory(directory, mode: 0o700)
        }
        try place.run(
            ["pg_dumpall", "--globals-only"], session, "postgres", to: directory.appending("globals.sql"),
            "Dumping roles and tablespaces")
        var failed: [String] = []
        var notes = ""
        func leaveOut(_ name: String, _ reason: String) {
            notes += "\(quoted(name)) \(reason)\n"
            context.warn("\(quoted(name)) is not in the backup: it \(reason)")
        }
        for name in try databases("datallowconn AND datconnlimit <> -2") {
            do throws(RunError) { try dump(name) } catch {
                if error.status != .failure || context.stop != nil { throw error }
                failed.append(name)
                leaveOut(name, "could not be dumped: \(error.message)")
                try removeDump(of: name)
            }
        }
        for name in try databases("NOT datallowconn AND datconnlimit <> -2") {
            leaveOut(name, "allows no connections (ALTER DATABASE … ALLOW_CONNECTIONS true)")
        }
        for name in try databases("datconnlimit = -2") { leaveOut(name, "is invalid, and can only be dropped") }
        if !notes.utf8.isEmpty { try place.write(notes, to: directory.appending(BackupOfAll.leftOut)) }
        return failed
    }

    /// template0 is the same everywhere.
    private func databases(_ condition: String) throws(RunError) -> [String] {
        try session.query(
            "SELECT datname FROM pg_catalog.pg_database WHERE datname <> 'template0' AND \(condition) ORDER BY datname")
    }

    private func file(of name: String) -> FilePath { directory.appending("\(BackupName.prefix(name)).dump") }

    private func dump(_ name: String) throws(RunError) {
        let file = file(of: name)
        try Backup.dump(session, place, name, ["--format=custom"], to: file)
        try Backup.list(session, file)
        if name == "template1" {
            let isNothing = try isAsMade(file)
            if isNothing { return try removeDump(of: name) }
        }
        try place.write(DatabaseMaking.statements(of: name, session), to: BackupName.making(of: file))
    }

    /// Whether template1 has nothing but what initdb puts there.
    private func isAsMade(_ file: FilePath) throws(RunError) -> Bool {
        if try ArchiveContent.of(file, session).isMore { return false }
        return try session.query(
            "SELECT 'x' FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = setdatabase"
                + " WHERE datname = 'template1'"
        ).isEmpty
    }

    private func removeDump(of name: String) throws(RunError) {
        let file = file(of: name)
        for path in [file, BackupName.making(of: file)] { try place.remove(path) }
    }
}
