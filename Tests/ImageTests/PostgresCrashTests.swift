import Foundation
import Testing

/// Kills and stops in the middle of everything: what is served is whole.
@Suite(.serialized) struct PostgresCrashTests {
    private let stage = Stage()

    /// A first start with a step of every kind.
    private func scripts() throws -> HostDirectory {
        let scripts = try HostDirectory()
        try scripts.write("10.sql", "CREATE TABLE first AS SELECT g FROM generate_series(1, 50000) g;\n")
        // What lies in the data directory itself, by its path there.
        try scripts.write(
            "15.sh",
            """
            mkdir "$PGDATA/ts"
            "${psql[@]}" -q -c "CREATE TABLESPACE ts LOCATION '$PGDATA/ts'" -c 'CREATE TABLE spaced TABLESPACE ts AS SELECT 1 x'
            echo '# by a script' >>"$PGDATA/pg_hba.conf"

            """)
        try scripts.write("20.sh", "sleep 0.3; psql -q -c 'CREATE TABLE second AS SELECT * FROM first'\n")
        try scripts.write("30.sql", "CREATE TABLE last AS SELECT count(*) FROM second;\n")
        return scripts
    }

    private let environment = [
        "DB_PASSWORD": "secret", "ROLES": "app", "DATABASES": "app:app", "EXTENSIONS": "app.hstore",
    ]

