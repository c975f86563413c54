import RunUtils

/// A new database that is to take an old one's place.
enum RestoredDatabase {
    /// Marks a database that is being filled, at the beginning of its comment, so that one which a killed restore has left is known.
    private static let marker = "being restored by RunUtils"

    /// Fills a new database, checks it, and swaps the names in one transaction. Whatever fails before changes nothing.
    static func replace(_ name: String, by source: RestoreSource, _ session: Session) throws(RunError) {
        try sweep(session)
        // With milliseconds, since what is left of two long names may be the same.
        let time =
            try session.query(
                "SELECT pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.now()), 'YYYYMMDD\"T\"HH24MISSMS\"Z\"')"
            ).first ?? ""
        let new = DatabaseName.extended(name, "_restore_\(time)")
        let old = DatabaseName.extended(name, "_pre_restore_\(time)")
        var statements = try DatabaseMaking.statements(of: name, session)
        let hasOld = !statements.utf8.isEmpty
        // Without the backup's owners, it is made like the one that is there.
        let isOfBackup = !source.making.utf8.isEmpty && !(hasOld && source.options.leavesOwners)
        if isOfBackup { statements = source.making }
        if statements.utf8.isEmpty { statements = DatabaseMaking.statements }
        let parts = DumpScript(statements).parts
        let others = Array(parts.dropFirst())
        let rest = (isOfBackup ? source.options.wanted(others) : others).joined(separator: "\n")
        // Nobody but a superuser gets in before its rights are there, with which it takes its place.
        let creation = "\(parts.first.flatMap { Text.start(of: $0, before: ";") } ?? "") CONNECTION LIMIT 0;"
        statements =
            try Restriction(session.context).around(creation)
            + "COMMENT ON DATABASE \(SQL.identifier(new)) IS \(SQL.literal(marker));\n"
        do throws(RunError) {
            try create(new, statements, session, isOfBackup)
            try fill(new, source, session)
            try check(new, source, session)
            try swap(name, old, new, session, with: hasOld, rest)
        } catch {
            // Also after a stop, which starts nothing any more otherwise.
            try? session.context.cleanUp { () throws(RunError) in
                try session.run(
                    "DROP DATABASE IF EXISTS \(SQL.identifier(new)) WITH (FORCE);\n", "Dropping " + quoted(new))
            }
            throw error
        }
        if !hasOld { return }
        if source.options.dropsOld {
            let identifier = SQL.identifier(old)
            try session.run(
                "ALTER DATABASE \(identifier) IS_TEMPLATE false;\nDROP DATABASE \(identifier) WITH (FORCE);\n",
                "Dropping the old database")
        } else {
            session.context.note("the old database is " + quoted(old))
        }
    }

    private static func create(
        _ name: String, _ statements: String, _ session: Session, _ isOfBackup: Bool
    ) throws(RunError) {
        let program = try session.psql(["-v", "database=\(name)"], database: "postgres")
        do throws(RunError) {
            try session.context.run(
                program, "Creating the database " + quoted(name), as: session.identity, input: statements)
        } catch {
            var error = error
            // A locale that this image does not have, or a tablespace.
            if isOfBackup, error.status == .failure {
                error.hint = "to make it otherwise than in the backup, make it by createdb before, and give --no-owner"
            }
            throw error
        }
    }

    /// The comment of a row of pg_database.
    private static let comment = "pg_catalog.shobj_description(oid, 'pg_database')"

