import Foundation
import Testing

extension PostgresTests {
    /// A server while it runs: users, rights, configuration, secrets.
    @Suite(.serialized) struct OperationTests {
        private let stage = Stage()

        @Test(
            arguments: [
                ("root", []),
                ("fixed", ["--user", "5432:5432"]),
                ("random", ["--user", "123456:0", "--env", "PGDATA=/var/lib/postgresql/data/cluster"]),
                (
                    "readonly",
                    [
                        "--read-only", "--volume", "/run/postgres", "--volume", "/run/postgresql",
                        "--tmpfs", "/tmp",
                    ]
                ),
                (
                    "readonly-random",
                    [
                        "--read-only", "--volume", "/run/postgres", "--volume", "/run/postgresql",
                        "--tmpfs", "/tmp", "--user", "123456:0",
                        "--env",
                        "PGDATA=/var/lib/postgresql/data/cluster",
                    ]
                ),
                ("nocaps-fixed", ["--cap-drop=all", "--user", "5432:5432"]),
                // What docker-library's documentation asks for.
                (
                    "tmpfs",
                    ["--read-only", "--read-only-tmpfs=false", "--tmpfs", "/var/run/postgresql", "--tmpfs", "/tmp"]
                ),
                (
                    "tmpfs-any",
                    [
                        "--read-only", "--read-only-tmpfs=false", "--tmpfs", "/var/run/postgresql:mode=1777",
                        "--tmpfs", "/tmp", "--user", "1000:1000",
                    ]
                ),
                ("any", ["--user", "999:999"]),
                (
                    "fewcaps",
                    [
                        "--cap-drop=all", "--cap-add=CHOWN", "--cap-add=DAC_OVERRIDE", "--cap-add=FOWNER",
                        "--cap-add=KILL", "--cap-add=SETUID", "--cap-add=SETGID",
                    ]
                ),
            ] as [(String, [String])])
        func users(_ name: String, _ options: [String]) async throws {
            let server = try await Server(stage, name)
            let owner = ["fixed": "5432", "nocaps-fixed": "5432", "tmpfs-any": "1000", "any": "999"][name]
            if let owner {
                let change = ["\(owner):\(owner)", Server.dataDirectory]
                #expect(try await server.run([:], ["--entrypoint", "chown"], change).status == 0)
            }
            try await server.start(["DB_PASSWORD": "secret", "DATABASES": "app"], options)
            try await server.ready()
            #expect(try await server.login("postgres", "secret", database: "app").output == "1\n")
            #expect(try await server.query("SELECT 2") == "2")
            #expect(try await server.stop().status == 0)
        }

        @Test func aMissingCapabilityIsNamed() async throws {
            let server = try await Server(stage, "nocaps")
            let outcome = try await server.run(["DB_PASSWORD": "secret"], ["--cap-drop=all"], ["start"])
            #expect(outcome.status == 77)
            #expect(outcome.errors.contains("hint: this needs CAP_"), "\(outcome.errors)")
        }

        /// The password, and that of a role, are nowhere where somebody else could read them.
        @Test func secretsStaySecret() async throws {
            let secrets = try HostDirectory()
            try secrets.write("role", "r0lesecret\n")
            let server = try await Server(stage, "secret")
            let environment = [
                "DB_PASSWORD": "s3cretpass", "ROLES": "app:/secrets/role", "DATABASES": "app:app",
            ]
            try await server.start(
                environment, secrets.mount("/secrets"),
                ["start", "--", "-c", "log_statement=all", "-c", "log_min_duration_statement=0"])
            var processes = ""
            for _ in 0..<20 { processes += try await Podman.run("top", stage.name("secret"), "args").output }
            try await server.ready()
            let set = try await server.exec(
                ["postgres-entry", "setpwd", "app", "--password", "-"], input: "an0therone")
            #expect(set.status == 0, "\(set.errors)")
            let unicode = try await server.exec(
                ["postgres-entry", "setpwd", "app", "--password-file", "/dev/stdin"], input: "pässw0rt")
            #expect(unicode.status == 0, "\(unicode.errors)")
            #expect(try await server.login("app", "pässw0rt", database: "app").output == "1\n")
            processes += try await Podman.run("top", stage.name("secret"), "args").output
            let log = try await server.log()
            let fromServer = try await server.query(
                "CREATE TEMP TABLE e(line text); COPY e FROM PROGRAM 'env; cat /proc/$PPID/environ | tr \"\\0\" \"\\n\"'; SELECT line FROM e"
            )
            #expect(fromServer.contains("PATH="))
            let layers = try await Podman.run("history", "--no-trunc", Server.image).output
            for secret in ["s3cretpass", "r0lesecret", "an0therone", "pässw0rt"] {
                #expect(!processes.contains(secret) && !log.contains(secret), "\(secret)")
                #expect(!fromServer.contains(secret) && !layers.contains(secret), "\(secret)")
            }
        }

