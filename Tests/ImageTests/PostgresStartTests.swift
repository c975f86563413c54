import Foundation
import Testing

extension PostgresTests {
    /// How a server comes up: from nothing, from what was there, and from what is none of ours.
    @Suite(.serialized) struct StartTests {
        private let stage = Stage()

        @Test func thePasswordAloneIsEnough() async throws {
            let server = try await Server(stage, "alone")
            try await server.start()
            try await server.ready()
            #expect(try await server.login("postgres", "secret", database: "postgres").output == "1\n")
            #expect(try await server.login("postgres", "wrong", database: "postgres").status != 0)
            #expect(try await server.query("SHOW data_checksums") == "on")
            #expect(try await server.query("SHOW server_encoding") == "UTF8")
            #expect(
                try await server.query(
                    "SELECT rolpassword LIKE 'SCRAM-SHA-256$4096:%' FROM pg_authid WHERE rolpassword IS NOT NULL")
                    == "t")
            // The container's root is the superuser, as with docker exec.
            #expect(try await server.exec(["psql", "-U", "postgres", "-A", "-t", "-c", "SELECT 2"]).output == "2\n")
            // As often as in docker-library's image, which log readers count.
            let ready = try await server.log().components(separatedBy: "database system is ready to accept connections")
            #expect(ready.count - 1 == 2, "\(ready)")
            #expect(try await server.stop().status == 0)
            // Again, on the volume.
            try await server.startAgain()
            try await server.ready()
            #expect(try await server.login("postgres", "secret", database: "postgres").output == "1\n")
        }

