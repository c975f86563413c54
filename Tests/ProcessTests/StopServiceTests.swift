import Foundation
import Glibc
import Testing

/// A stop that comes when the service runs.
@Suite(.limited) struct StopServiceTests {
    static let stops: [CInt] = [SIGTERM, SIGQUIT]

    @Test(arguments: Place.allCases, stops)
    func betweenExecAndReady(_ place: Place, _ signal: CInt) async throws {
        let scratch = try Scratch()
        let options = [
            "--ready", "file:/nonexistent/file", "--semaphore", scratch["up"], "--stop-signal", "QUIT", "--",
        ]
        let command = try ["base-entry", "run"] + options + Helper.reporter(until: SIGQUIT)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("service started")
            try entry.send(signal)
            try await entry.running.line("sending SIGQUIT to")
            #expect(try await entry.running.exit() == 7)
            #expect(entry.running.errors.contains("got 3."))
            #expect(!entry.running.errors.contains("got 15."))
            #expect(!entry.running.errors.contains("ready in"))
            #expect(!scratch.exists("up"))
        }
    }

    @Test(arguments: Place.allCases)
    func termIsTranslated(_ place: Place) async throws {
        let command =
            try ["base-entry", "run", "--stop-signal", "USR1", "--"] + Helper.reporter(until: SIGUSR1, times: 2)
        try await Entry.with(command, [:], place) { entry in
            try await entry.started()
            try entry.send(SIGTERM)
            try await entry.running.line("got 10.")
            try await entry.running.line("got 18.")
            #expect(!entry.running.hasExited)
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
            let got = entry.running.errors.split(separator: "\n").filter { $0.hasPrefix("got") }
            #expect(got.filter { $0 == "got 10." }.count == 2, "\(got)")
            #expect(!got.contains("got 15."))
        }
    }

    @Test func theStopSignalItselfBeginsTheStop() async throws {
        let command = try ["base-entry", "run", "--stop-signal", "INT", "--"] + Helper.reporter(until: SIGINT)
        try await Entry.with(command) { entry in
            try await entry.running.line("service started")
            try entry.send(SIGINT)
            try await entry.running.line("SIGINT received; sending SIGINT to")
            #expect(try await entry.running.exit() == 7)
        }
    }

    @Test func aHangupDuringTheStopIsDropped() async throws {
        let command = try ["base-entry", "run", "--"] + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command) { entry in
            try await entry.running.line("service started")
            try entry.send(SIGTERM)
            try await entry.running.line("got 15.")
            try entry.send(SIGHUP)
            try entry.send(SIGUSR1)
            #expect(try await entry.running.exit() == 7)
            #expect(!entry.running.errors.contains("got 1."))
        }
    }

    @Test(arguments: Place.allCases)
    func stopGraceKills(_ place: Place) async throws {
        let command = try ["base-entry", "run", "--stop-grace", "1s", "--"] + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command, [:], place) { entry in
            try await entry.started()
            try entry.send(SIGTERM)
            let start = ContinuousClock.now
            #expect(try await entry.running.exit() == SIGKILL.status)
            #expect(seconds(since: start) > 0.9)
            #expect(entry.running.errors.contains("still runs; sending SIGKILL"))
            #expect(entry.running.errors.contains("was ended by SIGKILL"))
        }
    }

    /// A tracer that reaps nothing keeps from us that the service has ended, by SIGKILL too.
    @Test(arguments: Place.allCases)
    func stopGraceEndsWhatIsTraced(_ place: Place) async throws {
        #if arch(x86_64)
            let ptrace = 101
        #else
            let ptrace = 117
        #endif
        let tracer = """
            $SIG{TERM} = 'IGNORE'; $| = 1; my $pid = $ARGV[0] + 0; my $seize = 0x4206;
            syscall(\(ptrace), $seize, $pid, 0, 0) == 0 or die $!; print STDERR "it is traced\n"; sleep 1000
            """
        let service = "setsid perl -e \"$0\" $$ & exec sleep 1000"
        let command = ["base-entry", "run", "--stop-grace", "300ms", "--", "sh", "-c", service, tracer]
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("it is traced")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGKILL.status)
            #expect(entry.running.errors.contains("was ended by SIGKILL"))
        }
    }

    @Test func stopGraceComesFromTheEnvironment() async throws {
        let command = try ["callback-entry", "start"] + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command, ["STOP_GRACE": "300ms"]) { entry in
            try await entry.running.line("service started")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGKILL.status)
        }
    }

    @Test(arguments: Place.allCases)
    func aStoppedServiceActsOnTerm(_ place: Place) async throws {
        let command = try ["base-entry", "run", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("service started")
            let service = try entry.service
            kill(service, SIGSTOP)
            try await eventually("the service is stopped") { try Processes.status(service, "State").hasPrefix("T") }
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
        }
    }

}