        /// A key that comes with the image would be the same in every container.
        @Test func theImageBringsNoKey() async throws {
            let server = try await Server(stage, "keys")
            let found = try await server.run(
                [:], ["--entrypoint", "grep"], ["-rl", "PRIVATE KEY-----", "/etc", "/home", "/opt", "/root", "/var"])
            #expect(found.output == "" && found.status == 1, "\(found.text)")
        }

        @Test func aHangUpReloadsWhatIsRight() async throws {
            let configuration = try HostDirectory()
            for name in ["postgresql.conf", "pg_hba.conf", "pg_ident.conf"] {
                try configuration.write(
                    name,
                    String(contentsOf: Podman.root.appending(path: "images/postgres/config/\(name)"), encoding: .utf8)
                )
            }
            let template = try String(contentsOf: configuration.url.appending(path: "postgresql.conf"), encoding: .utf8)
            let access = try String(contentsOf: configuration.url.appending(path: "pg_hba.conf"), encoding: .utf8)
            // Nothing that is put back becomes UTF-8 on the way.
            #expect(try await Podman.shell("printf '# \\344\\n' >>'\(configuration.path("pg_hba.conf"))'") == 0)
            let server = try await Server(stage, "reload")
            try await server.start(["DB_PASSWORD": "secret"], configuration.mount("/opt/config"))
            try await server.ready()
            func reload(_ message: String) async throws {
                try await Podman.run("kill", "--signal", "HUP", stage.name("reload"))
                try await stage.waitForLog("reload", message)
            }
            try configuration.write("postgresql.conf", template + "work_mem = 9MB\n")
            try await reload("parameter \"work_mem\" changed to \"9MB\"")
            #expect(try await server.query("SHOW work_mem") == "9MB")
            try configuration.write("postgresql.conf", template)
            try configuration.write("local.conf", "work_mem = 11MB\n")
            try await reload("parameter \"work_mem\" changed to \"11MB\"")
            try configuration.write("local.conf", "")
            try configuration.write("postgresql.conf", template + "work_mem = lots\n")
            try await reload("PostgreSQL refuses the configuration, see above; nothing was changed")
            #expect(try await server.exec(["grep", "-c", "lots", "/run/postgres/postgresql.conf"]).output == "0\n")
            try configuration.write("postgresql.conf", template)
            let rules = try await server.exec(["sha256sum", "/run/postgres/pg_hba.conf"]).output
            #expect(
                try await server.exec([
                    "env", "LC_ALL=C", "grep", "-c", "-a", "-P", "\\xe4", "/run/postgres/pg_hba.conf",
                ]).output == "1\n")
            try configuration.write("pg_hba.conf", access + "local all nobody frobnicate\n")
            try await reload("PostgreSQL refuses pg_hba.conf; the old one stays")
            #expect(try await server.exec(["sha256sum", "/run/postgres/pg_hba.conf"]).output == rules)
            try configuration.write("pg_hba.conf", "# nothing\n")
            try await reload("it has no entries")
            #expect(try await server.exec(["sha256sum", "/run/postgres/pg_hba.conf"]).output == rules)
            try configuration.write("pg_hba.conf", access)
            // What is included is checked, too: all of it counts or nothing.
            try configuration.write("local.conf", "work_mem = 6MB\nmax_connections = abc\n")
            try await reload("invalid value for parameter \"max_connections\"")
            try await stage.waitForLog("reload", "nothing was changed", times: 2)
            #expect(try await server.query("SHOW work_mem") == "11MB")
            try configuration.write("local.conf", "")
            // What somebody changes in the data directory counts, also what lets the image's own commands in no more, and then again.
            var reloads = 2
            for rules in ["host all all all reject", "local all all reject", "host all all all reject"] {
                let line = rules == "local all all reject" ? "" : "local all postgres peer map=container\\n"
                let change = "printf '\(line)\(rules)\\n' >$PGDATA/pg_hba.conf"
                #expect(try await server.exec(["sh", "-c", change], options: ["--user", "postgres"]).status == 0)
                reloads += 1
                try await Podman.run("kill", "--signal", "HUP", stage.name("reload"))
                try await stage.waitForLog("reload", "received SIGHUP", times: reloads)
            }
            try await stage.waitForLog("reload", "pg_hba.conf is not checked, as \"postgres\" gets no session")
            let counts = "SELECT string_agg(type || auth_method, ',') FROM pg_hba_file_rules"
            #expect(try await server.query(counts) == "localpeer,hostreject")
        }

