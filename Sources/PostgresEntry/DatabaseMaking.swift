import RunUtils

/// What a dump of a single database leaves out: how the database itself is made.
enum DatabaseMaking {
    /// The statements, for psql, that make a database like another one: its owner, encoding and locale, with its settings,
    /// comment and rights. The new one's name is psql's variable "database".
    /// None where there is no such database.
    static func statements(of database: String, _ session: Session) throws(RunError) -> String {
        try session.context.output(
            of: session.psql(["-A", "-t", "-v", "source=\(database)"], database: "postgres"),
            as: session.identity, input: query)
    }

    /// The same for a database of which nothing is known.
    static let statements = #"CREATE DATABASE :"database" TEMPLATE template0;\#n"#

    // Settings are copied as they are stored: some of them are lists, which a SET would take for one element. Columns that
    // not every version has are taken from JSON.
    private static let query = #"""
        WITH d AS (
            SELECT d.*, quote_ident(pg_get_userbyid(datdba)) AS owner,
                coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale') AS locale
            FROM pg_database d WHERE datname = :'source'
        )
        SELECT line FROM (
            SELECT 1 AS place, format(
                'CREATE DATABASE :"database" TEMPLATE template0 OWNER %s ENCODING %L LC_COLLATE %L LC_CTYPE %L%s%s%s;',
                owner, pg_encoding_to_char(encoding), datcollate, datctype,
                CASE datlocprovider
                    WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', locale)
                    WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', locale)
                    ELSE ' LOCALE_PROVIDER libc' END,
                format(' CONNECTION LIMIT %s', datconnlimit), ' TABLESPACE ' || quote_ident(spcname)) AS line
            FROM d JOIN pg_tablespace t ON t.oid = dattablespace
            UNION ALL SELECT 2, format('COMMENT ON DATABASE :"database" IS %L;', shobj_description(oid, 'pg_database'))
            FROM d WHERE shobj_description(oid, 'pg_database') IS NOT NULL
            UNION ALL SELECT 3, format('REVOKE ALL ON DATABASE :"database" FROM PUBLIC, %s;', owner)
            FROM d WHERE datacl IS NOT NULL
            UNION ALL SELECT 4, format(
                'GRANT %s ON DATABASE :"database" TO %s%s;', privilege_type,
                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM d, aclexplode(datacl)
            UNION ALL SELECT 5, format(
                'INSERT INTO pg_db_role_setting SELECT oid, %s, %L::text[] FROM pg_database WHERE datname = :''database'';',
                CASE setrole WHEN 0 THEN '0' ELSE format('%L::regrole', quote_ident(pg_get_userbyid(setrole))) END,
                setconfig)
            FROM d JOIN pg_db_role_setting s ON setdatabase = d.oid
        ) AS lines ORDER BY place

        """#
}