        @Test func theVariablesOfTheOfficialImage() async throws {
            let scripts = try HostDirectory()
            try scripts.write(
                "10-shell.sh",
                "psql -v ON_ERROR_STOP=1 -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -c 'CREATE TABLE a()'\n")
            try scripts.write(
                "20-run.sh",
                "#!/bin/sh\ntest -n \"$POSTGRES_PASSWORD\" && psql -d \"$POSTGRES_DB\" -c 'CREATE TABLE b()'\n",
                mode: 0o755)
            try scripts.write("30-plain.sql", "CREATE TABLE c();\n")
            for (tool, ending) in [("gzip", "gz"), ("xz", "xz")] {
                try scripts.write("packed", "CREATE TABLE \(ending)();\n")
                let path = scripts.url.path()
                #expect(
                    try await Podman.shell(
                        "\(tool) -c '\(path)/packed' >'\(path)/40.sql.\(ending)' && rm '\(path)/packed'")
                        == 0)
            }
            try scripts.write("README", "not run\n")
            let secrets = try HostDirectory()
            try secrets.write("password", "it's \"odd\"\n")
            let server = try await Server(stage, "official")
            let environment = [
                "POSTGRES_USER": "the owner", "POSTGRES_PASSWORD_FILE": "/secrets/password",
                "POSTGRES_DB": "o'dd \"db\"",
                "POSTGRES_INITDB_ARGS": "--locale=C '--wal-segsize=4'", "POSTGRES_INITDB_WALDIR": "/wal/log",
                "PGPORT": "5433",
            ]
            try await server.start(
                environment,
                scripts.mount("/docker-entrypoint-initdb.d") + secrets.mount("/secrets")
                    + ["--volume", "\(try await stage.volume("wal")):/wal"],
                ["docker-entrypoint.sh", "postgres", "-c", "max_connections=33"])
            try await server.ready()
            let tables =
                "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            let login = ["psql", "-A", "-t", "-h", "127.0.0.1", "-U", "the owner", "-d", "o'dd \"db\""]
            let options = ["--env", "PGPASSWORD=it's \"odd\""]
            #expect(try await server.exec(login + ["-c", tables], options: options).output == "a,b,c,gz,xz\n")
            #expect(try await server.exec(login + ["-c", "SHOW max_connections"], options: options).output == "33\n")
            #expect(try await server.exec(login + ["-c", "SHOW wal_segment_size"], options: options).output == "4MB\n")
            #expect(try await server.exec(["pg_isready", "-p", "5433"]).status == 0)
            #expect(
                try await server.exec(["sh", "-c", "ls /wal/log && readlink $PGDATA/pg_wal"]).output.hasSuffix(
                    "/wal/log\n")
            )
            #expect(try await server.log().contains("\"/docker-entrypoint-initdb.d/README\" is ignored"))
            // A first word that is an option is one of the server's.
            let version = try await server.run([:], [], ["-V"])
            #expect(version.output.hasPrefix("postgres (PostgreSQL) 17."))
        }

        @Test func aClusterOfTheOfficialImage() async throws {
            let server = try await Server(stage, "foreign")
            // Its layout: the configuration in the data directory, its locale, user 999, trust for the local socket, a log elsewhere.
            let log = ["--volume", "\(try await stage.volume("foreign-log")):/wal"]
            let script = """
                set -e; install -d -o 999 -g 999 /wal/log; chown 999:999 $PGDATA; chmod 700 $PGDATA; echo before >/tmp/pw; groupadd -g 999 old; useradd -u 999 -g 999 old
                setpriv --reuid 999 --regid 999 --clear-groups initdb --locale=en_US.utf8 -c password_encryption=md5 -U postgres --pwfile=/tmp/pw -X /wal/log -D $PGDATA >/dev/null
                sed -i "s/#listen_addresses = 'localhost'/listen_addresses = '*'/" $PGDATA/postgresql.conf
                echo 'work_mem = 7MB' >>$PGDATA/postgresql.conf
                printf '\\nhost all all all md5\\n' >>$PGDATA/pg_hba.conf
                """
            let made = try await server.run([:], log + ["--entrypoint", "bash"], ["-c", script])
            #expect(made.status == 0, "\(made.text)")
            var environment = ["POSTGRES_INITDB_WALDIR": "/wal/log", "POSTGRES_USER": "other"]
            // Nobody noted who its superuser is, so the server is asked.
            let other = try await server.run(environment, log, ["start"])
            #expect(other.status == 78, "\(other.text)")
            #expect(other.errors.contains("POSTGRES_USER is \"other\", but the cluster has no such superuser"))
            environment["POSTGRES_USER"] = nil
            environment["POSTGRES_PASSWORD"] = "from the compose file"
            try await server.start(environment, log)
            try await server.ready()
            #expect(try await server.query("SHOW work_mem") == "7MB")
            #expect(try await server.query("SHOW lc_messages") == "en_US.utf8")
            #expect(try await server.query("SELECT 'a' < 'B'") == "t")
            // Its own rules for access count, and its own password: somebody may have changed that since its first start.
            #expect(try await server.query("SHOW hba_file") == "\(Server.dataDirectory)/pg_hba.conf")
            func login(_ password: String) async throws -> Int32 {
                let address = try await server.exec(["hostname", "-i"]).output.trimmingCharacters(
                    in: .whitespacesAndNewlines)
                let words = ["psql", "-A", "-t", "-h", address, "-U", "postgres", "-c", "SELECT 1"]
                return try await server.exec(words, options: ["--env", "PGPASSWORD=\(password)"]).status
            }
            #expect(try await login("before") == 0)
            #expect(try await login("from the compose file") != 0)
            #expect(try await server.log().contains("the cluster keeps its password; the declared one takes effect"))
            // The declared one counts when it changes, and only then.
            try await server.remove()
            environment["POSTGRES_PASSWORD"] = "geändert"
            try await server.start(environment, log)
            try await server.ready()
            #expect(try await login("geändert") == 0)
            #expect(
                try await server.query("SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'postgres'")
                    == "SCRAM-SHA-256")
            _ = try await server.query("ALTER ROLE postgres PASSWORD 'rotated'")
            #expect(try await server.stop().status == 0)
            try await server.startAgain()
            try await server.ready()
            #expect(try await login("rotated") == 0)
        }

        @Test func whatIsDeclaredIsTrueAfterEveryStart() async throws {
            let secrets = try HostDirectory()
            try secrets.write("app", "first\r\n")
            let server = try await Server(stage, "declared")
            var environment = [
                "DB_PASSWORD": "secret", "ROLES": "app:/secrets/app, \"my \"\"cool\"\" user\"(createdb)",
                "DATABASES": "app:app, reports", "EXTENSIONS": "pg_trgm, app.hstore",
            ]
            try await server.start(environment, secrets.mount("/secrets"))
            try await server.ready()
            #expect(try await server.login("app", "first", database: "app").output == "1\n")
            #expect(
                try await server.query("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'my \"cool\" user'")
                    == "f|t")
            #expect(
                try await server.query("SELECT extname FROM pg_extension WHERE extname = 'hstore'", database: "app")
                    == "hstore")
            #expect(
                try await server.query("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'app'") == "app"
            )

            // Something is gone and something has changed.
            _ = try await server.query("DROP DATABASE reports")
            try secrets.write("app", "second\n")
            try await server.remove()
            environment["DB_PASSWORD"] = "geändert"
            environment["DATABASES"] = "app, reports, more:app"
            // No standby is there while that is made, and none is waited for.
            let words = ["postgres", "-c", "synchronous_standby_names=nobody"]
            try await server.start(environment, secrets.mount("/secrets"), words)
            try await server.ready()
            #expect(try await server.login("app", "second", database: "more").output == "1\n")
            #expect(try await server.login("app", "first", database: "app").status != 0)
            #expect(try await server.login("postgres", "geändert", database: "reports").output == "1\n")
            #expect(try await server.login("postgres", "secret", database: "reports").status != 0)
        }

        /// What is wrong is one line with the next step, and nothing is touched.
        @Test(
            arguments: [
                ("true", [:], 78, "neither POSTGRES_PASSWORD nor DB_PASSWORD is set"),
                (
                    "touch $PGDATA/notes.txt", ["DB_PASSWORD": "x"], 78,
                    "holds no database, but is not empty: \"notes.txt\""
                ),
                (
                    "echo 15 >$PGDATA/PG_VERSION", ["DB_PASSWORD": "x"], 78,
                    "holds a cluster of PostgreSQL 15; expected one of PostgreSQL 17"
                ),
                (
                    "touch $PGDATA/PG_VERSION", ["DB_PASSWORD": "x"], 78,
                    "PG_VERSION\" is empty; expected 17 in the first line"
                ),
                (
                    "true", ["DB_PASSWORD": "x", "POSTGRES_INITDB_ARGS": "-U other"], 78,
                    "POSTGRES_INITDB_ARGS: --username is not allowed there"
                ),
                ("true", ["DB_PASSWORD": "x", "DATABASES": "a:"], 78, "DATABASES: \"a:\" is not a list such as"),
                (
                    "true", ["DB_PASSWORD": "x", "ROLES": "a:/nowhere"], 78,
                    "ROLES: the password of \"a\": cannot read \"/nowhere\""
                ),
                (
                    "true", ["DB_PASSWORD": "x", "POSTGRES_INITDB_ARGS": "--frobnicate"], 1,
                    "\"initdb\" exited with status 1"
                ),
                ("true", ["DB_PASSWORD": "x", "POSTGRES_INITDB_ARGS": "'open"], 78, "with every quote closed"),
                ("true", ["DB_PASSWORD": "x", "POSTGRES_USER": "pg_me"], 78, "POSTGRES_USER"),
                ("true", ["DB_PASSWORD": "x", "POSTGRES_USER": "/.*"], 78, "POSTGRES_USER"),
                (
                    "true", ["DB_PASSWORD": "x", "POSTGRES_HOST_AUTH_METHOD": "trusted"], 78,
                    "POSTGRES_HOST_AUTH_METHOD: \"trusted\" is not an authentication method"
                ),
                (
                    "true", ["DB_PASSWORD": "x", "SSL_CERT_FILE": "/nowhere", "SSL_KEY_FILE": "/nowhere"], 78,
                    "cannot read \"/nowhere\""
                ),
            ] as [(String, [String: String], Int32, String)])
        func whatIsRefused(_ before: String, _ environment: [String: String], _ status: Int32, _ message: String)
            async throws
        {
            let server = try await Server(stage, "refused-\(UUID().uuidString.prefix(6).lowercased())")
            let made = try await server.run([:], ["--entrypoint", "bash"], ["-c", before])
            #expect(made.status == 0)
            let outcome = try await server.run(environment, [], ["start"])
            #expect(outcome.status == status, "\(outcome.text)")
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            let left = try await server.run([:], ["--entrypoint", "sh"], ["-c", "ls -A $PGDATA"])
            #expect(!left.output.contains("base"))
        }

        @Test func aDirectoryWithContentIsNoneForTheLog() async throws {
            let server = try await Server(stage, "waldir")
            let script = "postgres-entry start; echo $?; stat -c '%U %a' /etc"
            let outcome = try await server.run(
                ["DB_PASSWORD": "x", "POSTGRES_INITDB_WALDIR": "/etc"], ["--entrypoint", "sh"], ["-c", script])
            #expect(outcome.output == "78\nroot 755\n", "\(outcome.text)")
            #expect(
                outcome.errors.contains("POSTGRES_INITDB_WALDIR: \"/etc\" is not empty; expected an empty directory"))
        }

        @Test func aTopDirectoryOfAFileSystemIsFine() async throws {
            let server = try await Server(stage, "lost")
            #expect(
                try await server.run([:], ["--entrypoint", "sh"], ["-c", "mkdir -m 700 $PGDATA/lost+found"]).status == 0
            )
            try await server.start()
            try await server.ready()
            #expect(try await server.query("SELECT 1") == "1")
        }

        @Test func oneDataDirectoryOneServer() async throws {
            let server = try await Server(stage, "first")
            try await server.start()
            try await server.ready()
            let second = try await server.run([:], [], ["start"])
            #expect(second.status == 69)
            #expect(second.errors.contains("\"/var/lib/postgresql/data\" is in use by another container or command"))
            #expect(try await server.query("SELECT 1") == "1")
        }
    }
}
