import Foundation
import Testing

/// Kills in the middle of everything: what is served is whole.
@Suite(.serialized) struct PostgresCrashTests {
    private let stage = Stage()

    private let first = FirstStart()

    /// Forty kills spread over the first start; ten volumes, four kills in a row on each, so that starts which find
    /// something are killed as well.
    @Test func fortyKillsOfTheFirstStart() async throws {
        let scripts = try first.scripts()
        // On a busy machine the first may take longer than others.
        var whole = try await first.duration(stage, scripts)
        var servedBefore = 0
        for volume in 0..<10 {
            var isWhole = false
            let server = try await Server(stage, "killed\(volume)")
            for kill in 0..<4 {
                let moment = whole * (kill * 10 + volume) / 44
                if kill == 0 {
                    try await server.start(first.environment, scripts.mount("/docker-entrypoint-initdb.d"))
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
            try await first.expectWhole(server, "volume \(volume)")
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
        let scripts = try first.scripts()
        let name = "step-\(UUID().uuidString.prefix(6).lowercased())"
        let server = try await Server(stage, name)
        try await server.start(first.environment, scripts.mount("/docker-entrypoint-initdb.d"))
        try await stage.waitForLog(name, step)
        try await server.kill()
        try await server.startAgain()
        try await server.ready()
        try await first.expectWhole(server, step)
    }

    @Test func aScriptThatFailsIsNamedAndNothingIsServed() async throws {
        let scripts = try HostDirectory()
        try scripts.write("10.sql", "CREATE TABLE first();\n")
        try scripts.write("20.sql", "SELECT 1/0;\n")
        let server = try await Server(stage, "failing")
        for _ in 0..<2 {
            let outcome = try await server.run(
                first.environment, scripts.mount("/docker-entrypoint-initdb.d"), ["start"])
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.contains("postgres: \"/docker-entrypoint-initdb.d/20.sql\" failed"),
                "\(outcome.errors)")
        }
        #expect(try await server.run([:], ["--entrypoint", "ls"], [Server.dataDirectory]).output == "")
        // Corrected, it begins afresh.
        try scripts.write("20.sql", "CREATE TABLE second();\n")
        try await server.start(first.environment, scripts.mount("/docker-entrypoint-initdb.d"))
        try await server.ready()
        #expect(try await server.query("SELECT count(*) FROM pg_class WHERE relname IN ('first', 'second')") == "2")
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
        try await eventually("thousands are written", every: .milliseconds(20)) {
            Int(try await server.query("SELECT count(*) FROM written")) ?? 0 > 2000
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
