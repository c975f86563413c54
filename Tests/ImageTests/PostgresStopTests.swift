import Foundation
import Testing

/// Stops in the middle of everything. A suite of its own, since it takes as long as all kills.
@Suite struct PostgresStopTests {
    private let stage = Stage()
    private let first = FirstStart()

    /// Stops at forty moments: the status tells of the signal until the server has it, and is the server's after that.
    @Test func stoppedAtEveryMoment() async throws {
        let scripts = try first.scripts()
        let whole = try await first.duration(stage, scripts)
        var times: [Double] = []
        let server = try await Server(stage, "stopped")
        for moment in 0..<40 {
            if moment == 0 {
                try await server.start(first.environment, scripts.mount("/docker-entrypoint-initdb.d"))
            } else {
                try await server.startAgain()
            }
            try await takesSignals(server)
            // Once the database is there, a start takes no longer than this.
            let isMade = try await server.log().contains("ready in")
            try await Task.sleep(for: .milliseconds((isMade ? min(whole, 500) : whole) * moment / 39))
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
        try await first.expectWhole(server, "after 40 stops")
    }

    /// Waits until the entrypoint is executed, which blocks its signals first of all. The engine returns before its runtime executes the entrypoint, and until then the
    /// kernel drops a TERM for PID 1, which somebody would wait for in vain (pid_namespaces(7)).
    private func takesSignals(_ server: Server) async throws {
        let inspect = ["inspect", "--format", "{{.State.Pid}}", stage.name(server.name)]
        let pid = try await Podman.run(inspect).output.trimmingCharacters(in: .newlines)
        try await eventually("the entrypoint takes signals") {
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            return status.hasPrefix("Name:\tpostgres-entry\n")
        }
    }
}
