import Foundation
import Testing

extension PostgresTests {
    /// Whoever comes from docker-library/postgres sees the same. Its results stand in PostgresParity; ours come from as few first starts as
    /// possible.
    @Suite struct ParityTests {
        private let stage = Stage()
        private static let directory = "/docker-entrypoint-initdb.d"

        @Test func thereAreEnoughCases() { #expect(PostgresParity.count >= 60) }

        @Test func scriptsOfOneFirstStart() async throws {
            let scripts = try HostDirectory()
            for (name, text, isExecutable) in PostgresParity.files {
                try scripts.write(name, text, mode: isExecutable ? 0o755 : 0o644)
            }
            for (number, item) in PostgresParity.sourced.enumerated() {
                try scripts.write("01-\(100 + number).sh", "see '\(100 + number)' \"$( \(item.text) )\"\n")
            }
            let path = scripts.url.path()
            for (tool, ending) in [("gzip", "gz"), ("xz", "xz"), ("zstd", "zst")] {
                let pack = "echo 'CREATE TABLE \(ending)()' | \(tool) -c >'\(path)/80.sql.\(ending)'"
                #expect(try await Podman.shell(pack) == 0)
            }
            // As in the volumes of Kubernetes.
            try scripts.write("..data/81.sql", "CREATE TABLE linked();\n")
            #expect(try await Podman.shell("ln -s ..data/81.sql '\(path)/81-link.sql'") == 0)
            let server = try await Server(stage, "parity")
            let environment = [
                "POSTGRES_USER": "airflow", "POSTGRES_PASSWORD": "it's $ecret", "POSTGRES_DB": "shop", "OWN": "value",
                "POSTGRES_INITDB_ARGS": "--auth-host=md5", "PGAPPNAME": "parity",
            ]
            try await server.start(environment, scripts.mount(ParityTests.directory), ["postgres"])
            try await server.ready()
            let names = (0..<PostgresParity.sourced.count).map { "\(100 + $0)" } + PostgresParity.seen.map { $0.text }
            let cases =
                PostgresParity.sourced.map { ($0.name, $0.expected) }
                + PostgresParity.seen.map { ($0.name, $0.expected) }
            let found = try await answers(server, names.map { "cat '/tmp/seen.\($0)' 2>/dev/null" })
            for ((name, expected), answer) in zip(cases, found) { #expect(answer == expected, "\(name)") }
            let questions = PostgresParity.queries.map {
                "psql -U airflow -XAt -d '\($0.database)' -c \"\($0.query)\""
            }
            for (item, answer) in zip(PostgresParity.queries, try await answers(server, questions)) {
                #expect(answer == item.expected, "\(item.name)")
            }
            let address = try await server.exec(["hostname", "-i"]).output.trimmingCharacters(
                in: .whitespacesAndNewlines)
            let login = "psql -XAt -h \(address) -d shop -c 'SELECT 1' 2>&1 | grep -o 'rejects\\|^1$'"
            #expect(
                try await answers(
                    server,
                    [("b", "blocked"), ("m", "member"), ("it's $ecret", "airflow")].map {
                        "PGUSER=\($1) PGPASSWORD=\"\($0.replacing("$", with: "\\$"))\" \(login)"
                    }) == ["rejects", "1", "1"])
            let log = try await server.log()
            #expect(!log.contains("the database system is starting up") && !log.contains("skipping missing"), "\(log)")
            #expect(log.contains("\"\(ParityTests.directory)/part.inc\" is ignored"))
            #expect(log.components(separatedBy: "database system is ready to accept connections").count > 2)
        }

        /// What a shell in the container says to each of the commands, in one go.
        private func answers(_ server: Server, _ commands: [String]) async throws -> [String] {
            let script = commands.map { "( \($0) )\nprintf '\\0'\n" }.joined()
            let output = try await server.exec(["bash", "-s"], input: script).output
            return output.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map {
                $0.trimmingCharacters(in: .newlines)
            }
        }

        /// One container makes one cluster after the other.
        @Test func whatEndsTheFirstStart() async throws {
            let directory = try HostDirectory()
            var script = "cd \(ParityTests.directory)\n"
            for (number, item) in PostgresParity.failing.enumerated() {
                let isExecutable = item.file.hasSuffix("*")
                try directory.write("\(number)", item.text)
                script += """
                    rm -f *; install -m \(isExecutable ? "755" : "644") /cases/\(number) \(item.file.replacing("*", with: ""))
                    PGDATA=/tmp/\(number) postgres-entry init </dev/null 2>&1; printf 'status %s\\0' $?; ls -A /tmp/\(number); printf '\\0'

                    """
            }
            let server = try await Server(stage, "failing")
            let outcome = try await server.run(
                ["DB_PASSWORD": "secret"], directory.mount("/cases") + ["--entrypoint", "bash"], ["-c", script])
            let parts = outcome.output.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
            try #require(parts.count == 2 * PostgresParity.failing.count + 1, "\(outcome.text)")
            for (number, item) in PostgresParity.failing.enumerated() {
                let text = parts[2 * number]
                #expect(text.contains(item.message) && !text.hasSuffix("status 0"), "\(item.name): \(text)")
                #expect(parts[2 * number + 1].trimmingCharacters(in: .whitespacesAndNewlines) == "", "\(item.name)")
            }
        }

        /// Variables and a command line.
        @Test func settingsOfVariablesAndWords() async throws {
            let files = try HostDirectory()
            try files.write("password", "l1ne\r\n")
            try files.write("scripts/a.sql", PostgresParity.serverScript)
            let server = try await Server(stage, "words")
            try await server.start(
                PostgresParity.variables,
                files.mount("/secrets") + ["--volume", "\(files.path("scripts")):\(ParityTests.directory):ro"],
                PostgresParity.serverWords)
            try await server.ready()
            for item in PostgresParity.settings {
                #expect(try await server.query(item.query) == item.expected, "\(item.name)")
            }
            let commands = [
                "PGPASSWORD=l1ne psql -h 127.0.0.1 -p 5433 -U postgres -XAtc 'SELECT 1'",
                "postgres-entry createdb --owner postgres other 2>/dev/null; echo $?",
                "postgres-entry backup --database other >/dev/null 2>&1; echo $?",
                "kill -HUP 1; for i in $(seq 100); do postgres-entry psql -XAtc 'SELECT pg_conf_load_time() > pg_postmaster_start_time()' | grep t && break; done",
            ]
            let found = try await answers(server, commands)
            #expect(found == ["1", "0", "0", "t"])
            #expect(try await server.stop().status == 0)
            // The password stays as it is; where there is no such superuser, that is said.
            let other = try await server.run(
                ["POSTGRES_USER": "somebody", "DB_PASSWORD": "l1ne"], [], PostgresParity.serverWords)
            #expect(other.status == 78, "\(other.text)")
            #expect(
                other.errors.contains("POSTGRES_USER is \"somebody\", but the cluster was made with \"postgres\""),
                "\(other.errors)")
        }

