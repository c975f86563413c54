import Glibc
import Testing

/// A server beside a start-up or a command: there while it is needed, and gone afterwards.
@Suite struct ServerTests {
    private static let server = "trap 'echo server stops >&2; exit 0' INT; touch /run/up; while :; do sleep 0.01; done"

    private func run(_ server: String, _ program: String, _ place: Place = .belowInit) async throws -> Finished {
        try await Entry.run(["callback-entry", "beside", server, program], [:], place)
    }

    @Test(arguments: Place.allCases)
    func itIsThereAndGoes(_ place: Place) async throws {
        let result = try await run(ServerTests.server, "echo working >&2", place)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.hasPrefix("working\ncallback: Working ... ✔"), "\(result.errors)")
        #expect(result.errors.hasSuffix("server stops\n"), "\(result.errors)")
    }

    @Test func aFailureBesideItStopsItToo() async throws {
        let result = try await run(ServerTests.server, "exit 3")
        #expect(result.status == 1)
        #expect(result.errors.hasSuffix("server stops\ncallback: \"sh\" exited with status 3\n"), "\(result.errors)")
    }

    @Test func oneThatEndsBeforeItIsReady() async throws {
        let result = try await run("exit 0", "echo working >&2")
        #expect(result.status == 1)
        #expect(result.errors == "callback: \"sh\" ended before it was ready\n")
    }

    @Test func oneThatFails() async throws {
        let result = try await run("trap 'exit 4' INT; touch /run/up; while :; do sleep 0.01; done", "true")
        #expect(result.status == 1)
        #expect(result.errors.hasSuffix("callback: \"sh\" exited with status 4\n"), "\(result.errors)")
    }

    /// The plan goes on to its next step.
    @Test func oneThatDoesNotStop() async throws {
        let result = try await run("trap '' INT; touch /run/up; while :; do sleep 0.01; done", "true")
        #expect(result.status == 1)
        #expect(result.errors.contains("callback: \"sh\" was ended by SIGKILL\n"), "\(result.errors)")
        #expect(!result.errors.contains("left over"), "\(result.errors)")
    }

    @Test func oneThatIsNotThere() async throws {
        let result = try await run("exec /no/such", "true")
        #expect(result.status == 1)
        #expect(result.errors.contains("ended before it was ready"))
    }

    @Test(arguments: Place.allCases)
    func aStopEndsBoth(_ place: Place) async throws {
        let program = "echo working >&2; exec sleep 1000"
        try await Entry.with(["callback-entry", "beside", ServerTests.server, program], [:], place) { entry in
            try await entry.running.line("working")
            try entry.send(SIGTERM)
            try await entry.running.line("server stops")
            #expect(try await entry.running.exit() == SIGTERM.status)
        }
    }

    @Test func aStopBeforeItIsReady() async throws {
        let server = "trap 'echo server stops >&2; exit 0' INT; echo waiting >&2; while :; do sleep 0.01; done"
        try await Entry.with(["callback-entry", "beside", server, "true"]) { entry in
            try await entry.running.line("waiting")
            try entry.send(SIGTERM)
            try await entry.running.line("server stops")
            #expect(try await entry.running.exit() == SIGTERM.status)
        }
    }

    /// Where somebody waits for its end, STOP_GRACE counts as for the service.
    @Test func aStopDoesNotWaitForADeafServer() async throws {
        let server = "trap '' INT; touch /run/up; while :; do sleep 0.01; done"
        let words = ["callback-entry", "beside", server, "echo working >&2; exec sleep 1000", "patient"]
        try await Entry.with(words, ["STOP_GRACE": "1s"]) { entry in
            try await entry.running.line("working")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
        }
    }
}
