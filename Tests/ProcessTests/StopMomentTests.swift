import Foundation
import Glibc
import Testing

/// A stop at a hundred random moments of each phase: the status is right and nothing is left behind.
@Suite(.limited) struct StopMomentTests {
    struct Moment: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: [String]
        var environment: [String: String] = [:]
        /// The line after which the time begins.
        let line: String
        /// A signal that is sent before that line can come.
        var first: (signal: CInt, line: String)?
        /// What the service's end is; nil for 128 + the signal.
        var status: Int?
    }

    private static let slowEnd = """
        trap 'sleep 0.004; exit 5' TERM; echo service started >&2; while :; do sleep 1000 & wait; done
        """

    static let moments = [
        Moment(
            testDescription: "waiting",
            words: ["base-entry", "run", "--wait", "tcp://127.0.0.1:1", "--wait", "command:sleep 1000"],
            line: "waiting for"),
        Moment(
            testDescription: "waitfunc", words: ["callback-entry", "start"], environment: ["WAITFUNC": "wait"],
            line: "waitfunc: wait"),
        Moment(
            testDescription: "initializing", words: ["callback-entry", "start"], environment: ["INITFUNC": "command"],
            line: "initfunc: command"),
        Moment(
            testDescription: "between initfunc and ready", words: ["callback-entry", "start"], line: "initfunc: done"),
        Moment(
            testDescription: "starting with a probe", words: ["base-entry", "run", "--ready", "command:sleep 1000"],
            line: "service started"),
        Moment(testDescription: "running", words: ["base-entry", "run"], line: "ready in"),
        Moment(
            testDescription: "stopping", words: ["base-entry", "run"], line: "sending SIGTERM to",
            first: (SIGTERM, "service started"), status: 5),
    ]

    @Test(arguments: moments)
    func aHundred(_ moment: Moment) async throws {
        try await forEach(0..<100, atATime: 2) { round in
            var random = SplitMix(seed: round)
            let signal = moment.status == nil && Bool.random(using: &random) ? SIGINT : SIGTERM
            let delay = Int.random(in: 0..<4000, using: &random)
            try await stop(moment, round.isMultiple(of: 2) ? .asInit : .belowInit, signal, after: delay)
        }
    }

    private func stop(_ moment: Moment, _ place: Place, _ signal: CInt, after microseconds: Int) async throws {
        let scratch = try Scratch()
        try scratch.write("run/.keep", "")
        var words = moment.words
        var environment = moment.environment
        if words[0] == "base-entry" {
            words += ["--semaphore", scratch["semaphores/up"], "--"]
            words += Helper.shell(
                moment.status == nil ? "echo service started >&2; exec sleep 1000" : StopMomentTests.slowEnd)
        } else {
            environment["SEMAPHORE"] = scratch["semaphores/up"]
        }
        try await Entry.with(words, environment, place, setup: "mount --bind \(scratch["run"]) /run") { entry in
            let note: Comment = "\(place.testDescription), signal \(signal) after \(microseconds) µs"
            if let first = moment.first {
                try await entry.running.line(first.line)
                try entry.send(first.signal)
            }
            try await entry.running.line(moment.line)
            try await Task.sleep(for: .microseconds(microseconds))
            // A stop that is going on already may be over by now.
            if moment.first == nil { try entry.send(signal) } else { try? entry.send(signal) }
            #expect(try await entry.running.exit() == moment.status ?? signal.status, note)
            #expect(!entry.running.errors.contains("left over"), note)
            func left(_ directory: String) -> [String] {
                let files =
                    FileManager.default.enumerator(atPath: scratch[directory])?.compactMap { $0 as? String } ?? []
                return files.filter { $0 != ".keep" }
            }
            #expect(left("semaphores") == [], note)
            // The state of PID 1 goes with its container.
            #expect(left("run") == (place == .asInit ? ["runutils-" + words[0].dropLast(6)] : []), note)
        }
    }
}