        /// What Dockerfiles and compose files count on.
        @Test func whatTheImageHas() async throws {
            let format = "{{.Config.Healthcheck.StartPeriod}}"
            let period = try await Podman.run("image", "inspect", "--format", format, Server.image).output
            #expect(period.hasPrefix("1h0m0s") || period.hasPrefix("3600000000000"), "\(period)")
            let script = """
                echo $PG_MAJOR; test -x /usr/local/bin/docker-ensure-initdb.sh && grep -c '^#port = 5432' /usr/share/postgresql/postgresql.conf.sample
                stat -c %a /var/run/postgresql/.
                cd /usr/share/postgresql; stat -c %F postgresql.conf.sample; readlink 17/postgresql.conf.sample
                grep '^listen_addresses' 17/postgresql.conf.sample; stat -c '%a %U %G' /var/log/postgresql
                """
            let found = try await Podman.run("run", "--rm", "--entrypoint", "bash", Server.image, "-c", script)
            let files = "regular file\n../postgresql.conf.sample\nlisten_addresses = '*'\n3777 root postgres\n"
            #expect(found.output == "17\n1\n3777\n\(files)")
        }

        /// The layout of docker-library's image since its version 18.
        @Test func aVolumeAboveTheDataDirectory() async throws {
            let volume = try await stage.volume("above")
            let outcome = try await Podman.run("run", "--rm", "--volume", "\(volume):/var/lib/postgresql", Server.image)
            #expect(outcome.status == 78)
            #expect(
                outcome.errors.contains("is an anonymous volume, which is removed with the container"),
                "\(outcome.errors)")
        }

