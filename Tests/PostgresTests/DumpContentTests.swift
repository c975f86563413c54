import Testing

@testable import PostgresEntry

/// What scripts and archives say of themselves.
@Suite struct DumpContentTests {
    @Test(arguments: [
        ("--\n-- PostgreSQL database dump\n--\n\n\\restrict aB3\n\nSET x = 0;", true),
        ("-- made on Windows\r\n-- PostgreSQL database dump\r\nSET x = 0;", true),
        ("SET x = 0;\nCOPY t FROM stdin;\n-- PostgreSQL database dump\n\\.\n", false), ("SELECT 1;", false),
        ("", false),
    ])
    func whatPgDumpWrote(_ text: String, _ expected: Bool) {
        #expect(DumpScript(text).isDump == expected)
    }

    @Test(arguments: [
        ("CREATE DATABASE a;\n\\connect a\nx;", "goes to a database of its own: \"\\\\connect a\""),
        ("--\n-- PostgreSQL database cluster dump\n--\nx;", "is pg_dumpall's, of all databases"),
        ("-- nothing\n", "holds no SQL"), ("", "holds no SQL"), ("SELECT 1;", nil),
        ("COMMENT ON TABLE t IS 'see\n\\connect a\n';", nil), ("COPY t (a) FROM stdin;\n\\connect a\n", nil),
    ])
    func whatCannotGoIntoOneDatabase(_ text: String, _ expected: String?) {
        #expect(DumpScript(text).problem?.message == expected)
    }

    /// What is left of a beginning whose drops are cut out.
    private func kept(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for place in DumpScript(text).drops.reversed() { bytes.removeSubrange(place) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (
            "SET a = 0;\nALTER TABLE ONLY public.t DROP CONSTRAINT k;\nDROP TABLE public.\"a;\nb\";\n-- c\nCREATE TABLE t();",
            "SET a = 0;\n\n-- c\nCREATE TABLE t();"
        ),
        ("SELECT pg_catalog.lo_unlink('7');\nCREATE TABLE t();", "\nCREATE TABLE t();"),
        ("DROP TABLE IF EXISTS t;\nCREATE TABLE t();", "DROP TABLE IF EXISTS t;\nCREATE TABLE t();"),
        ("ALTER TABLE IF EXISTS t DROP CONSTRAINT k;\nx;", "ALTER TABLE IF EXISTS t DROP CONSTRAINT k;\nx;"),
        // A new database has these.
        (
            "DROP TABLE t;\nDROP EXTENSION plpgsql;\nDROP SCHEMA public;\nDROP SCHEMA s;\nCREATE SCHEMA public;",
            "\nDROP EXTENSION plpgsql;\nDROP SCHEMA public;\n\nCREATE SCHEMA public;"
        ),
        // Later on it is somebody's own doing; and the last part may go on.
        ("CREATE TABLE t();\nDROP TABLE t;\nx;", "CREATE TABLE t();\nDROP TABLE t;\nx;"),
        ("DROP TABLE t", "DROP TABLE t"),
        ("SELECT 'DROP';\nALTER TABLE t ADD a int;\nx;", "SELECT 'DROP';\nALTER TABLE t ADD a int;\nx;"),
        // The places in the file are unknown where it was no UTF-8.
        ("-- \u{fffd}\nDROP TABLE t;\nCREATE TABLE t();", "-- \u{fffd}\nDROP TABLE t;\nCREATE TABLE t();"),
    ])
    func whatANewDatabaseDoesNotHave(_ text: String, _ expected: String) { #expect(kept(text) == expected) }

    @Test(arguments: [
        ("app.sql.gz", "app.sql", "gunzip"), ("app.sql.xz", "app.sql", "unxz"), ("app.sql.zst", "app.sql", "unzstd"),
        ("app.sql", "app.sql", nil), ("app.dump.gz", "app.dump.gz", nil), ("app.gz", "app.gz", nil),
    ])
    func packedScripts(_ name: String, _ expected: String, _ unpacker: String?) {
        let found = DumpFile.unpacked(name)
        #expect(found.name == expected && found.unpacker == unpacker)
    }

    private let list = """
        ;
        ; Archive created at 2026-11-30
        3427; 1262 16386 DATABASE - app app
        3428; 0 0 COMMENT - DATABASE app app
        3429; 0 0 ACL - DATABASE app app
        3430; 0 0 DATABASE PROPERTIES - app app

        """

    @Test func whatAnArchiveLists() {
        #expect(!ArchiveContent(list).isMore && ArchiveContent(list).ofDatabase.count == 4)
        let more = ArchiveContent(
            list + """
                6; 2615 16387 SCHEMA - DATA postgres
                218; 1259 16388 TABLE public t the owner
                219; 1259 16389 TABLE DATA u app
                3431; 0 0 ACL public TABLE t gone
                3421; 0 16388 TABLE DATA public t app
                2; 3079 16399 EXTENSION - hstore 

                """)
        #expect(more.isMore && more.ofDatabase.count == 4 && more.tables == 2)
        #expect(more.missingOwners(of: ["postgres", "app", "the owner"]) == ["gone"])
        #expect(more.missingOwners(of: ["postgres", "the owner"]) == ["app", "gone"])
    }

    @Test(arguments: [
        ("app", "app"), ("\"o'dd \"\"db\"\";\"", "\"o'dd \"\"db\"\";\""), ("\"DATABASE \"", "\"DATABASE \""),
    ])
    func aDumpedDatabaseByAnotherName(_ name: String, _ identifier: String) {
        let parts = DumpScript(
            """
            SET x = 0;
            CREATE DATABASE \(name) WITH TEMPLATE = template0 ENCODING = 'UTF8';
            ALTER DATABASE \(name) OWNER TO app;
            \\connect \(name)
            SET x = 0;
            COMMENT ON DATABASE \(name) IS 'DATABASE app it''s';
            ALTER DATABASE \(name) SET work_mem TO '5MB';
            ALTER ROLE "DATABASE \(name == "app" ? "app" : "x") " IN DATABASE \(name) SET statement_timeout TO '5';
            ALTER ROLE database IN DATABASE \(name) SET statement_timeout TO '5';
            GRANT CONNECT ON DATABASE \(name) TO other;
            DROP DATABASE other;
            """
        ).parts
        #expect(
            DumpedDatabase.statements(parts) == [
                "CREATE DATABASE :\"database\" WITH TEMPLATE = template0 ENCODING = 'UTF8';",
                "ALTER DATABASE :\"database\" OWNER TO app;",
                "COMMENT ON DATABASE :\"database\" IS 'DATABASE app it''s';",
                "ALTER DATABASE :\"database\" SET work_mem TO '5MB';",
                "ALTER ROLE \"DATABASE \(name == "app" ? "app" : "x") \" IN DATABASE :\"database\" SET statement_timeout TO '5';",
                "ALTER ROLE database IN DATABASE :\"database\" SET statement_timeout TO '5';",
                "GRANT CONNECT ON DATABASE :\"database\" TO other;",
            ])
    }

