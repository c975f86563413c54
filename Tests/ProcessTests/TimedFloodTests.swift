import Foundation
import Glibc
import Synchronization
import Testing

/// A stop at random moments of each phase while something floods the entrypoint: it ends within its grace.
/// STOP_ROUNDS says how often each; the seeds are the numbers of the rounds.
@Suite(.limited) struct TimedFloodTests {
    enum Flood: String, CaseIterable {
        case realtime, standard, orphans, files, notify, descriptor, output, stuck, contested
    }

    enum Phase: String, CaseIterable {
        case waiting, initializing, starting, running, handling, stopping
    }

    struct Combination: Sendable, CustomTestStringConvertible {
        let flood: Flood
        let phase: Phase
        var testDescription: String { "\(phase) with \(flood)" }
    }

    static let combinations = Flood.allCases.flatMap { flood in
        Phase.allCases.map { Combination(flood: flood, phase: $0) }.filter { $0.makesSense }
    }

    private static let rounds = ProcessInfo.processInfo.environment["STOP_ROUNDS"].flatMap { Int($0) } ?? 2
    private static let grace = 0.5
    /// The machine is shared with other tests.
    private static let margin = 2.0

    @Test(arguments: combinations)
    func aStopEndsWithinItsGrace(_ combination: Combination) async throws {
        let times = Mutex([Double]())
        try await forEach(0..<TimedFloodTests.rounds, atATime: 2) { round in
            let time = try await TimedFloodTests.stop(combination, round)
            times.withLock { $0.append(time) }
        }
        let sorted = times.withLock { $0.sorted() }
        let milliseconds = { (time: Double) in Int(time * 1000) }
        print(
            "stop \(combination.testDescription): \(sorted.count) rounds, median",
            "\(milliseconds(sorted[sorted.count / 2])) ms, longest \(milliseconds(sorted[sorted.count - 1])) ms")
    }

    private static func stop(_ combination: Combination, _ seed: Int) async throws -> Double {
        var random = SplitMix(seed: seed)
        let isDeaf = Bool.random(using: &random)
        let delay = Int.random(in: 0..<30_000, using: &random)
        let note: Comment = "seed \(seed): \(isDeaf ? "deaf" : "tame"), after \(delay) µs"
        let (words, environment) = try combination.start(isDeaf: isDeaf)
        return try await Entry.with(
            words, environment.merging(["STOP_GRACE": "\(Int(grace * 1000))ms"]) { $1 }, setup: "mkdir /run/w",
            wrapper: combination.wrapper
        ) { entry in
            // Before, /run is the machine's, where anything may lie.
            try await eventually("it executes") {
                guard let pid = try? entry.pid else { return false }
                let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
                return file?.hasSuffix("-entry") ?? false
            }
            let pid = try entry.pid
            let name = words[0].replacing("-entry", with: "")
            try await eventually("\(combination.testDescription): it is \(combination.state)") {
                let state = try? String(contentsOfFile: "/proc/\(pid)/root/run/runutils-\(name)", encoding: .utf8)
                return state?.contains("state=\(combination.state)") ?? false
            }
            let flooder = try combination.outside.map {
                try Running(["nsenter", "--target", "\(pid)", "--mount", "--pid", "--"] + $0, environment: [:])
            }
            if combination.phase == .handling { kill(pid, SIGHUP) }
            if combination.phase == .stopping { kill(pid, SIGTERM) }
            let first = ContinuousClock.now
            try await Task.sleep(for: .microseconds(delay))
            let start = combination.phase == .stopping ? first : .now
            kill(pid, SIGTERM)
            let status: Int
            do { status = try await entry.running.exit(within: 20) } catch {
                await flooder?.end()
                throw error
            }
            let time = seconds(since: start)
            await flooder?.end()
            #expect(combination.statuses(isDeaf: isDeaf).contains(status), note)
            #expect(time < grace + margin, note)
            #expect(!entry.running.errors.contains("left over"), note)
            return time
        }
    }
}