        /// Where the server is stands in a file of somebody else's.
        @Test func settingsOfFiles() async throws {
            let files = try HostDirectory()
            try files.write("a.sql", "CREATE ROLE blocked LOGIN PASSWORD 'b'; CREATE ROLE member LOGIN PASSWORD 'm';\n")
            try files.write(
                "local.conf",
                "jit = on\nport = 5434\nunix_socket_directories = '/opt/data/sockets'\nhba_file = '/own/hba.conf'\n"
            )
            try files.write(
                "own/hba.conf",
                "local all postgres peer map=container\nhost all blocked all reject\nhost all all all scram-sha-256\n")
            try files.write(
                "own/server.conf",
                "include_dir = 'more'\nhba_file = '/own/hba.conf'\nident_file = '/run/postgres/pg_ident.conf'\nwork_mem = '7MB'\n"
            )
            try files.write("own/more/a.conf", "data_directory = '/var/lib/postgresql/data/'\n")
            let mounts = [
                ("a.sql", "\(ParityTests.directory)/a.sql"), ("local.conf", "/opt/config/local.conf"), ("own", "/own"),
            ]
            let options = mounts.flatMap { ["--volume", "\(files.path($0.0)):\($0.1):ro"] }
            let server = try await Server(stage, "place")
            try await server.start(
                ["POSTGRES_PASSWORD": "first\r", "DB_PASSWORD": "second"],
                options)
            try await server.ready()
            let login = "psql -h 127.0.0.1 -p 5434 -d postgres -XAtc 'SELECT 1' 2>&1 | grep -o 'rejects\\|^1$'"
            let commands = [
                "PGUSER=blocked PGPASSWORD=b \(login)", "PGUSER=member PGPASSWORD=m \(login)",
                "PGUSER=postgres PGPASSWORD=first \(login)",
                "postgres-entry psql -XAtc 'SHOW hba_file'", "ls -A /opt/data/sockets | head -n 1",
                "postgres-entry backup >/dev/null 2>&1; echo $?",
            ]
            let found = try await answers(server, commands)
            #expect(found == ["rejects", "1", "1", "/own/hba.conf", ".s.PGSQL.5434", "0"])
            let log = try await server.log()
            #expect(log.contains("jit = \"on\" has no effect: this image was built without LLVM"))
            #expect(log.contains("DB_PASSWORD is not used: POSTGRES_PASSWORD, which is set as well, counts"))
            // What was chosen on purpose wins, and that is said.
            #expect(try await server.stop().status == 0)
            try await server.remove()
            try await server.start(
                ["DB_PASSWORD": "first", "PGPORT": "5435", "PGDATA": "/var/lib/postgresql//data/"], options,
                ["-p", "5436", "-c", "config_file=/own/server.conf"])
            try await server.ready()
            #expect(try await server.query("SHOW port") == "5436")
            #expect(try await server.query("SHOW hba_file") == "/own/hba.conf")
            #expect(try await server.query("SHOW work_mem") == "7MB")
            #expect(try await server.log().contains("PGPORT does not count: the command line sets port to \"5436\""))
        }
    }
}