    @Test func whatIsLeftOut() {
        let setting = "INSERT INTO pg_catalog.pg_db_role_setting SELECT oid,"
        let owners = [
            "ALTER DATABASE a OWNER TO b;", "ALTER ROLE b IN DATABASE a SET c TO 'd';",
            "\(setting) 'b'::pg_catalog.regrole, '{}';",
        ]
        let privileges = ["GRANT CONNECT ON DATABASE a TO b;", "REVOKE ALL ON DATABASE a FROM b;"]
        let others = [
            "ALTER DATABASE a SET c TO 'OWNER';", "\(setting) 0, '{}';", "COMMENT ON DATABASE a IS 'OWNER TO';",
        ]
        func wanted(_ leavesOwners: Bool, _ leavesPrivileges: Bool) -> [String] {
            RestoreOptions(
                jobs: 1, dropsOld: false, leavesOwners: leavesOwners, leavesPrivileges: leavesPrivileges
            ).wanted(owners + privileges + others)
        }
        #expect(wanted(false, false) == owners + privileges + others)
        #expect(wanted(true, false) == privileges + others)
        #expect(wanted(false, true) == owners + others)
    }

    @Test(arguments: [
        ("ERROR:  55P03: canceling statement due to lock timeout\nLOCATION:  x", true),
        (
            "NOTICE:  42704: role \"b\" does not exist\nERROR:  55006: database \"a\" is being accessed by other users",
            true
        ),
        ("ERROR:  42704: role \"app\" does not exist", false), ("", false),
    ])
    func whatIsTriedAgain(_ messages: String, _ expected: Bool) {
        #expect(RestoredDatabase.isHeldUp(messages) == expected)
    }
}
