import Foundation
import Testing

extension PostgresTests {
    /// Clusters that take no changes for now.
    @Suite(.serialized) struct RecoveryTests {
        private let stage = Stage()

        /// A standby, and a cluster on its way to a point in time, are served as they are; what they cannot take is said.
        @Test func whatTakesNoChanges() async throws {
            let directory = try HostDirectory()
            try directory.write("app", "first\n")
            let server = try await Server(stage, "recovered")
            let primary = try await Server(stage, "primary")
            try directory.write("never.sql", "CREATE TABLE never();\n")
            let mounts =
                directory.mount("/secrets") + ["--volume", "\(primary.volume):/primary"]
                + ["--volume", "\(directory.path("never.sql")):/opt/config/start.d/never.sql:ro"]
            try await primary.start(["DB_PASSWORD": "secret"], ["--volume", "\(server.volume):/copy"])
            try await primary.ready()
            let copied = try await primary.exec([
                "sh", "-c",
                "chown postgres: /copy && setpriv --reuid postgres --regid postgres --clear-groups "
                    + "pg_basebackup -U postgres -D /copy -c fast",
            ])
            try #require(copied.status == 0, "\(copied.errors)")
            _ = try await primary.query("SELECT pg_create_restore_point('here'); CREATE TABLE later()")
            try await primary.stop()
            let environment = ["DB_PASSWORD": "changed", "ROLES": "app:/secrets/app", "DATABASES": "app:app"]
            let said =
                "the cluster is a standby or is being recovered: ROLES, DATABASES, the changed password of the superuser, the scripts in /opt/config/start.d will be done at a start after that"
            func settings(_ action: String) -> [String] {
                [
                    "postgres", "-c", "restore_command=cp /primary/pg_wal/%f %p", "-c", "recovery_target_name=here",
                    "-c", "recovery_target_action=\(action)",
                ]
            }
            let roles = "SELECT pg_is_in_recovery(), count(*) FROM pg_roles WHERE rolname = 'app'"
            for (name, command, state) in [
                ("recovery", settings("pause"), "t|0"), ("recovery", settings("promote"), "f|0"),
                ("standby", ["start"], "t|0"), ("", ["start"], "f|1"),
            ] {
                let signal = "cd $PGDATA && rm -f *.signal; [ -z '\(name)' ] || touch '\(name).signal'"
                #expect(try await server.run([:], ["--entrypoint", "sh"], ["-c", signal]).status == 0)
                // A private server knows neither the archive nor the target, and might end the recovery.
                if !name.isEmpty {
                    let refused = try await server.run(environment, [], ["createdb", "other"])
                    #expect(refused.status == 69, "\(refused.errors)")
                    #expect(refused.errors.contains("the cluster is a standby or is being recovered, which"))
                }
                if name.isEmpty { try directory.write("never.sql", "CREATE TABLE now();\n") }
                try await server.start(environment, mounts, command)
                try await server.ready()
                let log = try await server.log()
                #expect(log.contains(said) == !name.isEmpty, "\(log)")
                // Where there is no archive, nothing is said of one.
                #expect(!log.contains("archiving is not configured"), "\(log)")
                // The end of a recovery may come a moment after the first session.
                try await eventually("\(command) comes to \(state): \(try await server.query(roles))") {
                    try await server.query(roles) == state
                }
                let password = name.isEmpty ? "changed" : "secret"
                #expect(try await server.login("postgres", password, database: "postgres").status == 0, "\(command)")
                #expect(try await server.stop().status == 0)
                try await server.remove()
            }
        }
    }
}
