import RunUtils

/// What a dump of a single database leaves out: how the database itself is made.
enum DatabaseMaking {
    /// The statements, for psql, that make a database like another one: the first one makes it, with its encoding and locale; the
    /// others give it owner, settings, comment and rights. The new one's name is psql's variable "database".
    /// None where there is no such database.
    static func statements(of database: String, _ session: Session) throws(RunError) -> String {
        try session.context.run(
            session.psql(["-A", "-t", "-v", "source=\(database)"], database: "postgres"), as: session.identity,
            input: query, output: .captured
        ).output
    }

    /// The same for a database of which nothing is known.
    static let statements = #"CREATE DATABASE :"database" TEMPLATE template0;\#n"#

    // Settings are copied as they are stored: some of them are lists, which a SET would take for one element. Columns that
    // not every version has are taken from JSON.
    private static let query = #"""
        WITH d AS (
            SELECT d.*, pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(datdba)) AS owner,
                coalesce(pg_catalog.to_jsonb(d)->>'datlocale', pg_catalog.to_jsonb(d)->>'daticulocale') AS locale
            FROM pg_catalog.pg_database d WHERE datname = :'source' AND datconnlimit <> -2
        )
        SELECT line FROM (
            SELECT 1 AS place, pg_catalog.format(
                'CREATE DATABASE :"database" TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L%s%s;',
                pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype,
                CASE pg_catalog.to_jsonb(d)->>'datlocprovider'
                    WHEN 'i' THEN pg_catalog.format(' LOCALE_PROVIDER icu ICU_LOCALE %L', locale)
                    WHEN 'b' THEN pg_catalog.format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', locale)
                    ELSE ' LOCALE_PROVIDER libc' END,
                ' TABLESPACE ' || pg_catalog.quote_ident(spcname)) AS line
            FROM d JOIN pg_catalog.pg_tablespace t ON t.oid = dattablespace
            UNION ALL SELECT 2, pg_catalog.format('ALTER DATABASE :"database" OWNER TO %s;', owner) FROM d
            UNION ALL SELECT 2, pg_catalog.format('ALTER DATABASE :"database" CONNECTION LIMIT %s;', datconnlimit) FROM d
            UNION ALL SELECT 2, 'ALTER DATABASE :"database" IS_TEMPLATE true;' FROM d WHERE datistemplate
            UNION ALL SELECT 2, pg_catalog.format('COMMENT ON DATABASE :"database" IS %L;', pg_catalog.shobj_description(oid, 'pg_database'))
            FROM d WHERE pg_catalog.shobj_description(oid, 'pg_database') IS NOT NULL
            UNION ALL SELECT 3, pg_catalog.format('REVOKE ALL ON DATABASE :"database" FROM PUBLIC, %s;', owner)
            FROM d WHERE datacl IS NOT NULL
            UNION ALL SELECT 4, pg_catalog.format(
                'GRANT %s ON DATABASE :"database" TO %s%s;', privilege_type,
                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(grantee)) END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM d, pg_catalog.aclexplode(datacl)
            UNION ALL SELECT 5, pg_catalog.format(
                'INSERT INTO pg_catalog.pg_db_role_setting SELECT oid, %s, %L::pg_catalog.text[] FROM pg_catalog.pg_database WHERE datname = :''database'';',
                CASE setrole WHEN 0 THEN '0' ELSE pg_catalog.format('%L::pg_catalog.regrole', pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(setrole))) END,
                setconfig)
            FROM d JOIN pg_catalog.pg_db_role_setting s ON setdatabase = d.oid
        ) AS lines ORDER BY place

        """#
}