    /// Everything that the first start makes is there.
    private func expectWhole(_ server: Server, _ moment: String) async throws {
        #expect(try await server.query("SELECT * FROM last, spaced") == "50000|1", "\(moment)")
        let lines = try await server.exec(["grep", "-c", "# by a script", "\(Server.dataDirectory)/pg_hba.conf"])
        #expect(lines.output == "1\n", "\(moment)")
        #expect(
            try await server.query("SELECT extname FROM pg_extension WHERE extname = 'hstore'", database: "app")
                == "hstore")
        #expect(try await server.login("postgres", "secret", database: "app").output == "1\n")
    }

    /// How long an undisturbed first start takes here, in milliseconds.
    private func duration(_ scripts: HostDirectory) async throws -> Int {
        let server = try await Server(stage, "measure")
        let start = ContinuousClock.now
        try await server.start(environment, scripts.mount("/docker-entrypoint-initdb.d"))
        try await stage.waitForLog("measure", "ready in")
        let time = (ContinuousClock.now - start).components
        try await expectWhole(server, "undisturbed")
        try await server.remove()
        return Int(time.seconds) * 1000 + Int(time.attoseconds / 1_000_000_000_000_000)
    }

    /// Forty kills spread over the first start; ten volumes, four kills in a row on each, so that starts which find
    /// something are killed as well.
    @Test func fortyKillsOfTheFirstStart() async throws {
        let scripts = try scripts()
        // On a busy machine the first may take longer than others.
        var whole = try await duration(scripts)
        var servedBefore = 0
        for volume in 0..<10 {
            var isWhole = false
            let server = try await Server(stage, "killed\(volume)")
            for kill in 0..<4 {
                let moment = whole * (kill * 10 + volume) / 44
                if kill == 0 {
                    try await server.start(environment, scripts.mount("/docker-entrypoint-initdb.d"))
                } else {
                    try await server.startAgain()
                }
                try await Task.sleep(for: .milliseconds(moment))
                if try await server.log().contains("ready in") {
                    servedBefore += 1
                    if !isWhole { whole = min(whole, moment) }
                    isWhole = true
                }
                try await server.kill()
            }
            try await server.startAgain()
            try await server.ready()
            try await expectWhole(server, "volume \(volume)")
            try await server.remove()
        }
        print("40 kills in \(whole) ms of a first start; \(servedBefore) came when it was over")
    }

    /// The journal's steps are the moments that matter most.
    @Test(arguments: [
        "Initializing the database", "Making the declared roles", "Running \"/docker-entrypoint-initdb.d/10.sql\"",
        "Writing the database",
    ])
    func killedBehindAStep(_ step: String) async throws {
        let scripts = try scripts()
        let name = "step-\(UUID().uuidString.prefix(6).lowercased())"
        let server = try await Server(stage, name)
        try await server.start(environment, scripts.mount("/docker-entrypoint-initdb.d"))
        try await stage.waitForLog(name, step)
        try await server.kill()
        try await server.startAgain()
        try await server.ready()
        try await expectWhole(server, step)
    }

    @Test func aScriptThatFailsIsNamedAndNothingIsServed() async throws {
        let scripts = try HostDirectory()
        try scripts.write("10.sql", "CREATE TABLE first();\n")
        try scripts.write("20.sql", "SELECT 1/0;\n")
        let server = try await Server(stage, "failing")
        for _ in 0..<2 {
            let outcome = try await server.run(environment, scripts.mount("/docker-entrypoint-initdb.d"), ["start"])
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.contains("postgres: \"/docker-entrypoint-initdb.d/20.sql\" failed"),
                "\(outcome.errors)")
        }
        #expect(try await server.run([:], ["--entrypoint", "ls"], [Server.dataDirectory]).output == "")
        // Corrected, it begins afresh.
        try scripts.write("20.sql", "CREATE TABLE second();\n")
        try await server.start(environment, scripts.mount("/docker-entrypoint-initdb.d"))
        try await server.ready()
        #expect(try await server.query("SELECT count(*) FROM pg_class WHERE relname IN ('first', 'second')") == "2")
    }

    /// Stops at forty moments: the status tells of the signal until the server has it, and is the server's after that.
    @Test func stoppedAtEveryMoment() async throws {
        let scripts = try scripts()
        let whole = try await duration(scripts)
        var times: [Double] = []
        let server = try await Server(stage, "stopped")
        for moment in 0..<40 {
            if moment == 0 {
                try await server.start(environment, scripts.mount("/docker-entrypoint-initdb.d"))
            } else {
                try await server.startAgain()
            }
            try await Task.sleep(for: .milliseconds(whole * moment / 39))
            let (status, seconds) = try await server.stop()
            let log = try await server.log()
            // A server that does not know its signals yet is ended by the one that TERM becomes, which is its truth.
            #expect([0, 130, 143].contains(status), "\(status) after \(whole * moment / 39) ms: \(log.suffix(2000))")
            times.append(seconds)
        }
        times.sort()
        print("stops within \(times[20]) s in the median, \(times[39]) s at most, with the container engine's part")
        try await server.startAgain()
        try await server.ready()
        try await expectWhole(server, "after 40 stops")
    }

    /// No acknowledged transaction is lost by a stop or a kill under load.
    @Test(arguments: ["TERM", "KILL"])
    func acknowledgedTransactionsStay(_ signal: String) async throws {
        let name = "load-\(signal.lowercased())"
        let server = try await Server(stage, name)
        try await server.start()
        try await server.ready()
        _ = try await server.query("CREATE TABLE written (client int, number int)")
        let pgbench = try await server.exec(["pgbench", "-U", "postgres", "-i", "-q", "postgres"])
        #expect(pgbench.status == 0, "\(pgbench.errors)")
        // pgbench is the load; each of these writers notes a number only when the server has acknowledged it.
        let writer = """
            pgbench -U postgres -c 4 -T 60 postgres >/dev/null 2>&1 &
            for client in 1 2 3 4; do
                ( i=0; while i=$((i + 1)); do echo "INSERT INTO written VALUES ($client, $i); SELECT $i;"; done |
                    psql -U postgres -X -q -A -t postgres 2>/dev/null >/tmp/acknowledged-$client ) &
            done; wait
            """
        let command = ["exec", stage.name(name), "bash", "-c", writer]
        async let load = Podman.run(command)
        for _ in 0..<600 {
            if let count = Int(try await server.query("SELECT count(*) FROM written")), count > 2000 { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        try await Podman.run("kill", "--signal", signal, stage.name(name))
        #expect(try await stage.status(name) == (signal == "TERM" ? 0 : 137))
        _ = try await load
        try await server.startAgain()
        try await server.ready()
        for client in 1...4 {
            // The last line may be cut.
            let last = try await server.exec(["sh", "-c", "tail -n 2 /tmp/acknowledged-\(client) | head -n 1"])
                .output
            let acknowledged = try #require(Int(last.trimmingCharacters(in: .newlines)))
            #expect(acknowledged > 0)
            let found = try await server.query(
                "SELECT count(*) FROM written WHERE client = \(client) AND number <= \(acknowledged)")
            #expect(found == "\(acknowledged)", "client \(client)")
        }
    }
}
