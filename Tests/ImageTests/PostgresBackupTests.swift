import Foundation
import Testing

extension PostgresTests {
    /// Backups and what becomes of them.
    @Suite(.serialized) struct BackupTests {
        private let stage = Stage()
        private let database = "o'dd \"db\""

        private func server(_ name: String, megabytes: Int) async throws -> Server {
            let server = try await Server(stage, name)
            try await server.start(
                ["DB_PASSWORD": "secret", "POSTGRES_DB": database],
                ["--volume", "\(try await stage.volume("\(name)-backup")):/opt/backup"],
                // Power losses are none of these tests' business, and a slow disk would only make them slower.
                ["start", "--", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"])
            try await server.ready()
            let fill = """
                CREATE TABLE "Tab""le" (id int PRIMARY KEY, "te xt" text);
                INSERT INTO "Tab""le" SELECT g, repeat(md5(g::text), 32) FROM generate_series(1, \(megabytes * 1000)) g;
                CREATE SCHEMA "sche'ma"; CREATE VIEW "sche'ma".v AS SELECT count(*) FROM "Tab""le";
                CREATE EXTENSION hstore;
                SELECT lo_from_bytea(4711, decode(repeat('deadbeef', 1000), 'hex'));
                """
            let filled = try await server.exec(
                ["postgres-entry", "psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-d", database],
                input: fill)
            #expect(filled.status == 0, "\(filled.errors)")
            return server
        }

        private let sum = """
            SELECT sum(hashtextextended(t::text, 0)), md5(lo_get(4711)), (SELECT count FROM "sche'ma".v) FROM "Tab""le" t
            """

        private func backup(_ server: Server, _ options: [String] = []) async throws -> String {
            let outcome = try await server.exec(["postgres-entry", "backup"] + options)
            try #require(outcome.status == 0, "\(outcome.errors)")
            return outcome.output.trimmingCharacters(in: .newlines)
        }

        @Test func aGigabyteGoesRound() async throws {
            let server = try await server("giga", megabytes: 1000)
            let before = try await server.query(sum, database: database)
            let path = try await backup(server)
            #expect(
                try await server.exec(["sh", "-c", "cd /opt/backup && sha256sum --check --quiet *.sha256"]).status == 0)
            _ = try await server.query(
                "DROP VIEW \"sche'ma\".v; DROP TABLE \"Tab\"\"le\"; SELECT lo_unlink(4711)", database: database)
            let restored = try await server.exec(["postgres-entry", "restore", path, "--yes"])
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try await server.query(sum, database: database) == before)
            #expect(
                try await server.query("SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_pre\\_restore\\_%'")
                    == "1"
            )
        }

