import Foundation
import Glibc
import Testing

/// A service that says itself when it is ready.
@Suite(.limited) struct ReadinessTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A service that sends each line of its standard input's file to NOTIFY_SOCKET when that file appears.
    private static let notify = """
        sub say { socket(my $s, 1, 2, 0); my $n = $ENV{NOTIFY_SOCKET}; $n =~ s/^@/\\0/; \
            send($s, $_[0], 0, pack('S a*', 1, $n)) or print STDERR "cannot send: $!\\n" }
        $| = 1; $SIG{TERM} = sub { print STDERR "service got TERM\\n"; exit 3 };
        """

    private func service(_ script: String) -> [String] { ["perl", "-e", ReadinessTests.notify + script] }

    /// Nothing else would tell that it never served anybody.
    @Test(arguments: ["notify", "tcp://localhost:1"]) func oneThatEndsWellBeforeThat(_ readiness: String) async throws {
        let result = try await Entry.run(["base-entry", "run", "--ready", readiness, "--", "true"])
        #expect(result.status == 0)
        #expect(
            result.errors.contains(
                /^base: true \(pid \d+\) exited with 0 before it was ready$/.anchorsMatchLineEndings()))
    }

    @Test(arguments: Place.allCases)
    func theServiceSaysWhenItIsReady(_ place: Place) async throws {
        let script = """
            print STDERR "up\\n"; say("STATUS=Loading 40 %"); \
            until (-e '\(scratch["go"])') { select(undef, undef, undef, 0.01) } \
            say("READY=1\\nSTATUS=Serving"); select(undef, undef, undef, 0.05) while 1;
            """
        let command = ["base-entry", "run", "--ready", "notify", "--semaphore", scratch["up"], "--"] + service(script)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("up")
            try await eventually("the status is known") {
                try await entry.inside(["base-entry", "health"]).errors
                    == "base: not healthy: starting (Loading 40 %)\n"
            }
            #expect(!scratch.exists("up"))
            try scratch.write("go", "")
            try await entry.running.line("ready in")
            #expect(scratch.exists("up"))
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 3)
        }
    }

    @Test(arguments: Place.allCases)
    func aServiceThatSaysItStopsIsNotReadyAnyMore(_ place: Place) async throws {
        let script = """
            say("READY=1"); until (-e '\(scratch["go"])') { select(undef, undef, undef, 0.01) } \
            say("STOPPING=1"); select(undef, undef, undef, 0.05) while 1;
            """
        let command = ["base-entry", "run", "--ready", "notify", "--semaphore", scratch["up"], "--"] + service(script)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("ready in")
            try scratch.write("go", "")
            try await entry.running.line("says that it stops")
            #expect(!scratch.exists("up"))
            #expect(try await entry.inside(["base-entry", "health"]).errors == "base: not healthy: stopping\n")
            try entry.send(SIGTERM)
            try await entry.running.line("service got TERM")
            #expect(try await entry.running.exit() == 3)
        }
    }

    @Test(arguments: Place.allCases)
    func theMainProcessMayBeAnotherOne(_ place: Place) async throws {
        // The first process ends with 5 after it has named its child; the child's status 3 is the truth.
        let script = """
            my $child = fork; if ($child) { say("MAINPID=$child\\nREADY=1"); exit 5 } \
            until (-e '\(scratch["go"])') { select(undef, undef, undef, 0.01) } \
            print STDERR "child alone\\n"; select(undef, undef, undef, 0.05) while 1;
            """
        let command = ["base-entry", "run", "--ready", "notify", "--"] + service(script)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("ready in")
            try scratch.write("go", "")
            try await entry.running.line("child alone")
            try entry.send(SIGTERM)
            try await entry.running.line("service got TERM")
            #expect(try await entry.running.exit() == 3)
        }
    }

    @Test func aMainProcessThatIsNoneIsRefused() async throws {
        let command =
            ["base-entry", "run", "--ready", "notify", "--"]
            + service("say(\"READY=1\\nMAINPID=999999\"); select(undef, undef, undef, 0.05) while 1;")
        try await Entry.with(command) { entry in
            try await entry.running.line("names pid 999999 as its main process, which is not one of its own; ignored")
            try await entry.running.line("ready in")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 3)
        }
    }

    @Test func nobodyElsesProcessCanBeTheMainOne() async throws {
        // Root's process, named by a service that is another user.
        let script = """
            say("READY=1\\nMAINPID=$ENV{VICTIM}"); print STDERR "named\\n"; select(undef, undef, undef, 0.05) while 1;
            """
        let wrapper = ["sh", "-c", "sleep 1000 & export VICTIM=$!; exec \"$@\"", "sh"]
        let options = ["base-entry", "run", "--user", "1234", "--ready", "notify", "--stop-grace", "5s", "--"]
        try await Entry.with(options + service(script), wrapper: wrapper) { entry in
            try await entry.running.line("as its main process, which is not one of its own; ignored")
            try await entry.running.line("ready in")
            try entry.send(SIGTERM)
            try await entry.running.line("service got TERM")
            #expect(try await entry.running.exit() == 3)
        }
    }

    @Test(arguments: Place.allCases)
    func aFirstProcessThatWaitsForTheMainOne(_ place: Place) async throws {
        // The child's end is the first process's to know; that one's own end is what the entrypoint learns.
        let script = """
            my $child = fork; unless ($child) { until (-e '\(scratch["go"])') { select(undef, undef, undef, 0.01) } exit 3 } \
            say("READY=1\\nMAINPID=$child"); waitpid($child, 0); exit 4;
            """
        let command = ["base-entry", "run", "--ready", "notify", "--"] + service(script)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("ready in")
            try scratch.write("go", "")
            #expect(try await entry.running.exit() == 4)
        }
    }

    @Test(arguments: Place.allCases, ["READY=1", "STOPPING=1"])
    func aFloodOfMessagesDoesNotKeepAStopAway(_ place: Place, _ message: String) async throws {
        let script = "say('READY=1'); print STDERR qq(up\\n); say('\(message)') while 1;"
        let command = ["base-entry", "run", "--ready", "notify", "--"] + service(script)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("up")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 3)
        }
    }

    @Test func messagesOfAnotherUserDoNotCount() async throws {
        let script = """
            my $stranger = fork; unless ($stranger) { $( = $) = 7777; $< = $> = 7777; say("READY=1"); exit } \
            waitpid $stranger, 0; print STDERR "a stranger has spoken\\n"; \
            until (-e '\(scratch["go"])') { select(undef, undef, undef, 0.01) } say("READY=1"); select(undef, undef, undef, 0.05) while 1;
            """
        let command = ["base-entry", "run", "--ready", "notify", "--"] + service(script)
        try await Entry.with(command) { entry in
            try await entry.running.line("a stranger has spoken")
            #expect(try await entry.inside(["base-entry", "health"]).errors == "base: not healthy: starting\n")
            try scratch.write("go", "")
            try await entry.running.line("ready in")
        }
    }

    @Test(arguments: Place.allCases)
    func aNewlineOnADescriptorMeansReady(_ place: Place) async throws {
        let script = "echo up >&2; until [ -e \(scratch["go"]) ]; do sleep 0.01; done; echo >&7; exec 7>&-; sleep 1000"
        let command = ["base-entry", "run", "--ready", "fd:7", "--"] + Helper.shell(script)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("up")
            #expect(try await entry.inside(["base-entry", "health"]).status == 1)
            try scratch.write("go", "")
            try await entry.running.line("ready in")
        }
    }

    /// The number that the service wants may be that of our own pipe, and no other be free: an error, and no child that goes on.
    @Test(arguments: [10, 11, 12, 13])
    func noDescriptorForTheNotification(_ limit: Int) async throws {
        for number in [8, 9, 10] {
            let limited = ["bash", "-c", "ulimit -n \(limit); exec \"$@\"", "bash"]
            let command = ["base-entry", "run", "--user", "1234", "--ready", "fd:\(number)", "--"]
            let result = try await Entry.run(
                command + ["bash", "-c", "echo >&\(number); exit 5"], wrapper: limited)
            #expect([5, 71].contains(result.status), "\(limit) \(number): \(result.errors)")
            if result.status == 71 { #expect(result.errors.contains("base: cannot "), "\(result.errors)") }
        }
    }

    @Test func aDescriptorThatIsClosedWithoutANewline() async throws {
        let command = ["base-entry", "run", "--ready", "fd:3", "--"] + Helper.shell("exec 3>&-; sleep 1000")
        try await Entry.with(command) { entry in
            try await entry.running.line("has closed descriptor 3 without a newline; it does not count as ready")
            #expect(try await entry.inside(["base-entry", "health"]).status == 1)
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 143)
        }
    }

    @Test(arguments: Place.allCases)
    func aManagerAboveIsTold(_ place: Place) async throws {
        let listener = """
            socket(my $s, 1, 2, 0); bind($s, pack('S a*', 1, '\(scratch["manager"])')) or die; $| = 1; \
            print "bound\\n"; my $m; while (defined recv($s, $m, 4096, 0)) { print "$m.\\n" }
            """
        let manager = try Running(["perl", "-e", listener], environment: ["PATH": Entry.path])
        try await manager.line("bound", in: .output)
        let command = ["base-entry", "run", "--"] + Helper.shell("echo \"socket: $NOTIFY_SOCKET.\" >&2; sleep 1000")
        try await Entry.with(command, ["NOTIFY_SOCKET": scratch["manager"]], place) { entry in
            try await entry.running.line("socket: .")
            try await manager.line("READY=1.", in: .output)
            try entry.send(SIGTERM)
            try await manager.line("STOPPING=1.", in: .output)
            #expect(try await entry.running.exit() == 143)
        }
        await manager.end()
    }
}
