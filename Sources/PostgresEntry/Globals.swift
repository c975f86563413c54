import RunUtils

/// What belongs to no database, as `pg_dumpall --globals-only` writes it.
enum Globals {
    /// How the statements begin that are not carried out: those for roles and tablespaces that are there; and those for the
    /// superuser, whose password is the container's business.
    static let existing = """
        SELECT 'CREATE ROLE ' || pg_catalog.quote_ident(rolname) || ';' FROM pg_catalog.pg_roles
        UNION ALL SELECT 'CREATE TABLESPACE ' || pg_catalog.quote_ident(spcname) || ' OWNER ' FROM pg_catalog.pg_tablespace
        UNION ALL SELECT 'ALTER ROLE ' || pg_catalog.quote_ident(current_user) || ' WITH '
        """

    /// Carries out those of a backup that are not there.
    static func restore(_ file: FilePath, _ session: Session) throws(RunError) {
        let text = DumpScript(try session.read(file)).text(without: try session.query(existing))
        try session.run(
            Restriction(session.context).around(text), "Restoring roles and tablespaces")
    }
}