        @Test(arguments: [["--format", "plain"], ["--format", "directory", "--jobs", "2"], ["--all"]])
        func theOtherFormats(_ options: [String]) async throws {
            let server = try await server("format-\(UUID().uuidString.prefix(6).lowercased())", megabytes: 1)
            let before = try await server.query(sum, database: database)
            let path = try await backup(server, options)
            _ = try await server.query("DELETE FROM \"Tab\"\"le\"", database: database)
            let restored = try await server.exec(["postgres-entry", "restore", path, "--yes", "--drop-old"])
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try await server.query(sum, database: database) == before)
            #expect(try await server.query("SELECT count(*) FROM pg_database WHERE datname LIKE '%restore%'") == "0")
        }

        @Test func onlyAsManyAsWanted() async throws {
            let server = try await server("keep", megabytes: 1)
            // What stands beside a backup under a name of ours is not ours.
            for ending in ["sha256", "create"] {
                let beside = "/opt/backup/other.dump.\(ending)"
                #expect(try await server.exec(["sh", "-c", "echo mine >\(beside)"]).status == 0)
                let refused = try await server.exec(["postgres-entry", "backup", "other.dump"])
                #expect(refused.status == 1, "\(refused.text)")
                #expect(refused.errors.contains("\"\(beside)\" exists already"), "\(refused.errors)")
                #expect(try await server.exec(["sh", "-c", "cat \(beside); rm \(beside)"]).output == "mine\n")
            }
            for name in [
                "app_20200101T000000Z.dump", "notes_20200101T000000Z.txt", "o%27dd%20%22db%22_20200101T000000Z.dump",
            ] {
                let made = try await server.exec(["touch", "/opt/backup/\(name)"], options: ["--user", "postgres"])
                #expect(made.status == 0, "\(made.text)")
            }
            let path = try await backup(server, ["--keep", "1"])
            let names = try await server.exec(["ls", "/opt/backup"]).output
            #expect(names.contains("app_20200101T000000Z.dump") && names.contains("notes_20200101T000000Z.txt"))
            #expect(!names.contains("o%27dd%20%22db%22_20200101T000000Z.dump"))
            #expect(names.contains(path.dropFirst("/opt/backup/".count)))
        }

        @Test func whatIsEndedLeavesNothing() async throws {
            let server = try await server("ended", megabytes: 100)
            let before = try await server.query(sum, database: database)
            let path = try await backup(server, ["good.dump"])
            // A backup that is told to stop, and one that is killed.
            for signal in ["TERM", "KILL"] {
                let script = """
                    postgres-entry backup & pid=$!
                    until ls /opt/backup/.*.partial >/dev/null 2>&1; do kill -0 $pid || break; done
                    kill -\(signal) $pid; wait $pid; echo $?
                    """
                let outcome = try await server.exec(["bash", "-c", script])
                #expect(outcome.output.hasSuffix(signal == "TERM" ? "143\n" : "137\n"), "\(outcome.text)")
                #expect(
                    try await server.exec(["sh", "-c", "ls /opt/backup"]).output == "good.dump\ngood.dump.sha256\n")
            }
            // A restore that is killed in the middle leaves the old database in service.
            let script = """
                postgres-entry restore \(path) --database "$DB" --yes & pid=$!
                until psql -U postgres -A -t -c "SELECT 1 FROM pg_stat_activity WHERE datname LIKE '%_restore_%'" | grep -q 1; do kill -0 $pid || break; done
                kill -KILL $pid; pkill -KILL pg_restore; wait $pid; echo $?
                """
            let killed = try await server.exec(["bash", "-c", script], options: ["--env", "DB=\(database)"])
            #expect(killed.output == "137\n", "\(killed.text)")
            #expect(try await server.query(sum, database: database) == before)
            // The next one cleans up.
            let restore = ["postgres-entry", "restore", "good.dump", "--database", database, "--yes"]
            let restored = try await server.exec(restore + ["--drop-old"])
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try await server.query("SELECT count(*) FROM pg_database WHERE datname LIKE '%restore%'") == "0")
            #expect(try await server.query(sum, database: database) == before)
            // What is damaged is refused, and changes nothing.
            #expect(try await server.exec(["sh", "-c", "printf x >>/opt/backup/good.dump"]).status == 0)
            #expect(try await server.exec(restore).status == 1)
            #expect(
                try await server.exec([
                    "sh", "-c", "rm /opt/backup/good.dump.sha256; truncate -s 50000 /opt/backup/good.dump",
                ]).status == 0)
            #expect(try await server.exec(restore).status == 1)
            #expect(try await server.query("SELECT count(*) FROM pg_database WHERE datname LIKE '%restore%'") == "0")
            #expect(try await server.query(sum, database: database) == before)
        }

        /// What belongs to a database and is in no dump of it.
        @Test func settingsStayAsTheyAre() async throws {
            let server = try await Server(stage, "settings")
            try await server.start()
            try await server.ready()
            let make = """
                CREATE ROLE app LOGIN;
                CREATE DATABASE app OWNER app ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0 CONNECTION LIMIT 9;
                ALTER DATABASE app SET search_path TO "$user", public;
                ALTER ROLE app IN DATABASE app SET work_mem TO '5MB';
                COMMENT ON DATABASE app IS E'two\nlines';
                REVOKE CONNECT ON DATABASE app FROM PUBLIC;
                """
            let made = try await server.exec(
                ["postgres-entry", "psql", "-q", "-v", "ON_ERROR_STOP=1"], input: make)
            try #require(made.status == 0, "\(made.errors)")
            let properties = """
                SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datconnlimit,
                (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) a),
                shobj_description(oid, 'pg_database'), (SELECT array_agg(setconfig ORDER BY setrole) FROM pg_db_role_setting
                WHERE setdatabase = d.oid) FROM pg_database d WHERE datname = 'app'
                """
            let before = try await server.query(properties)
            let verifier = "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'"
            _ = try await backup(server, ["one.dump", "--database", "app"])
            _ = try await backup(server, ["every.all", "--all"])
            let one = try await server.exec(["postgres-entry", "restore", "one.dump", "--database", "app", "--yes"])
            #expect(one.status == 0, "\(one.errors)")
            #expect(try await server.query(properties) == before)
            // Also where the database is gone; and the superuser's password is not that of the backup.
            _ = try await server.query("DROP DATABASE app WITH (FORCE)")
            _ = try await server.query("ALTER ROLE postgres PASSWORD 'another'")
            let password = try await server.query(verifier)
            let all = try await server.exec(["postgres-entry", "restore", "every.all", "--yes", "--drop-old"])
            #expect(all.status == 0, "\(all.errors)")
            #expect(try await server.query(properties) == before)
            #expect(try await server.query(verifier) == password)
        }

        /// A stop leaves nothing behind, and a script goes nowhere else.
        @Test func aRestoreThatIsStopped() async throws {
            let server = try await server("stopped", megabytes: 100)
            let path = try await backup(server)
            let script = """
                postgres-entry restore '\(path)' --yes & pid=$!
                until psql -U postgres -A -t -c "SELECT 1 FROM pg_stat_activity WHERE datname LIKE '%_restore_%'" | grep -q 1; do kill -0 $pid || break; done
                kill -TERM $pid; wait $pid; echo $?
                """
            #expect(try await server.exec(["bash", "-c", script]).output == "143\n")
            let count = "SELECT count(*) FROM pg_database WHERE datname LIKE '%restore%'"
            #expect(try await server.query(count) == "0")
            let elsewhere = "printf '\\\\connect postgres\\nCREATE TABLE gotcha();\\n' >/opt/backup/bad.sql"
            #expect(try await server.exec(["sh", "-c", elsewhere]).status == 0)
            let refused = try await server.exec(["postgres-entry", "restore", "bad.sql", "--yes"])
            #expect(refused.status == 64 && refused.errors.contains("goes to a database of its own"), "\(refused.text)")
            #expect(try await server.query("SELECT count(*) FROM pg_class WHERE relname = 'gotcha'") == "0")
        }

        /// The commands work on a server that runs and, on a volume, without one.
        /// Names that are the same where they are cut to have a time behind them, and a backup that does not say what it is of.
        @Test func namesOfDatabases() async throws {
            let server = try await Server(stage, "names")
            let names = ["eu", "us"].map { "customer_0001_production_reporting_\($0)" }
            try await server.start(["DB_PASSWORD": "secret", "DATABASES": names.joined(separator: ", ")])
            try await server.ready()
            #expect(try await server.exec(["postgres-entry", "backup", "every.all", "--all"]).status == 0)
            let restored = try await server.exec(["postgres-entry", "restore", "every.all", "--yes"])
            #expect(restored.status == 0, "\(restored.errors)")
            let old = "SELECT count(*) FROM pg_database WHERE datname LIKE 'customer%\\_pre\\_restore\\_%'"
            #expect(try await server.query(old) == "2")

            #expect(
                try await server.exec(["postgres-entry", "backup", "mine.dump", "--database", names[0]]).status == 0)
            for (name, message) in [
                ("mine.dump", "restore: \"mine.dump\" does not name a database; expected --database NAME"),
                ("none.dump", "there is no \"/opt/backup/none.dump\""),
                ("every.all/globals.txt", "there is no \"every.all/globals.txt\""),
            ] {
                let refused = try await server.exec(["postgres-entry", "restore", name, "--yes"])
                #expect(refused.status == 64, "\(refused.errors)")
                #expect(refused.errors.contains(message), "\(refused.errors)")
            }
            let given = ["mine.dump", "--database", names[0], "--yes", "--drop-old"]
            #expect(try await server.exec(["postgres-entry", "restore"] + given).status == 0)
        }

        /// Root and the service's user take turns with backups; somebody else gets nothing.
        @Test func usersOfCommands() async throws {
            let server = try await Server(stage, "users")
            try await server.start()
            try await server.ready()
            for (index, user) in ["root", "postgres", "root", "postgres"].enumerated() {
                let outcome = try await server.exec(
                    ["postgres-entry", "backup", "\(index).dump"], options: ["--user", user])
                #expect(outcome.status == 0, "\(user): \(outcome.errors)")
            }
            let other = try await server.exec(
                ["postgres-entry", "psql", "-c", "SELECT 1"], options: ["--user", "4711"])
            #expect(other.status != 0 && other.errors.contains("Peer authentication failed"), "\(other.text)")
            #expect(try await server.exec(["grep", "-c", ":4711:", "/etc/passwd"]).output == "0\n")
            #expect(try await server.exec(["postgres-entry", "psql", "-c", "SELECT 1"]).status == 0)
        }

        @Test(arguments: [true, false])
        func commands(_ isRunning: Bool) async throws {
            let name = isRunning ? "running" : "private"
            let server = try await Server(stage, name)
            try await server.start()
            try await server.ready()
            if !isRunning { try await server.stop() }
            func command(_ words: [String], input: String? = nil) async throws -> Outcome {
                if isRunning { return try await server.exec(["postgres-entry"] + words, input: input) }
                return try await server.run(["DB_PASSWORD": "secret"], [], words, input: input)
            }
            for (words, input) in [
                (["createuser", "my \"cool\" user", "--password", "-", "--attribute", "createdb"], "f1rst"),
                (["createdb", "my \"cool\" db", "--owner", "my \"cool\" user"], nil),
                (
                    [
                        "createschema", "my 'cool' schema", "--database", "my \"cool\" db", "--owner",
                        "my \"cool\" user",
                    ], nil
                ),
                // As an editor of another platform leaves a file: the end of the line is not part of it.
                (["setpwd", "my \"cool\" user", "--password-file", "/dev/stdin"], "s\"e'c\\ond\r\n"),
                (["backup", "mine.dump", "--database", "my \"cool\" db"], nil),
            ] as [([String], String?)] {
                let outcome = try await command(words, input: input)
                #expect(outcome.status == 0, "\(words): \(outcome.errors)")
            }
            let twice = try await command(["createdb", "my \"cool\" db"])
            #expect(twice.status != 0 && twice.errors.contains("already exists"))
            let missing = try await command(["createuser", "other"])
            #expect(missing.status == 64)
            #expect(missing.errors.contains("createuser: --password is missing"))
            if isRunning {
                for words in [["clear", "--yes"], ["start"]] {
                    let outcome = try await command(words)
                    #expect(outcome.status == 1)
                    #expect(outcome.errors.contains("\(words[0]) must not run beside the service"), "\(outcome)")
                }
            } else {
                try await server.startAgain()
                try await server.ready()
            }
            let login = try await server.login(
                "my \"cool\" user", "s\"e'c\\ond", database: "my \"cool\" db", "CREATE TABLE \"my 'cool' schema\".t()")
            #expect(login.status == 0, "\(login.errors)")
            try await server.stop()
            let unconfirmed = try await server.run([:], [], ["clear"])
            #expect(unconfirmed.status == 64 && unconfirmed.errors.contains("not confirmed"))
            #expect(try await server.run([:], [], ["clear", "--yes"]).status == 0)
            #expect(try await server.run([:], ["--entrypoint", "ls"], [Server.dataDirectory]).output == "")
        }
    }
}