extension TimedFloodTests.Combination {
    /// Before there is a service, it can flood nothing.
    var makesSense: Bool {
        let hasService = phase != .waiting && phase != .initializing
        switch flood {
        case .notify, .descriptor: return hasService && phase != .handling
        case .output: return phase != .running && phase != .stopping
        case .realtime, .standard, .orphans, .files, .stuck, .contested: return true
        }
    }

    /// What the state file says when the phase has begun.
    var state: String {
        switch phase {
        case .waiting, .initializing: phase.rawValue
        // A service that floods its manager with READY=1 is ready.
        case .starting: flood == .notify ? "running" : "starting"
        case .running, .handling, .stopping: flood == .descriptor ? "starting" : "running"
        }
    }

    /// 128 + TERM before there is a service, then its own.
    func statuses(isDeaf: Bool) -> [Int] {
        if phase == .waiting || phase == .initializing { return [SIGTERM.status] }
        // A service that is told at once may not have got as far as to be deaf, or to end with a status; a flood of signals
        // that are handed on may end it then.
        let isSignalled = flood == .realtime || flood == .standard
        return [isDeaf ? SIGKILL.status : 7, SIGTERM.status] + (isSignalled ? (1...64).map { 128 + $0 } : [])
    }

    var outside: [String]? {
        get throws {
            switch flood {
            case .realtime, .standard, .orphans, .files: try Flooder.outside(flood.rawValue, "/run/w")
            case .notify, .descriptor, .output, .stuck, .contested: nil
            }
        }
    }

    var wrapper: [String] {
        switch flood {
        case .stuck: OutputFaultTests.stuckPipe
        case .contested: TimedFloodTests.slowReader
        case .realtime, .standard, .orphans, .files, .notify, .descriptor, .output: []
        }
    }

    func start(isDeaf: Bool) throws -> (words: [String], environment: [String: String]) {
        let fromService =
            [.notify, .descriptor].contains(flood) ? flood.rawValue : flood == .contested ? "errors" : nil
        let service = try Flooder.service(isDeaf: isDeaf, fromService)
        let probe = "command:" + (flood == .output ? try Flooder.output() : "sleep 1000")
        switch phase {
        case .waiting:
            return (["base-entry", "run", "--wait", "file:/run/w/nothing", "--wait", probe, "--"] + service, [:])
        case .initializing:
            return (["callback-entry", "start"], ["INITFUNC": flood == .output ? "endless" : "stubborn"])
        case .handling:
            let function = flood == .output ? "endless" : "stubborn"
            let watched = flood == .files ? ["WATCHED": "/run/w"] : [:]
            return (["callback-entry", "start", "--"] + service, watched.merging(["HANGUP": function]) { $1 })
        case .starting, .running, .stopping:
            if flood == .files {
                let ready = phase == .starting ? ["READY": "file:/run/w/nothing"] : [:]
                return (["callback-entry", "start", "--"] + service, ["WATCHED": "/run/w"].merging(ready) { $1 })
            }
            var ready: [String] = phase == .starting ? ["--ready", probe] : []
            if flood == .notify { ready = ["--ready", "notify"] }
            if flood == .descriptor { ready = ["--ready", "fd:3"] }
            return (["base-entry", "run"] + ready + ["--"] + service, [:])
        }
    }
}

extension TimedFloodTests {
    /// Executes what follows it with a standard error whose reader is slower than whoever writes without end.
    fileprivate static let slowReader = [
        "perl", "-MFcntl", "-MPOSIX", "-e",
        """
        $^F = 255; pipe(R, W);
        if (fork() == 0) { close W; while (sysread(R, my $part, 512)) { select(undef, undef, undef, 0.001) } exit }
        close R; dup2(fileno(W), 2); close W; exec @ARGV
        """,
    ]
}
