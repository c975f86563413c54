/// What the owner of a database may put before the system's own things, in a schema "evil" that names are looked for in first.
enum Trap: String, CaseIterable, Sendable {
    case namespace, tables, functions, operators, domains

    /// The schema with the trap. "evil.rise()" tries to make the owner a superuser, whoever calls it.
    var statements: String {
        """
        CREATE SCHEMA evil;
        CREATE FUNCTION evil.rise() RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
            BEGIN
                IF (SELECT rolsuper FROM pg_roles WHERE rolname = 'app') THEN RETURN true; END IF;
                EXECUTE 'ALTER ROLE app SUPERUSER';
                RETURN true;
            EXCEPTION WHEN insufficient_privilege THEN RETURN true; END $$;
        \(parts.joined(separator: "\n"))
        """
    }

    private var parts: [String] {
        switch self {
        case .namespace: [Trap.view("pg_namespace")]
        case .tables:
            [
                "pg_class", "pg_depend", "pg_database", "pg_roles", "pg_extension", "pg_stat_activity", "pg_tablespace",
            ].map { Trap.view($0) }
        case .functions:
            [
                """
                CREATE FUNCTION evil.step(bigint) RETURNS bigint LANGUAGE sql
                    AS 'SELECT CASE WHEN evil.rise() THEN $1 + 1 END';
                CREATE AGGREGATE evil.count(*) (sfunc = evil.step, stype = bigint, initcond = '0');
                """, Trap.function("format(text, VARIADIC text[])"), Trap.function("quote_ident(name)"),
                Trap.function("current_setting(text)"),
            ]
        case .operators:
            [
                Trap.operator("=", "name", "text"), Trap.operator("<>", "name", "text"),
                Trap.operator("=", "name", "name"), Trap.operator("=", #""char""#, #""char""#),
            ]
        case .domains:
            ["regclass", "name", "text"].map {
                "CREATE DOMAIN evil.\($0) AS pg_catalog.\($0) CHECK (evil.rise());"
            }
        }
    }

    private static func view(_ name: String) -> String {
        "CREATE VIEW evil.\(name) AS SELECT * FROM pg_catalog.\(name) WHERE evil.rise();"
    }

    private static func function(_ signature: String) -> String {
        "CREATE FUNCTION evil.\(signature) RETURNS text LANGUAGE sql AS 'SELECT evil.rise()::text';"
    }

    /// One that answers as the system's own does.
    private static func `operator`(_ name: String, _ left: String, _ right: String) -> String {
        let function = name == "=" ? "evil.same" : "evil.other"
        return """
            CREATE FUNCTION \(function)(\(left), \(right)) RETURNS boolean LANGUAGE plpgsql
                AS 'BEGIN PERFORM evil.rise(); RETURN $1 OPERATOR(pg_catalog.\(name)) $2; END';
            CREATE OPERATOR evil.\(name) (FUNCTION = \(function), LEFTARG = \(left), RIGHTARG = \(right));
            """
    }
}
