import Foundation
import Glibc
import Testing

/// A stop that comes before there is a service: the wait or the initialisation ends, and the status is 128 + signal.
@Suite(.limited) struct StopBeforeServiceTests {
    static let stops: [CInt] = [SIGTERM, SIGINT, SIGQUIT]

    @Test(arguments: Place.allCases, stops)
    func beforeWaitfunc(_ place: Place, _ signal: CInt) async throws {
        // The signal is pending, blocked, when the entrypoint is executed.
        let wrapper = ["env", "--block-signal=\(signal)", "sh", "-c", "kill -\(signal) $$; exec \"$@\"", "sh"]
        let result = try await Entry.run(
            ["callback-entry", "start", "echo", "service"], ["WAITFUNC": "nothing"], place, wrapper: wrapper)
        #expect(result.status == signal.status)
        #expect(result.errors.contains("received: nothing was started"), "\(result.errors)")
        #expect(!result.errors.contains("initfunc"))
        #expect(result.output == "")
    }

    @Test(arguments: Place.allCases, stops)
    func duringWaitfunc(_ place: Place, _ signal: CInt) async throws {
        try await Entry.with(["callback-entry", "start", "echo", "service"], ["WAITFUNC": "wait"], place) { entry in
            try await entry.running.line("waiting for file:/nonexistent/file")
            try entry.send(signal)
            #expect(try await entry.running.exit() == signal.status)
            #expect(entry.running.errors.contains("received: gave up waiting for file:/nonexistent/file"))
            #expect(!entry.running.errors.contains("initfunc"))
            #expect(!entry.running.errors.contains("left over"))
            #expect(entry.running.output == "")
        }
    }

    @Test(arguments: Place.allCases, ["waitfunc", "initfunc"])
    func duringALookingCallback(_ place: Place, _ callback: String) async throws {
        let environment = [callback.uppercased(): "look"]
        try await Entry.with(["callback-entry", "start", "echo", "service"], environment, place) { entry in
            try await entry.running.line("\(callback): look")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
            #expect(entry.running.errors.contains("\(callback): done"))
            #expect(entry.running.output == "")
        }
    }

    @Test(arguments: Place.allCases, stops)
    func duringACommandOfInitfunc(_ place: Place, _ signal: CInt) async throws {
        let scratch = try Scratch()
        let environment = try Helper.tellingSleep(scratch).merging(["INITFUNC": "command"]) { $1 }
        try await Entry.with(["callback-entry", "start", "echo", "service"], environment, place) { entry in
            try await entry.running.line("sleep started")
            try entry.send(signal)
            #expect(try await entry.running.exit() == signal.status)
            #expect(entry.running.errors.contains("received: \"sleep\" was ended"), "\(entry.running.errors)")
            #expect(!entry.running.errors.contains("initfunc: done"))
            #expect(!entry.running.errors.contains("left over"))
            #expect(entry.running.output == "")
        }
    }

    @Test(arguments: Place.allCases, stops)
    func aDeafCommandIsKilled(_ place: Place, _ signal: CInt) async throws {
        let scratch = try Scratch()
        let environment = try Helper.tellingSleep(scratch).merging(["INITFUNC": "stubborn"]) { $1 }
        try await Entry.with(["callback-entry", "start", "echo", "service"], environment, place) { entry in
            try await entry.running.line("sleep started")
            try entry.send(signal)
            let start = ContinuousClock.now
            #expect(try await entry.running.exit() == signal.status)
            #expect(seconds(since: start) > 3.4)
            #expect(entry.running.errors.contains("received: \"sh\" was ended"))
            #expect(!entry.running.errors.contains("left over"), "\(entry.running.errors)")
            #expect(entry.running.output == "")
        }
    }

    @Test(arguments: Place.allCases, stops)
    func aCallbackThatIgnoresTheStopIsEndedAfterFiveSeconds(_ place: Place, _ signal: CInt) async throws {
        let callback = signal == SIGINT ? "initfunc" : "waitfunc"
        try await Entry.with(
            ["callback-entry", "start", "echo", "service"], [callback.uppercased(): "ignore"], place,
            wrapper: ["nice", "-n", "19"]
        ) { entry in
            try await entry.running.line("\(callback): ignore")
            try entry.send(signal)
            let start = ContinuousClock.now
            #expect(try await entry.running.exit() == signal.status)
            #expect(seconds(since: start) > 3.9)
            #expect(entry.running.errors.contains("forced to end"))
            #expect(!entry.running.errors.contains("left over"))
            #expect(entry.running.output == "")
        }
    }

    /// Runtimes send the image's stop signal as soon as the container runs.
    @Test(arguments: Place.allCases, [("USR1", SIGUSR1), ("HUP", SIGHUP), ("RTMIN+3", 37)])
    func theStopSignalOfTheServiceIsOneToo(_ place: Place, _ stop: (name: String, number: CInt)) async throws {
        let words = ["base-entry", "run", "--stop-signal", stop.name, "--wait", "file:/nonexistent/file", "--", "true"]
        try await Entry.with(words, [:], place) { entry in
            try await entry.running.line("waiting for")
            try entry.send(SIGUSR2)
            try entry.send(stop.number)
            #expect(try await entry.running.exit() == stop.number.status)
            #expect(entry.running.errors.contains("received: gave up waiting for file:/nonexistent/file"))
        }
    }

    @Test(arguments: Place.allCases)
    func theWatchdogKnowsTheStopSignalOfTheService(_ place: Place) async throws {
        let environment = ["INITFUNC": "ignore", "STOP_SIGNAL": "RTMIN+3"]
        try await Entry.with(
            ["callback-entry", "start", "echo", "service"], environment, place, wrapper: ["nice", "-n", "19"]
        ) { entry in
            try await entry.running.line("initfunc: ignore")
            try entry.send(37)
            #expect(try await entry.running.exit() == CInt(37).status)
            #expect(entry.running.errors.contains("forced to end"))
        }
    }

    @Test func otherSignalsDoNotEndAStart() async throws {
        try await Entry.with(["callback-entry", "start", "sleep", "1000"], ["WAITFUNC": "wait"]) { entry in
            try await entry.running.line("waiting for")
            for signal in [SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT, SIGTSTP, SIGALRM, SIGPIPE, 34, 64] {
                try entry.send(signal)
            }
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
        }
    }
}
