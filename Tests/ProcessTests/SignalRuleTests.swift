import Foundation
import Glibc
import Testing

/// Signals that do not reach the service as they are.
@Suite(.limited) struct SignalRuleTests {
    @Test(arguments: Place.allCases)
    func mappedAndDropped(_ place: Place) async throws {
        let rules = ["--signal", "HUP=USR2", "--signal", "WINCH=none", "--"]
        let command = try ["base-entry", "run"] + rules + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("service started")
            for signal in [SIGWINCH, SIGHUP] { try entry.send(signal) }
            try await entry.running.line("got 12.")
            try entry.send(SIGUSR1)
            #expect(try await entry.running.exit() == 7)
            let got = entry.running.errors.split(separator: "\n").filter { $0.hasPrefix("got") }
            #expect(got == ["got 12.", "got 10."])
        }
    }

    @Test func aRuleThatIsNone() async throws {
        let result = try await Entry.run(["base-entry", "run", "--signal", "HUP=FOO", "--", "true"])
        #expect(result.status == 64)
        #expect(
            result.errors == """
                base: run: --signal: "HUP=FOO" is not a pair of signals, such as HUP=USR1 or HUP=none, for any but TERM, KILL, STOP and CHLD
                hint: see "base-entry run --help"

                """)
    }

    @Test(arguments: Place.allCases)
    func aFunctionRunsAndItsSignalIsSent(_ place: Place) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command, [:], place) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            #expect(try await entry.running.exit() == 7)
            #expect(entry.running.errors.contains("callback: hangup: done\ngot 10."))
            #expect(!entry.running.errors.contains("got 1."))
        }
    }

    /// The service may not be prepared for what the function sends before it is ready.
    @Test(arguments: Place.allCases)
    func aFunctionWaitsForAServiceThatIsNotReady(_ place: Place) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGUSR1)
        let scratch = try Scratch()
        let file = scratch["ready"]
        try await Entry.with(command, ["READY": "file:\(file)"], place) { entry in
            try await entry.running.line("service started")
            try entry.send(SIGHUP)
            try entry.send(SIGUSR2)
            try await entry.running.line("got 12.")
            #expect(!entry.running.errors.contains("hangup: nothing"))
            try scratch.write("ready", "")
            #expect(try await entry.running.exit() == 7)
            #expect(entry.running.errors.contains("callback: hangup: done\ngot 10."))
        }
    }

    /// Also of a file that another one replaces, as editors and Kubernetes do it.
    @Test(arguments: Place.allCases)
    func aChangeOfAWatchedFileIsAsGoodAsASignal(_ place: Place) async throws {
        let scratch = try Scratch()
        let file = try scratch.write("watched", "old")
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, ["WATCHED": file], place) { entry in
            try await entry.started()
            for content in ["new", "newer"] {
                let other = try scratch.write("other", content)
                try #require(unsafe rename(other, file) == 0)
                try await entry.running.line("hangup: done")
                try await entry.running.line("got 10.")
            }
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
        }
    }

    @Test(arguments: Place.allCases)
    func aFunctionThatFailsLeavesTheServiceAlone(_ place: Place) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGUSR2)
        try await Entry.with(command, ["HANGUP": "fail"], place) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("callback: hangup failed as it was asked to")
            try entry.send(SIGUSR2)
            #expect(try await entry.running.exit() == 7)
            #expect(!entry.running.errors.contains("got 10."))
        }
    }

    @Test(arguments: Place.allCases, ["wait", "command", "look"])
    func aStopEndsAFunctionThatLooks(_ place: Place, _ behaviour: String) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, ["HANGUP": behaviour], place) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("hangup: \(behaviour)")
            try entry.send(SIGTERM)
            try await entry.running.line("sending SIGTERM to")
            #expect(try await entry.running.exit() == 7)
        }
    }

    @Test(arguments: Place.allCases)
    func aFunctionThatNeverEndsDoesNotKeepTheServiceFromItsStop(_ place: Place) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, ["HANGUP": "ignore"], place) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("hangup: ignore")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
            // The service has its signal before the line is written, and may be faster.
            let errors = entry.running.errors
            #expect(
                errors.contains(
                    "the function for a signal did not return after a stop signal; stopping the service anyway"))
            #expect(errors.contains("got 15."))
        }
    }

    /// An author's mistake ends the entrypoint, and its service within the time that a stop may take.
    @Test(arguments: Place.allCases)
    func aMistakeStopsTheService(_ place: Place) async throws {
        let service = Helper.shell("trap '' TERM; echo up >&2; while :; do sleep 0.05; done")
        let environment = ["HANGUP": "fault", "STOP_GRACE": "1s"]
        try await Entry.with(["callback-entry", "start", "--"] + service, environment, place) { entry in
            try await entry.running.line("up")
            try entry.send(SIGHUP)
            try await entry.running.line("UNDECLARED is read but not declared by the image")
            #expect(try await entry.running.exit() == 70)
        }
    }

    @Test(arguments: Place.allCases)
    func aSlowStopSaysWhoKeepsItWaiting(_ place: Place) async throws {
        let script = "trap 'echo told >&2' TERM; sleep 1000 & echo up >&2; while :; do wait; done"
        try await Entry.with(["base-entry", "run", "--"] + Helper.shell(script), ["STOP_GRACE": "6"], place) { entry in
            try await entry.running.line("up")
            try entry.send(SIGTERM)
            let line = try await entry.running.line("still waiting for pid")
            #expect(line.contains("(sh -c trap"))
            #expect(line.hasSuffix("(sleep 1000)"))
            #expect(try await entry.running.exit() == 137)
        }
    }
}
