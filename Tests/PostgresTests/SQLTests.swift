import Testing

@testable import PostgresEntry

/// Statements whose names and texts are somebody else's.
@Suite struct SQLTests {
    @Test(arguments: [
        ("app", "ada", #"CREATE DATABASE "app" OWNER "ada";"#),
        (#"a"; DROP TABLE x; --"#, "o'dd", #"CREATE DATABASE "a""; DROP TABLE x; --" OWNER "o'dd";"#),
        ("ä\n", "", "CREATE DATABASE \"ä\n\" OWNER \"\";"),
    ])
    func newDatabases(_ name: String, _ owner: String, _ expected: String) {
        #expect(SQL.createDatabase(name, owner: owner) == expected + "\n")
        let schema = SQL.createSchema(name, owner: owner)
        #expect(
            schema
                == expected.replacing("DATABASE", with: "SCHEMA").replacing(" OWNER ", with: " AUTHORIZATION ") + "\n")
    }

    /// A statement is the result of a query, and so a text in which every apostrophe stands twice.
    @Test func whatIsDoneUnlessItIsThere() {
        #expect(
            SQL.unless("SELECT 1", "SELECT 'it''s'")
                == "SELECT 'SELECT ''it''''s''' WHERE NOT EXISTS (SELECT 1) \\gexec\n")
    }

    @Test(
        arguments: [
            (
                "app", nil,
                #"SELECT 'CREATE DATABASE "app"' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'app') \gexec"#
            ),
            (
                "o'dd", "a\"b",
                #"SELECT 'CREATE DATABASE "o''dd" OWNER "a""b"' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'o''dd') \gexec"#
                    + "\n" + #"ALTER DATABASE "o'dd" OWNER TO "a""b";"#
            ),
        ] as [(String, String?, String)])
    func databases(_ name: String, _ owner: String?, _ expected: String) {
        #expect(SQL.ensureDatabase(name, owner: owner) == expected + "\n")
    }

    @Test(arguments: [
        (
            "app", ["LOGIN"],
            #"SELECT 'CREATE ROLE "app"' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'app') \gexec"#
                + "\n" + #"ALTER ROLE "app" WITH LOGIN;"#
        ),
        (
            "a'b\"c", ["NOLOGIN", "CREATEDB"],
            #"SELECT 'CREATE ROLE "a''b""c"' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'a''b"c') \gexec"#
                + "\n" + #"ALTER ROLE "a'b""c" WITH NOLOGIN CREATEDB;"#
        ),
    ])
    func roles(_ name: String, _ attributes: [String], _ expected: String) {
        #expect(SQL.ensureRole(name, attributes) == expected + "\n")
    }

    @Test func extensions() {
        #expect(SQL.ensureExtension("uuid-ossp") == "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\";\n")
        #expect(SQL.ensureExtension("a\"b") == "CREATE EXTENSION IF NOT EXISTS \"a\"\"b\";\n")
    }
}
