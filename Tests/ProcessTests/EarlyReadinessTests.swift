import Foundation
import Testing

/// A readiness that holds before there is a service.
@Suite(.limited) struct EarlyReadinessTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// The port is somebody else's, who would be taken for the service.
    @Test(arguments: ["tcp://127.0.0.1:PORT", "http://localhost:PORT/x", "all(file:/proc,tcp://127.0.0.1:PORT)"])
    func aPortThatIsTaken(_ target: String) async throws {
        let statement = "print $c \"HTTP/1.1 200 OK\\r\\n\\r\\n\"; close $c"
        try await Server.with(Server.answering(statement)) { server in
            let probe = target.replacingOccurrences(of: "PORT", with: server.port)
            let result = try await Entry.run(
                [
                    "base-entry", "run", "--ready", probe, "--semaphore", scratch["up"], "--", "touch",
                    scratch["started"],
                ])
            #expect(result.status == 78, "\(result.errors)")
            let message =
                "base: the readiness \(probe) holds before the service is started: something else answers there\n"
            #expect(result.errors.contains(message), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: scratch["started"]))
            #expect(!FileManager.default.fileExists(atPath: scratch["up"]))
        }
    }

    @Test func whatElseHoldsIsSaid() async throws {
        try await Entry.with(["base-entry", "run", "--ready", "file:/proc", "--", "sleep", "1000"]) { entry in
            try await entry.running.line("the readiness file:/proc holds before the service is started")
            try await entry.running.line("ready in")
        }
    }

    @Test(arguments: ["tcp://127.0.0.1:1", "file:/nonexistent", "command:false", "command:sleep 1000"])
    func whatDoesNotHoldIsNotMentioned(_ probe: String) async throws {
        let options = ["base-entry", "run", "--ready", probe, "--"]
        let result = try await Entry.run(options + ["true"])
        #expect(!result.errors.contains("holds before"), "\(result.errors)")
    }
}

/// A program has a tenth of a second for its answer then.
@Suite struct TimedEarlyReadinessTests {
    @Test func aProgramThatHoldsIsSaid() async throws {
        try await Entry.with(["base-entry", "run", "--ready", "command:true", "--", "sleep", "1000"]) { entry in
            try await entry.running.line("the readiness command:true holds before the service is started")
            try await entry.running.line("ready in")
        }
    }
}