        /// The server itself is the check where nothing was in place before; it ends as after a check, with the data intact.
        @Test func anOldVolumeWithAWrongConfiguration() async throws {
            let configuration = try HostDirectory()
            try configuration.write("local.conf", "work_mem = lots\n")
            let local = ["--volume", "\(configuration.path("local.conf")):/opt/config/local.conf"]
            let server = try await Server(stage, "wrong")
            #expect(try await server.run(["DB_PASSWORD": "secret"], [], ["init"]).status == 0)
            for command in ["start", "init"] {
                let wrong = try await server.run(["DB_PASSWORD": "secret"], local, [command])
                #expect(wrong.status == 78, "\(command): \(wrong.text)")
                #expect(wrong.errors.contains("\"work_mem\": \"lots\""), "\(wrong.text)")
                #expect(wrong.errors.contains("PostgreSQL refuses the configuration, see above; nothing was changed"))
            }
            try await server.start()
            try await server.ready()
            #expect(try await server.query("SELECT 1") == "1")
        }

        /// What a start without a check put into place is not taken for right by the next one, which has to do with it.
        @Test func anOldVolumeWithAWrongConfigurationTwice() async throws {
            let directory = try HostDirectory()
            try directory.write("local.conf", "work_mem = lots\n")
            try directory.write("start.d/none", "")
            let mounts = ["local.conf", "start.d"].flatMap { ["--volume", "\(directory.path($0)):/opt/config/\($0)"] }
            let server = try await Server(stage, "twice")
            #expect(try await server.run(["DB_PASSWORD": "secret"], [], ["init"]).status == 0)
            try await server.start(["DB_PASSWORD": "secret"], mounts)
            #expect(try await stage.status("twice") == 78)
            try directory.write("start.d/a.sql", "SELECT 1;\n")
            try await server.startAgain()
            #expect(try await stage.status("twice") == 78)
        }

        @Test func certificatesAreCopied() async throws {
            let directory = try HostDirectory()
            let path = directory.url.path()
            func make(_ name: String) async throws {
                let request =
                    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=\(name) -keyout '\(path)/key' -out '\(path)/crt'"
                #expect(try await Podman.shell("\(request) 2>/dev/null && chmod 644 '\(path)'/*") == 0)
            }
            try await make("first")
            let server = try await Server(stage, "tls")
            try await server.start(
                ["DB_PASSWORD": "secret", "SSL_CERT_FILE": "/tls/crt", "SSL_KEY_FILE": "/tls/key"],
                directory.mount("/tls"))
            try await server.ready()
            let encrypted = ["--env", "PGPASSWORD=secret", "--env", "PGSSLMODE=require"]
            let issuer = [
                "psql", "-h", "127.0.0.1", "-U", "postgres", "-A", "-t", "-c",
                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
            ]
            #expect(try await server.exec(issuer, options: encrypted).output == "t\n")
            let before = try await server.exec(["cat", "/run/postgres/server.crt"]).output
            try await make("second")
            try await Podman.run("kill", "--signal", "HUP", stage.name("tls"))
            try await stage.waitForLog("tls", "received SIGHUP")
            #expect(try await server.exec(["cat", "/run/postgres/server.crt"]).output != before)
            #expect(
                try await server.exec(["stat", "-c", "%U:%G %a", "/run/postgres/server.key"]).output
                    == "root:postgres 440\n")
            #expect(try await server.exec(issuer, options: encrypted).output == "t\n")
        }

        /// What a container's user wants of connections to other servers is none of our own sessions' business.
        @Test func variablesForOtherServers() async throws {
            let server = try await Server(stage, "wishes")
            let wishes = [
                "PGCHANNELBINDING": "require", "PGREQUIREAUTH": "scram-sha-256", "PGGSSENCMODE": "require",
                "PGSSLNEGOTIATION": "direct", "PGSSLMODE": "disable",
            ]
            try await server.start(wishes.merging(["DB_PASSWORD": "secret", "ROLES": "app"]) { $1 })
            try await server.ready()
            #expect(try await server.query("SELECT count(*) FROM pg_roles WHERE rolname = 'app'") == "1")
            #expect(try await server.exec(["postgres-entry", "backup"]).status == 0)
            let other = try await server.exec(["postgres-entry", "psql", "-h", "127.0.0.1", "-c", "SELECT 1"])
            #expect(other.status != 0 && other.errors.contains("sslmode"), "\(other.text)")
        }

        @Test func memoryFollowsTheLimit() async throws {
            let server = try await Server(stage, "tuned")
            try await server.start(["DB_PASSWORD": "secret", "POSTGRES_TUNE": "on"], ["--memory", "1g"])
            try await server.ready()
            #expect(try await server.query("SHOW shared_buffers") == "256MB")
            #expect(try await server.query("SHOW effective_cache_size") == "768MB")
        }
    }
}
