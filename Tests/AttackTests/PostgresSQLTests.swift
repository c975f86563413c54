import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

extension PostgresAttackTests {
    /// The owner of a database puts its own things into the place of the system's, and waits for the superuser.
    @Suite struct SQLTests {
        private let server: ImageTests.Server

        init() throws { server = try .shared }

        @Test(arguments: Trap.allCases)
        func aDatabaseOfTraps(_ trap: Trap) async throws {
            let database = "trap_\(trap.rawValue)"
            _ = try await server.query("DROP DATABASE IF EXISTS \(database)")
            _ = try await server.query("CREATE DATABASE \(database) OWNER app")
            let made = try await server.run(
                as: "app", in: database,
                """
                CREATE TABLE filled AS SELECT 1 AS number;
                \(trap.statements)
                ALTER DATABASE \(database) SET search_path = evil, public, pg_catalog;
                """)
            try #require(made.status == 0, "\(made.errors)")

            // What an administrator does with a database.
            let backup = try await server.exec(["postgres-entry", "backup", "--database", database])
            #expect(backup.status == 0, "\(backup.errors)")
            let path = backup.output.trimmingCharacters(in: .newlines)
            let restored = try await server.exec(["postgres-entry", "restore", path, "--yes"])
            #expect(restored.status == 0, "\(restored.errors)")
            let schema = ["postgres-entry", "createschema", "more", "--database", database, "--owner", "app"]
            #expect(try await server.exec(schema).status == 0)

            let isSuperuser = "SELECT rolsuper FROM pg_roles WHERE rolname = 'app'"
            #expect(try await server.query(isSuperuser) == "f")
            // As it was, for the others.
            _ = try await server.query("ALTER ROLE app NOSUPERUSER")
            for name in try await server.query(
                "SELECT format('%I', datname) FROM pg_database WHERE datname LIKE '\(database)%'"
            ).split(separator: "\n") {
                _ = try await server.query("DROP DATABASE \(name)")
            }
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -f /opt/backup/\(database)*")
        }
    }
}
