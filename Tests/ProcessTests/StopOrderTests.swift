import Foundation
import Glibc
import Testing

/// A stop among other signals: it waits behind none of them, and behind no function or program.
@Suite(.limited) struct StopOrderTests {
    /// The second one waits in the kernel's queue, which hands it out before the stop.
    @Test(arguments: Place.allCases, ["command", "stubborn", "endless", "wait", "look"])
    func aFunctionIsNotCalledAgainWhenAStopIsThere(_ place: Place, _ behaviour: String) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, ["HANGUP": behaviour], place) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("hangup: \(behaviour)")
            try entry.send(SIGHUP)
            try entry.send(SIGTERM)
            let start = ContinuousClock.now
            #expect(try await entry.running.exit() == 7)
            #expect(seconds(since: start) < 5)
            #expect(entry.running.errors.components(separatedBy: "hangup: \(behaviour)").count == 2)
        }
    }

    @Test(arguments: Place.allCases)
    func signalsThatComeDuringAFunctionAreHandedOn(_ place: Place) async throws {
        let scratch = try Scratch()
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: 40, times: 3)
        let environment = try Helper.tellingSleep(scratch).merging(["HANGUP": "limited"]) { $1 }
        try await Entry.with(command, environment, place) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("sleep started")
            for signal in [SIGUSR2, 40, 40, 40] { try entry.send(signal) }
            #expect(try await entry.running.exit() == 7)
            #expect(entry.running.errors.contains("got 12."))
        }
    }

    /// Nobody stops anything: it only takes too long.
    @Test func aProgramIsEndedAfterItsTime() async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, ["HANGUP": "limited", "STOP_GRACE": "1s"]) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("callback: \"sh\" did not end within 0.2 s; it was ended")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
        }
    }

    /// The time that a deaf program and a deaf service take together is that of the stop.
    @Test(arguments: Place.allCases, ["stubborn", "ignore"])
    func aFunctionTakesNoMoreThanItsPart(_ place: Place, _ behaviour: String) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command, ["HANGUP": behaviour, "STOP_GRACE": "2s"], place) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("hangup: \(behaviour)")
            try entry.send(SIGTERM)
            let start = ContinuousClock.now
            #expect(try await entry.running.exit() == SIGKILL.status)
            #expect(seconds(since: start) < 4)
            #expect(entry.running.errors.contains("got 15."))
        }
    }

    @Test(arguments: Place.allCases, ["0", "300ms"])
    func aStartUpEndsWithinTheGrace(_ place: Place, _ grace: String) async throws {
        for behaviour in ["stubborn", "ignore"] {
            let environment = ["INITFUNC": behaviour, "STOP_GRACE": grace]
            try await Entry.with(["callback-entry", "start"], environment, place) { entry in
                try await entry.running.line("initfunc: \(behaviour)")
                try entry.send(SIGTERM)
                let start = ContinuousClock.now
                #expect(try await entry.running.exit() == SIGTERM.status)
                #expect(seconds(since: start) < 2)
                #expect(!entry.running.errors.contains("left over"))
            }
        }
    }

    /// A stop that comes while the entrypoint itself is stopped counts when it goes on.
    @Test(arguments: Place.allCases)
    func anEntrypointThatIsStoppedItself(_ place: Place) async throws {
        let command = try ["base-entry", "run", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, [:], place) { entry in
            try await entry.started()
            let pid = try entry.pid
            kill(pid, SIGSTOP)
            try await eventually("it is stopped") { try Processes.status(pid, "State").hasPrefix("T") }
            kill(pid, SIGTERM)
            kill(pid, SIGCONT)
            #expect(try await entry.running.exit() == 7)
        }
    }

    /// What the service leaves has what is left of the grace, and not two seconds more. Processes are bounded by their user.
    @Test(arguments: Place.allCases)
    func aServiceThatForksWithoutEnd(_ place: Place) async throws {
        let bomb = try ["prlimit", "--nproc=60"] + Flooder.service(isDeaf: true, "bomb")
        // Each has a user of its own, whose processes the limit counts.
        let user = place == .asInit ? "61234" : "61235"
        let deaf = ["sh", "-c", "trap '' TERM; echo deaf >&2; exec \"$@\"", "sh"]
        let command = ["base-entry", "run", "--user", user, "--"] + deaf + bomb
        try await Entry.with(command, ["STOP_GRACE": "500ms"], place) { entry in
            try await entry.running.line("deaf")
            try entry.send(SIGTERM)
            let start = ContinuousClock.now
            let status = try await entry.running.exit()
            #expect(status == SIGKILL.status, "\(status): \(entry.running.errors)")
            #expect(seconds(since: start) < 5)
            #expect(!entry.running.errors.contains("left over"))
        }
    }

    /// What was lost is counted.
    @Test func lostMessagesAreCounted() async throws {
        let reader = """
            use Fcntl; use POSIX; $^F = 255; pipe(R, W); fcntl(W, 1031, 4096);
            fcntl(W, F_SETFL, O_NONBLOCK); 1 while syswrite(W, 'x' x 64); 1 while syswrite(W, 'x');
            fcntl(W, F_SETFL, 0);
            if (fork == 0) { dup2(fileno(W), 2); close R; close W; exec @ARGV }
            close W; while (!-e '/run/go') { select(undef, undef, undef, 0.01) }
            $| = 1; while (sysread(R, my $part, 4096)) { $part =~ s/^x+//; print $part }
            """
        let script = "trap 'exit 3' TERM; echo up; sleep 2; touch /run/go; while :; do sleep 0.05; done"
        let command = ["base-entry", "run", "--", "sh", "-c", script]
        try await Entry.with(command, [:], .belowInit, wrapper: ["perl", "-e", reader]) { entry in
            try await entry.running.line("up", in: .output)
            let pid = try entry.pid
            try await eventually("its reader reads") {
                FileManager.default.fileExists(atPath: "/proc/\(pid)/root/run/go")
            }
            let own = try #require(Processes.children(of: pid).first)
            kill(own, SIGTERM)
            try await entry.running.line("base: a message was lost, since nobody read standard error", in: .output)
        }
    }
}
