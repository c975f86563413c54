import Foundation
import Testing

@testable import ImageTests
@testable import PostgresEntry
@testable import ProcessTests

extension PostgresAttackTests {
    /// Who else gets to see passwords and dumps.
    @Suite struct SecretTests {
        private let server: ImageTests.Server

        init() throws { server = try .shared }

        /// A dump is not open to others while it is written, either. A lock holds pg_dump up when its file is there.
        @Test func aDumpIsBornWithItsMode() async throws {
            let script = """
                mkfifo /tmp/hold; psql -X -q -U postgres -c 'CREATE TABLE IF NOT EXISTS held ()'
                (echo 'BEGIN; LOCK TABLE held;'; echo '\\! echo locked >/tmp/locked'; cat /tmp/hold) | psql -X -q -U postgres &
                until [ -e /tmp/locked ]; do sleep 0.01; done
                postgres-entry backup modes.dump --database postgres >/dev/null 2>&1 &
                until stat -c %a /opt/backup/.entry.*.partial/modes.dump 2>/dev/null; do kill -0 $! || break; sleep 0.01; done
                echo 'COMMIT;' >/tmp/hold; wait; stat -c %a /opt/backup/modes.dump
                rm -f /tmp/hold /tmp/locked /opt/backup/modes*
                """
            let outcome = try await server.exec(["bash", "-c", script])
            #expect(outcome.output == "640\n640\n", "\(outcome.text)")
        }

        /// Whatever watches statements sees verifiers only, also of passwords that must be prepared.
        @Test(arguments: ["plain", "pässwörd✓", "tab\there"])
        func noStatementHasThePassword(_ password: String) async throws {
            _ = try await server.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            let create = try await server.exec(
                ["postgres-entry", "createuser", "watched", "--password", "-"], input: "first-\(password)")
            #expect(create.status == 0, "\(create.errors)")
            let set = try await server.exec(
                ["postgres-entry", "setpwd", "watched", "--password", "-"], input: password)
            #expect(set.status == 0, "\(set.errors)")
            let statements = try await server.query("SELECT query FROM pg_stat_statements")
            #expect(statements.contains("PASSWORD 'SCRAM-SHA-256$") || statements.contains("SCRAM"), "\(statements)")
            #expect(!statements.contains(password))
            for (given, isRight) in [(password, true), ("first-\(password)", false)] {
                let login = try await server.exec(
                    ["psql", "-X", "-A", "-t", "-U", "watched", "-d", "postgres", "-c", "SELECT 1"],
                    options: ["--env", "PGPASSWORD=\(given)"])
                #expect((login.status == 0) == isRight, "\(login.errors)")
            }
            _ = try await server.query("DROP ROLE watched; SELECT pg_stat_statements_reset()")
        }

        /// Nobody makes two lines of it for psql.
        @Test func aPasswordOfTwoLines() async throws {
            let words = ["postgres-entry", "createuser", "lines", "--password-file", "/tmp/lines"]
            let script = "printf 'pä\n\\\\! touch /tmp/owned\nx' >/tmp/lines; \(words.joined(separator: " "))"
            let refused = try await server.exec(["bash", "-c", script])
            #expect(refused.status == 78 && refused.errors.contains("expected one line"), "\(refused.text)")
            #expect(try await server.exec(["sh", "-c", "ls /tmp/owned"]).status != 0)
            #expect(try await server.query("SELECT count(*) FROM pg_roles WHERE rolname = 'lines'") == "0")
        }

        /// Lines for psql are not made by a role's name either; and what is no UTF-8 is no password.
        @Test func aRoleOfManyLines() async throws {
            let name = "x\nhunter2\nhunter2\n\\! touch /tmp/owned\n--"
            let created = try await server.exec(
                ["postgres-entry", "createuser", name, "--password", "-"], input: "ascii")
            #expect(created.status == 0, "\(created.errors)")
            let set = try await server.exec(["postgres-entry", "setpwd", name, "--password", "-"], input: "pä")
            #expect(set.status == 78 && set.errors.contains("must be ASCII"), "\(set.errors)")
            let script = "printf 'q\\344q' >/tmp/latin; postgres-entry setpwd \"$NAME\" --password-file /tmp/latin"
            let latin = try await server.exec(["bash", "-c", script], options: ["--env", "NAME=\(name)"])
            #expect(latin.status == 78 && latin.errors.contains("not UTF-8"), "\(latin.errors)")
            let empty = try await server.exec(["postgres-entry", "setpwd", name, "--password", "-"], input: "")
            #expect(empty.status != 0, "\(empty.errors)")
            #expect(try await server.exec(["sh", "-c", "ls /tmp/owned"]).status != 0)
            _ = try await server.query("DROP ROLE \"\(name)\"")
        }

        /// Where the entrypoint is not root, its environment and memory are still its own. Who asks for the state gets it.
        @Test func theEnvironmentOfPID1() async throws {
            let stage = Stage()
            try await stage.start(
                "user", ["--network", "none", "--user", "5432:5432", "--env", "DB_PASSWORD=canary"],
                image: Images.postgres, ["start", "--", "-c", "fsync=off"])
            let own = try await ImageTests.Server(stage, "user", volume: "")
            try await own.ready()
            for file in ["environ", "mem", "auxv"] {
                let read = try await stage.attack("user", as: 5432, "cat /proc/1/\(file)")
                #expect(read.status != 0 && read.errors.contains("Permission denied"), "\(read.text)")
            }
            // The service's own is not hidden, and has no secret.
            let service = try await stage.attack("user", as: 5432, "cat /proc/$(pgrep -o -x postgres)/environ")
            #expect(service.status == 0 && !service.output.contains("canary"), "\(service.text)")
            for user in ["0", "5432"] {
                let health = try await own.exec(["postgres-entry", "health"], options: ["--user", user])
                #expect(health.status == 0, "\(health.errors)")
            }
        }

        /// The variables that libpq reads are all known to us.
        @Test func variablesOfTheLibrary() async throws {
            let find = """
                set -e
                library=$(find / -xdev -name 'libpq.so.5.*' -type f | head -n 1)
                { grep -aoE 'PG[A-Z_]{2,}' "$library"; grep -aoE 'PSQL_?[A-Z_]{2,}' /usr/lib/postgresql/*/bin/psql; } | sort -u
                """
            let found = try await server.exec(["bash", "-c", find])
            try #require(found.status == 0, "\(found.errors)")
            let names = found.output.split(separator: "\n").map(String.init)
            // Results, and variables of psql's own that are none of the environment.
            let others = names.filter {
                !$0.hasPrefix("PGRES_") && !["PGSQL", "PGDMP", "PGLZ", "PSQLVAR"].contains($0)
            }
            #expect(others.count > 40)
            #expect(others.filter { !ClientVariables.names.contains($0) } == [])
        }
    }
}
