import Foundation
import Glibc
import Testing

/// A person at a terminal.
@Suite(.limited) struct TerminalTests {
    @Test(arguments: Place.allCases)
    func ctrlCAndAWindowChangeReachTheService(_ place: Place) async throws {
        let terminal = try Pty()
        let command = try ["base-entry", "run", "--"] + Helper.reporter(until: SIGQUIT)
        try await Entry.with(command, [:], place, terminal: terminal) { entry in
            try await entry.running.line("service started", in: .terminal)
            #expect(terminal.foreground == (try entry.service))
            try terminal.resize(rows: 50, columns: 132)
            try await entry.running.line("got 28.", in: .terminal)
            try terminal.type(Pty.interrupt)
            try await entry.running.line("got 2.", in: .terminal)
            try terminal.type(Pty.quit)
            #expect(try await entry.running.exit() == 7)
            let got = entry.running.output.split(separator: "\r\n").filter { $0.hasPrefix("got") }
            #expect(got == ["got 28.", "got 2.", "got 3."], "each once")
            #expect(!entry.running.output.contains("left over"), "\(entry.running.output)")
        }
    }

    @Test func theForegroundIsTheCallersAgain() async throws {
        let terminal = try Pty()
        let caller = Helper.shell("\"$@\"; code=$?; echo status $code; read answer; echo \"$answer read\"") + ["sh"]
        let command = ["base-entry", "run", "--", "sh", "-c", "read line; echo \"service: $line\"; exit 4"]
        try await Entry.with(command, [:], .belowInit, wrapper: caller, terminal: terminal) { entry in
            try await entry.running.line("ready in", in: .terminal)
            try terminal.type("typed\n")
            try await entry.running.line("service: typed", in: .terminal)
            try await entry.running.line("status 4", in: .terminal)
            #expect(terminal.foreground == Processes.children(of: entry.running.pid)[0])
            try terminal.type("more\n")
            try await entry.running.line("more read", in: .terminal)
            #expect(try await entry.running.exit() == 0)
        }
    }
}
