import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

extension PostgresAttackTests {
    /// Roles that may make databases choose their names and comments.
    @Suite struct NameTests {
        private let server: ImageTests.Server

        init() throws { server = try .shared }

        /// A comment of ours and a name that goes on in the next line: nobody else's database goes with it.
        @Test func aNameOfTwoLinesIsOneName() async throws {
            let psql = ["postgres-entry", "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
            let mark = "IS 'being restored by RunUtils'"
            let made = try await server.exec(
                psql,
                input: """
                    CREATE DATABASE victim; CREATE DATABASE bystander; CREATE DATABASE "victim\nrest" OWNER app;
                    COMMENT ON DATABASE "victim\nrest" \(mark); COMMENT ON DATABASE bystander \(mark);
                    CREATE ROLE "two\nlines";
                    """)
            try #require(made.status == 0, "\(made.errors)")
            let backup = try await server.exec(["postgres-entry", "backup", "names.all", "--all"])
            #expect(backup.status == 0, "\(backup.errors)")
            let restored = try await server.exec(["postgres-entry", "restore", "names.all", "--yes", "--drop-old"])
            #expect(restored.status == 0, "\(restored.errors)")
            let names =
                "SELECT string_agg(replace(datname, E'\\n', '|'), ' ' ORDER BY datname) FROM pg_database"
                + " WHERE datname ~ '^(victim|bystander)'"
            #expect(try await server.query(names) == "bystander victim victim|rest")

            // The one with our mark and a name of ours goes.
            let left = "victim\n_restore_20260101T000000000Z"
            let more = "CREATE DATABASE \"\(left)\"; COMMENT ON DATABASE \"\(left)\" \(mark);"
            #expect(try await server.exec(psql, input: more).status == 0)
            #expect(try await server.exec(["postgres-entry", "backup", "one.dump"]).status == 0)
            let again = try await server.exec(["postgres-entry", "restore", "one.dump", "--database", "fresh", "--yes"])
            #expect(again.status == 0, "\(again.errors)")
            #expect(
                again.errors.contains("Dropping \"victim\\n_restore_20260101T000000000Z\""), "\(again.errors)")
            #expect(try await server.query(names) == "bystander victim victim|rest")
            for name in ["victim", "bystander", "fresh", "\"victim\nrest\""] {
                _ = try await server.query("DROP DATABASE \(name)")
            }
            _ = try await server.query("DROP ROLE \"two\nlines\"")
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -rf /opt/backup/*")
        }

        /// A database that looks like one of ours and cannot be dropped is no reason not to restore.
        @Test func aMarkedDatabaseThatStays() async throws {
            let name = "stuck_restore_20260101T000000000Z"
            let made = try await server.exec(
                ["postgres-entry", "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"],
                input: """
                    CREATE DATABASE \(name) IS_TEMPLATE true;
                    COMMENT ON DATABASE \(name) IS 'being restored by RunUtils';
                    """)
            try #require(made.status == 0, "\(made.errors)")
            #expect(try await server.exec(["postgres-entry", "backup", "stuck.dump"]).status == 0)
            let restored = try await server.exec(
                ["postgres-entry", "restore", "stuck.dump", "--database", "fresh2", "--yes"])
            #expect(restored.status == 0, "\(restored.errors)")
            _ = try await server.query("ALTER DATABASE \(name) IS_TEMPLATE false")
            for name in [name, "fresh2"] { _ = try await server.query("DROP DATABASE \(name)") }
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -f /opt/backup/stuck*")
        }

        /// What the owner of a database has set for it counts in no session of ours.
        @Test func settingsOfADatabase() async throws {
            let made = try await server.exec(
                ["postgres-entry", "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"],
                input: """
                    CREATE DATABASE slow OWNER app;
                    \\c slow
                    CREATE TABLE t AS SELECT 1 AS a;
                    ALTER DATABASE slow SET statement_timeout = 1;
                    ALTER DATABASE slow SET lock_timeout = 1;
                    ALTER DATABASE slow SET default_transaction_read_only = on;
                    ALTER DATABASE slow SET standard_conforming_strings = off;
                    ALTER DATABASE slow SET client_encoding = 'EUC_JP';
                    ALTER DATABASE slow SET transaction_timeout = 1;
                    ALTER DATABASE slow SET idle_session_timeout = 1;
                    ALTER DATABASE slow SET role = 'app';
                    ALTER DATABASE slow SET local_preload_libraries = 'nothing';
                    """)
            try #require(made.status == 0, "\(made.errors)")
            for (format, file) in [("custom", "slow.dump"), ("plain", "slow.sql")] {
                let words = ["postgres-entry", "backup", file, "--database", "slow", "--format", format]
                let backup = try await server.exec(words)
                #expect(backup.status == 0, "\(backup.errors)")
                let restored = try await server.exec(
                    ["postgres-entry", "restore", file, "--database", "slow", "--yes", "--drop-old"])
                #expect(restored.status == 0, "\(restored.errors)")
            }
            let schema = ["postgres-entry", "createschema", "é\\'; x", "--database", "slow", "--owner", "app"]
            let created = try await server.exec(schema)
            #expect(created.status == 0, "\(created.errors)")
            _ = try await server.query("DROP DATABASE slow")
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -f /opt/backup/slow*")
        }
    }
}
