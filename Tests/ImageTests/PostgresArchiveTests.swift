import Foundation
import Testing

extension PostgresTests {
    /// The write-ahead log and its archive.
    @Suite(.serialized) struct ArchiveTests {
        private let stage = Stage()

        /// Segments of 1 MiB, of which few stay without a reason.
        private let small = ["-c", "archive_mode=on", "-c", "max_wal_size=4MB", "-c", "min_wal_size=2MB"]

        /// Writes some megabytes of log.
        private let write =
            "CREATE TABLE IF NOT EXISTS t (a text); INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 6000)"

        private func waiting(_ server: Server) async throws -> [String] {
            // A segment that is not there would be given up as well.
            let script =
                "cd $PGDATA/pg_wal/archive_status && for file in *.ready; do [ -e ../${file%.ready} ] && echo ${file%.ready}; done; true"
            let outcome = try await server.run([:], ["--entrypoint", "sh"], ["-c", script])
            return outcome.output.split(separator: "\n").map(String.init)
        }

        /// What the archive has not got yet is there after all that works on the cluster: declared state, a changed password, a script
        /// and a command on the stopped volume.
        @Test func nothingIsLostToTheArchive() async throws {
            let directory = try HostDirectory()
            try directory.write("app", "first\n")
            // What a cluster has loaded into its server could read the password of such a script.
            try directory.write(
                "look.sh", "test -z \"$POSTGRES_PASSWORD$PGPASSWORD$DB_PASSWORD\"; psql -c 'SELECT 1'\n")
            let archive = ["--volume", "\(try await stage.volume("archive")):/archive"]
            func scripts(_ name: String) -> [String] {
                ["--volume", "\(directory.path(name)):/opt/config/start.d/\(name):ro"]
            }
            let server = try await Server(stage, "archived")
            var environment = [
                "DB_PASSWORD": "secret", "POSTGRES_INITDB_ARGS": "--wal-segsize=1", "ROLES": "app:/secrets/app",
            ]
            let secrets = directory.mount("/secrets")
            try await server.start(environment, secrets, ["postgres"] + small + ["-c", "archive_command=false"])
            try await server.ready()
            for _ in 1...3 { _ = try await server.query(write + "; CHECKPOINT") }
            _ = try await server.query("ALTER SYSTEM SET default_transaction_read_only = on")
            #expect(try await server.stop().status == 0)
            try await server.remove()
            let first = try await waiting(server)
            #expect(first.count > 9)

            let made = try await server.run(environment, secrets, ["createdb", "more"])
            #expect(made.status == 0, "\(made.errors)")
            #expect(Set(try await waiting(server)).isSuperset(of: first))

            // With a role, and a database that is made although transactions are read-only otherwise.
            environment["DB_PASSWORD"] = "changed"
            environment["DATABASES"] = "declared:app"
            let initialized = try await server.run(environment, secrets + scripts("look.sh"), ["init"])
            #expect(initialized.status == 0, "\(initialized.errors)")
            let second = try await waiting(server)
            #expect(Set(second).isSuperset(of: first))

            // A script that fills more than the log keeps, beside an archive that works again.
            try directory.write(
                "much.sql", "\(write);\n\(write);\n\(write);\nCHECKPOINT;\nDROP TABLE t;\nCHECKPOINT;\n")
            let copy = "archive_command=test ! -e /archive/%f && cp %p /archive/%f"
            let allowed = try await server.run([:], archive + ["--entrypoint", "chmod"], ["777", "/archive"])
            #expect(allowed.status == 0)
            try await server.start(
                environment, secrets + scripts("much.sql") + archive, ["postgres"] + small + ["-c", copy])
            try await server.ready()
            #expect(try await server.query("SHOW default_transaction_read_only") == "on")
            #expect(
                try await server.query("SELECT count(*) FROM pg_database WHERE datname IN ('more', 'declared')") == "2")
            let last = try await server.query("SELECT pg_walfile_name(pg_switch_wal())")
            let archived = "ls /archive; ls /archive/\(last) >/dev/null 2>&1"
            var names: [String] = []
            try await eventually("\(last) is archived: \(names)", every: .milliseconds(50)) {
                let outcome = try await server.exec(["sh", "-c", archived])
                names = outcome.output.split(separator: "\n").map(String.init)
                return outcome.status == 0
            }
            // One after the other, from the first one on: these are low numbers.
            let numbers = names.compactMap { Int($0.suffix(8), radix: 16) }
            #expect(numbers.count > 30 && names.last == last && Set(names).isSuperset(of: second))
            #expect(names.first == first.min() && numbers == Array(numbers[0]..<numbers[0] + numbers.count), "\(names)")
            // Nothing waits now, and only the last command line told of the archive.
            #expect(try await server.stop().status == 0)
            #expect(try await server.run(environment, secrets, ["createdb", "third"]).status == 0)
            #expect(try await !waiting(server).isEmpty)
        }
    }
}