    /// Drops what a killed restore has left: what has its name and its mark, and nobody's session. One that cannot be dropped is no reason
    /// not to restore; whoever may make databases can make such a one.
    private static func sweep(_ session: Session) throws(RunError) {
        let isLeft =
            "pg_catalog.starts_with(\(comment), \(SQL.literal(marker))) AND datname ~ '_restore_[0-9]{8}T[0-9]{9}Z$'"
            + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)"
        for row in try session.query("SELECT oid || ' ' || datname FROM pg_catalog.pg_database d WHERE \(isLeft)") {
            let oid = Text.pieces(row, at: 32)[0]
            let name = Text.rest(of: row, behind: "\(oid) ") ?? ""
            do throws(RunError) {
                try session.run(
                    // Whoever holds it up is not waited for.
                    "SET lock_timeout = '2s'; SELECT pg_catalog.format('DROP DATABASE %I', datname) FROM pg_catalog.pg_database d"
                        + " WHERE oid = \(oid) AND \(isLeft) \\gexec\n",
                    "Dropping " + quoted(name) + ", left over from an interrupted restore")
            } catch {
                if error.status != .failure { throw error }
                session.context.warn(error.message)
            }
        }
    }

    private static func fill(_ name: String, _ source: RestoreSource, _ session: Session) throws(RunError) {
        if let script = source.script { return try script.fill(name, session) }
        // A connection string, since pg_restore takes no database from the environment.
        let target = "dbname='\(Text.escaped(name))'"
        let words =
            ["pg_restore", "--exit-on-error", "--jobs=\(source.options.jobs)", "--dbname=\(target)"]
            + source.options.words + [source.path.description]
        try session.execute(words, database: name, "Restoring " + quoted(source.path))
    }

    /// It has as many tables as the backup lists, and all of them can be read by ANALYZE.
    private static func check(_ name: String, _ source: RestoreSource, _ session: Session) throws(RunError) {
        try session.run("ANALYZE;\n", database: name, "Checking " + quoted(name))
        guard let expected = source.content?.tables else { return }
        let found =
            try session.query(
                "SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace"
                    + " WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
                    + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend WHERE classid = c.tableoid AND objid = c.oid"
                    + " AND deptype = 'e')",
                database: name
            ).first ?? ""
        if found != "\(expected)" {
            throw RunError(
                .failure, "the restored database has \(found) tables, but the backup \(expected); nothing was changed")
        }
    }

    /// Clients of the old database are sent away, and who got into the new one. The lock keeps all from coming back before the names are
    /// changed; one that was just coming may make it fail, or hold the lock up, so it is tried again.
    ///
    /// - Parameter statements: What gives the new database its owner, rights, settings and comment.
    private static func swap(
        _ name: String, _ old: String, _ new: String, _ session: Session, with hasOld: Bool, _ statements: String
    ) throws(RunError) {
        func rename(_ from: String, _ to: String) -> String {
            "ALTER DATABASE \(SQL.identifier(from)) RENAME TO \(SQL.identifier(to));\n"
        }
        func sendAway(_ database: String) -> String {
            "SELECT pg_catalog.pg_terminate_backend(pid, 5000) FROM pg_catalog.pg_stat_activity"
                + " WHERE datname = \(SQL.literal(database)) \\g /dev/null\n"
        }
        // All connections wait for it, so it is not waited for long.
        let lock =
            "SET LOCAL lock_timeout = '2s';\nLOCK TABLE pg_catalog.pg_database IN ACCESS EXCLUSIVE MODE;\nSET LOCAL lock_timeout = 0;\n"
        let identifier = SQL.identifier(new)
        let sql =
            "BEGIN;\n" + lock + sendAway(name) + sendAway(new)
            + "COMMENT ON DATABASE \(identifier) IS NULL;\nALTER DATABASE \(identifier) CONNECTION LIMIT -1;\n"
            + (try Restriction(session.context).around(statements)) + (hasOld ? rename(name, old) : "")
            + rename(new, name) + "COMMIT;\n"
        // Not from the database that gets another name.
        let elsewhere = name == "postgres" ? "template1" : "postgres"
        let program = try session.psql(["-v", "database=\(new)", "-v", "VERBOSITY=verbose"], database: elsewhere)
        for attempt in 1...5 {
            let result = try session.context.run(
                program, "Putting the new database into place", as: session.identity, input: sql, output: .captured,
                mayFail: true)
            if result.status == .success { return }
            if attempt == 5 || !isHeldUp(result.errors) {
                throw RunError(
                    .failure, "the new database cannot take its place; nothing was changed",
                    details: Text.lines(result.errors).filter { Text.rest(of: $0, behind: "LOCATION:") == nil })
            }
        }
    }

    /// Whether psql's messages, with their codes, tell that somebody was in the way: another try may go well.
    static func isHeldUp(_ messages: String) -> Bool {
        // lock_not_available, object_in_use and deadlock_detected.
        for line in Text.lines(messages) {
            for word in Text.words(line) where ["55P03:", "55006:", "40P01:"].contains(word) { return true }
        }
        return false
    }
}
