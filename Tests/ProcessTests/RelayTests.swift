import Foundation
import Glibc
import Testing

/// Signals reach the service as they are.
@Suite(.limited) struct RelayTests {
    @Test(arguments: Place.allCases)
    func everySignalIsForwarded(_ place: Place) async throws {
        let command = try ["base-entry", "run", "--stop-signal", "RTMAX", "--"] + Helper.reporter(until: 64)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("service started")
            let others: [CInt] = [SIGKILL, SIGSTOP, SIGCHLD, SIGTERM, SIGTTIN, SIGTTOU]
            let signals = (CInt(1)...63).filter { !others.contains($0) }
            for signal in signals {
                try entry.send(signal)
                try await entry.running.line("got \(signal).")
            }
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
            let got = entry.running.errors.split(separator: "\n").filter { $0.hasPrefix("got") }
            #expect(got.prefix(signals.count) == signals.map { "got \($0)." }[...])
            #expect(got.contains("got 64."))
        }
    }

    @Test(arguments: Place.allCases)
    func jobControlOfTheTerminalIsDropped(_ place: Place) async throws {
        let command = try ["base-entry", "run", "--"] + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("service started")
            for signal in [SIGTTIN, SIGTTOU, SIGUSR1] { try entry.send(signal) }
            #expect(try await entry.running.exit() == 7)
            #expect(!entry.running.errors.contains("got 21."))
            #expect(!entry.running.errors.contains("got 22."))
        }
    }

    @Test(arguments: Place.allCases)
    func theServiceStartsClean(_ place: Place) async throws {
        // Everything that can be ignored is, everything that can be blocked is, and a descriptor is open.
        let wrapper = ["env", "--ignore-signal", "--block-signal", "sh", "-c", "exec 9</dev/null; exec \"$@\"", "sh"]
        let result = try await Entry.run(
            try ["base-entry", "run", "--"] + Helper.startReport(), [:], place, wrapper: wrapper)
        #expect(result.status == 5, "\(result.errors)")
        for key in ["SigBlk", "SigIgn", "SigCgt"] {
            #expect(Processes.field(key, in: result.output) == "0000000000000000", "\(key) in \(result.output)")
        }
        #expect(Processes.field("Descriptors", in: result.output) == "0 1 2")
        #expect(Processes.field("NoNewPrivs", in: result.output) == "0")
        #expect(Processes.field("CapBnd", in: result.output) != "0000000000000000")
    }

    @Test(arguments: Place.allCases)
    func anotherUserHasNoPrivileges(_ place: Place) async throws {
        let result = try await Entry.run(
            ["base-entry", "run", "--user", "4321:1234", "--", "cat", "/proc/self/status"], [:], place)
        #expect(result.status == 0, "\(result.errors)")
        #expect(Processes.field("Uid", in: result.output) == "4321\t4321\t4321\t4321")
        #expect(Processes.field("Gid", in: result.output) == "1234\t1234\t1234\t1234")
        #expect(Processes.field("Groups", in: result.output) == "1234")
        #expect(Processes.field("NoNewPrivs", in: result.output) == "1")
        for key in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
            #expect(Processes.field(key, in: result.output) == "0000000000000000", "\(key) in \(result.output)")
        }
    }

    /// What one-off commands and conditions of start-up get.
    @Test(arguments: Place.allCases)
    func otherProgramsStartCleanToo(_ place: Place) async throws {
        let scratch = try Scratch()
        let wrapper = ["env", "--ignore-signal", "--block-signal", "sh", "-c", "exec 9</dev/null; exec \"$@\"", "sh"]
        let environment = [
            "INITFUNC": "status",
            "WAIT_FOR": "'command:sh -c \"cat /proc/self/status >\(scratch["status"])\"'",
        ]
        let result = try await Entry.run(
            ["callback-entry", "start", "sh", "-c", "exit 6"], environment, place, wrapper: wrapper)
        #expect(result.status == 6, "\(result.errors)")
        // A message is a line.
        let noted = result.errors.replacing("\\n", with: "\n")
        for text in [noted, try scratch.read("status")] {
            for key in ["SigBlk", "SigIgn", "SigCgt"] {
                #expect(Processes.field(key, in: text) == "0000000000000000", "\(key) in \(text)")
            }
        }
    }

    /// Every signal can be the one that stops a service; it begins the stop when it comes itself, too.
    @Test(arguments: Place.allCases)
    func everySignalCanBeTheStopSignal(_ place: Place) async throws {
        let others: [CInt] = [SIGKILL, SIGSTOP, SIGCHLD, SIGCONT]
        let signals = (CInt(1)...64).filter { !others.contains($0) }
        try await forEach(0..<signals.count, atATime: 3) { index in
            let signal = signals[index]
            let command =
                try ["base-entry", "run", "--stop-signal", "\(signal)", "--"] + Helper.reporter(until: signal)
            try await Entry.with(command, [:], place) { entry in
                try await entry.running.line("service started")
                try entry.send(index % 2 == 0 ? SIGTERM : signal)
                try await entry.running.line("received; sending ")
                #expect(try await entry.running.exit() == 7, "signal \(signal)")
                let got = entry.running.errors.split(separator: "\n").filter { $0.hasPrefix("got") }
                #expect(got == ["got \(signal)."] || got == ["got 18.", "got \(signal)."], "signal \(signal)")
            }
        }
    }

    @Test(arguments: Place.allCases)
    func killAsTheStopSignal(_ place: Place) async throws {
        let command = try ["base-entry", "run", "--stop-signal", "KILL", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("service started")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGKILL.status)
            #expect(entry.running.errors.contains("was ended by SIGKILL\n"))
        }
    }
}
