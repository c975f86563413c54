import RunUtils

/// A new database that is to take an old one's place.
enum RestoredDatabase {
    /// Marks a database that is being filled, as a comment, so that one which a killed restore has left is known.
    private static let marker = "being restored by RunUtils"

    /// Fills a new database, checks it, and swaps the names in one transaction. Whatever fails before changes nothing.
    static func replace(
        _ name: String, by backup: FilePath, _ format: BackupName.Format, _ session: Session, jobs: Int, dropsOld: Bool
    ) throws(RunError) {
        try sweep(session)
        let time =
            try session.query("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"')").first ?? ""
        let new = DatabaseName.extended(name, "_restore_\(time)")
        let old = DatabaseName.extended(name, "_pre_restore_\(time)")
        let owner = try session.query(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = \(SQL.literal(name))"
        ).first
        try session.run(
            "CREATE DATABASE \(SQL.identifier(new)) TEMPLATE template0 OWNER \(SQL.identifier(owner ?? session.superuser));\n"
                + "COMMENT ON DATABASE \(SQL.identifier(new)) IS \(SQL.literal(marker));\n",
            "Creating the database \"\(new)\"")
        do throws(RunError) {
            try fill(new, backup, format, session, jobs)
            try check(new, backup, format, session)
            if owner != nil { try session.run(settings(from: name, to: new), "Copying settings and rights") }
            try swap(name, old, new, session, hasOld: owner != nil)
        } catch {
            try? session.run("DROP DATABASE IF EXISTS \(SQL.identifier(new)) WITH (FORCE);\n", "Dropping \"\(new)\"")
            throw error
        }
        if owner == nil { return }
        if dropsOld {
            try session.run("DROP DATABASE \(SQL.identifier(old)) WITH (FORCE);\n", "Dropping the old database")
        } else {
            session.context.note("the old database is \"\(old)\"")
        }
    }

    /// Drops what a killed restore has left.
    private static func sweep(_ session: Session) throws(RunError) {
        let names = try session.query(
            "SELECT datname FROM pg_database d WHERE shobj_description(oid, 'pg_database') = \(SQL.literal(marker))"
                + " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)")
        for name in names {
            try session.run(
                "DROP DATABASE \(SQL.identifier(name));\n", "Dropping \"\(name)\", which an ended restore has left")
        }
    }

    private static func fill(
        _ name: String, _ backup: FilePath, _ format: BackupName.Format, _ session: Session, _ jobs: Int
    ) throws(RunError) {
        let message = "Restoring \"\(backup)\""
        if format == .plain {
            let words = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", backup.description]
            return try session.execute(words, database: name, message)
        }
        // A connection string, since pg_restore takes no database from the environment.
        let target = "dbname='\(Text.escaped(name))'"
        let words = ["pg_restore", "--exit-on-error", "--jobs=\(jobs)", "--dbname=\(target)", backup.description]
        try session.execute(words, database: name, message)
    }

    /// It has as many tables as the backup lists, and all of them can be read by ANALYZE.
    private static func check(
        _ name: String, _ backup: FilePath, _ format: BackupName.Format, _ session: Session
    ) throws(RunError) {
        try session.run("ANALYZE;\n", database: name, "Checking \"\(name)\"")
        if format == .plain { return }
        let list = try session.output(of: ["pg_restore", "--list", backup.description])
        var expected = 0
        // "215; 1259 16385 TABLE public accounts owner"
        for line in Text.lines(list) where line.utf8.first != 59 {
            let words = Array(line.utf8).split(separator: 32)
            if words.count > 4, Text.isWord(words[3], "TABLE"), !Text.isWord(words[4], "DATA"),
                !Text.isWord(words[4], "ATTACH")
            {
                expected += 1
            }
        }
        let found =
            try session.query(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                    + " WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
                    + " AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')",
                database: name
            ).first ?? ""
        if found != "\(expected)" {
            throw RunError(
                .failure, "the restored database has \(found) tables, but the backup \(expected); nothing was changed")
        }
    }

    /// What belongs to a database and is in none of its dumps: ALTER DATABASE … SET, ALTER ROLE … IN DATABASE, GRANT … ON DATABASE.
    private static func settings(from old: String, to new: String) -> String {
        let (oldName, newName) = (SQL.literal(old), SQL.literal(new))
        return """
            SELECT format('ALTER %s SET %I TO %s', CASE WHEN setrole = 0 THEN format('DATABASE %I', \(newName)) ELSE
              format('ROLE %I IN DATABASE %I', pg_get_userbyid(setrole), \(newName)) END, split_part(one, '=', 1),
              quote_literal(substr(one, strpos(one, '=') + 1)))
            FROM pg_db_role_setting, unnest(setconfig) one
            WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = \(oldName)) \\gexec
            SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', \(newName)) FROM pg_database
            WHERE datname = \(oldName) AND datacl IS NOT NULL \\gexec
            SELECT format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, \(newName),
              CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
              CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_database, aclexplode(datacl) WHERE datname = \(oldName) \\gexec

            """
    }

    /// Clients of the old database are sent away; one that comes back in between makes the renaming fail, so it is tried again.
    private static func swap(
        _ name: String, _ old: String, _ new: String, _ session: Session, hasOld: Bool
    ) throws(RunError) {
        let rename = { (from: String, to: String) in
            "ALTER DATABASE \(SQL.identifier(from)) RENAME TO \(SQL.identifier(to));\n"
        }
        let sql =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \(SQL.literal(name)) \\g /dev/null\n"
            + "BEGIN;\n" + (hasOld ? rename(name, old) : "") + rename(new, name)
            + "COMMENT ON DATABASE \(SQL.identifier(name)) IS NULL;\nCOMMIT;\n"
        for attempt in 1...5 {
            do throws(RunError) {
                // Not from the database that gets another name.
                let elsewhere = name == "postgres" ? "template1" : "postgres"
                return try session.run(sql, database: elsewhere, "Putting the new database into place")
            } catch { if attempt == 5 || error.status != .failure { throw error } }
        }
    }
}
