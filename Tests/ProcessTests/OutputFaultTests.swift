import Foundation
import Glibc
import Testing

/// Standard output and standard error that are closed, full or not read.
@Suite(.limited) struct OutputFaultTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Executes what follows it with a descriptor that is a pipe without a reader.
    private static func brokenPipe(_ descriptor: Int) -> [String] {
        ["perl", "-MPOSIX", "-e", "pipe(R, W); dup2(fileno(W), \(descriptor)); close R; close W; exec @ARGV"]
    }

    /// Executes what follows it with a standard error that is a full pipe whose reader, itself, never reads.
    static let stuckPipe = [
        "perl", "-MFcntl", "-MPOSIX", "-e",
        """
        $^F = 255; pipe(R, W);
        fcntl(W, F_SETFL, O_NONBLOCK); 1 while syswrite(W, 'x' x 4096); 1 while syswrite(W, 'x'); fcntl(W, F_SETFL, 0);
        dup2(fileno(W), 2); close W; exec @ARGV
        """,
    ]

    private static func redirected(_ redirection: String) -> [String] {
        ["sh", "-c", "exec \"$@\" \(redirection)", "sh"]
    }

    @Test(arguments: Place.allCases)
    func aClosedPipeAsOutput(_ place: Place) async throws {
        for words in [["--help"], ["--version"], ["run", "--help"]] {
            let result = try await Entry.run(
                ["base-entry"] + words, [:], place, wrapper: OutputFaultTests.brokenPipe(1))
            #expect(result.status == 71)
            #expect(result.errors == "base: cannot write to standard output: Broken pipe\n")
        }
    }

    @Test(arguments: Place.allCases)
    func aClosedPipeAsOutputOfAService(_ place: Place) async throws {
        let command = ["base-entry", "run", "--", "sh", "-c", "exit 9"]
        let result = try await Entry.run(command, [:], place, wrapper: OutputFaultTests.brokenPipe(1))
        #expect(result.status == 9)
        #expect(result.errors.contains(") exited with status 9\n"))
    }

    /// The commands that say something on standard error, each with the status that it has otherwise.
    @Test(arguments: Place.allCases, ["closed", "full"])
    func aStandardErrorThatTakesNothing(_ place: Place, _ kind: String) async throws {
        let wrapper = kind == "closed" ? OutputFaultTests.brokenPipe(2) : OutputFaultTests.redirected("2>/dev/full")
        let commands: [([String], Int)] = [
            (["base-entry", "strat"], 127), (["base-entry"], 64), (["base-entry", "check"], 0),
            (["base-entry", "health"], 1), (["base-entry", "wait", "--timeout", "50ms", "file:/nonexistent"], 69),
            (["base-entry", "wait", "--timeout", "50ms", "file:/nonexistent", "--", "true"], 69),
            (["base-entry", "run", "--wait", "file:/nonexistent", "--wait-timeout", "50ms", "--", "true"], 69),
            (["base-entry", "run", "--", "sh", "-c", "exit 9"], 9),
            (["base-entry", "run", "--", "no-such-program"], 127),
            (["callback-entry", "start", "sh", "-c", "exit 5"], 5),
        ]
        for (command, status) in commands {
            let result = try await Entry.run(command, [:], place, wrapper: wrapper)
            #expect(result.status == status, "\(command)")
        }
        let failures = [("broken", 1), ("fail", 71)]
        for (callback, status) in failures {
            let result = try await Entry.run(
                ["callback-entry", "start"], ["INITFUNC": callback], place, wrapper: wrapper)
            #expect(result.status == status, "\(callback)")
        }
    }

    /// A program that takes our place, and a service, get SIGPIPE as a shell would give it, although we ignore it and have
    /// met broken pipes.
    @Test(arguments: Place.allCases, [0, 1, 2])
    func programsGetTheDefaultOfSIGPIPE(_ place: Place, _ way: Int) async throws {
        let program = ["sh", "-c", "grep Sig /proc/self/status"]
        let command = [
            ["wait", "--timeout", "5s", "command:test -e /run/go", "--"] + program, ["run", "--"] + program,
            ["/bin/sh", "-c", "grep Sig /proc/self/status"],
        ][way]
        let result = try await Entry.run(
            ["base-entry"] + command, [:], place, setup: "touch /run/go", wrapper: OutputFaultTests.brokenPipe(2))
        #expect(result.status == 0)
        for set in ["SigBlk", "SigIgn", "SigPnd"] {
            #expect(Processes.field(set, in: result.output) == "0000000000000000", "\(result.output)")
        }
    }

    /// A broken pipe of ours that is still pending must not end the program that takes our place.
    @Test(arguments: Place.allCases)
    func aPendingBrokenPipe(_ place: Place) async throws {
        let result = try await Entry.run(
            ["base-entry", "wait", "command:sleep 0.1", "--", "echo", "executed"], [:], place,
            wrapper: OutputFaultTests.brokenPipe(2))
        #expect(result.status == 0)
        #expect(result.output == "executed\n")
    }

    /// The supervisor neither hangs nor keeps a stop back when nobody reads its messages.
    @Test(arguments: Place.allCases, ["text", "json"])
    func aReaderThatDoesNotRead(_ place: Place, _ format: String) async throws {
        let script = "trap 'echo stopped; exit 3' TERM; echo up; while :; do sleep 0.05; done"
        let command = ["base-entry", "run", "--semaphore", scratch["up"], "--", "sh", "-c", script]
        let environment = ["LOG_FORMAT": format]
        try await Entry.with(command, environment, place, wrapper: OutputFaultTests.stuckPipe) { entry in
            try await entry.running.line("up", in: .output)
            try await eventually("the semaphore appears") { scratch.exists("up") }
            try entry.send(SIGTERM)
            try await entry.running.line("stopped", in: .output)
            #expect(try await entry.running.exit() == 3)
            #expect(!scratch.exists("up"))
        }
    }

    /// Also in the start-up, and by the watchdog, whose handler says something as well.
    @Test(arguments: Place.allCases, ["wait", "ignore", "stubborn"])
    func aReaderThatDoesNotReadAStartUp(_ place: Place, _ callback: String) async throws {
        let sleep = "#!/bin/sh\necho sleep started >/proc/1/fd/1\nPATH=\(Entry.path)\nexec sleep \"$@\"\n"
        try scratch.write("bin/sleep", sleep, mode: 0o755)
        let environment = ["INITFUNC": callback, "PATH": "\(scratch["bin"]):\(Entry.path)"]
        try await Entry.with(["callback-entry", "start"], environment, place, wrapper: OutputFaultTests.stuckPipe) {
            entry in
            // It is in the callback when the state says so.
            try await eventually("it initializes") {
                guard let pid = try? entry.pid else { return false }
                let state = try? String(contentsOfFile: "/proc/\(pid)/root/run/runutils-callback", encoding: .utf8)
                return state?.contains("state=initializing") ?? false
            }
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
        }
    }

    /// A slow reader loses nothing.
    @Test func aSlowReader() async throws {
        let list = (0..<400).map { "file:/nonexistent/a-long-name-of-a-file-\($0)" }
        let script = """
            use POSIX; pipe(R, W); fcntl(W, 1031, 4096);
            if (fork == 0) { close R; dup2(fileno(W), 2); exec @ARGV }
            close W; my $all = '';
            while (sysread(R, my $part, 512)) { $all .= $part; select(undef, undef, undef, 0.001) }
            print $all;
            """
        let result = try await Entry.run(
            ["base-entry", "wait", "--timeout", "10ms"] + list, wrapper: ["perl", "-e", script])
        for target in list { #expect(result.output.contains("  \(target): ") && !result.output.contains("\n\n")) }
    }
}
