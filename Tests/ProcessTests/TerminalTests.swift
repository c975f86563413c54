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

    /// Ctrl-Z while the service starts, whose group has the terminal already: it stops before it is its program.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
    func ctrlZWhileTheServiceStarts() async throws {
        let terminal = try Pty()
        let suspend = [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=setpgid", "-e",
            "inject=setpgid:signal=SIGTSTP:when=1",
        ]
        let command = ["base-entry", "run", "--"] + Helper.shell("echo started; exit 7")
        try await Entry.with(command, ["PATH": Entry.path], wrapper: suspend, terminal: terminal) { entry in
            try await entry.running.line("started", in: .terminal)
            #expect(try await entry.running.exit() == 7)
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

    @Test func aShellsJobStopsAndGoesOn() async throws {
        let terminal = try Pty()
        let entry = Entry.executable("base-entry")
        try await Entry.with(["bash", "--norc", "-i"], ["PS1": ""], .belowInit, terminal: terminal) { shell in
            try terminal.type("\(entry) run -- sh -c 'echo service up; exec cat'\n")
            try await shell.running.line("service up", in: .terminal)
            try terminal.type("before\n")
            try await shell.running.line("before", in: .terminal)
            try terminal.type(Pty.suspend)
            try await shell.running.line("Stopped", in: .terminal)
            try terminal.type("echo shell is $((40 + 2))\n")
            try await shell.running.line("shell is 42", in: .terminal)
            try terminal.type("fg\n")
            try await shell.running.line("run -- sh", in: .terminal)
            try terminal.type("after\n")
            try await shell.running.line("after", in: .terminal)
            try terminal.type(Pty.endOfInput)
            try terminal.type("echo status $?.\n")
            try await shell.running.line("status 0.", in: .terminal)
            try terminal.type("exit 9\n")
            #expect(try await shell.running.exit() == 9)
        }
    }

    @Test func withoutAShellTheServiceGoesOn() async throws {
        let terminal = try Pty()
        let script =
            "$| = 1; $SIG{CONT} = sub { print qq(went on\\n) }; print qq(service up\\n); select(undef, undef, undef, 0.05) while 1;"
        for place in Place.allCases {
            try await Entry.with(["base-entry", "run", "--", "perl", "-e", script], [:], place, terminal: terminal) {
                entry in
                try await entry.running.line("service up", in: .terminal)
                try terminal.type(Pty.suspend)
                try await entry.running.line("went on", in: .terminal)
                try terminal.type(Pty.interrupt)
                #expect(try await entry.running.exit() == 130)
            }
        }
    }

    @Test(arguments: Place.allCases, [[], ["nobody"]])
    func aShellHasJobControl(_ place: Place, _ user: [String]) async throws {
        let terminal = try Pty()
        let environment = ["TERM": "dumb", "PS1": "$ "]
        try await Entry.with(
            ["base-entry", "shell"] + user, environment, place, terminal: terminal
        ) { entry in
            try terminal.type("echo started by $(id -un); sleep 1000\n")
            try await entry.running.line("started by \(user.first ?? "root")", in: .terminal)
            let shell = try entry.pid
            // Between fork and exec the shell's child is in the foreground already, but may not heed Ctrl-Z yet.
            let isInForeground = {
                let foreground = terminal.foreground
                return Processes.children(of: shell).contains(foreground)
                    && (try? Processes.status(foreground, "Name")) == "sleep"
            }
            try await eventually("the program is in the foreground") { isInForeground() }
            try terminal.type(Pty.suspend)
            try await entry.running.line("Stopped", in: .terminal)
            try terminal.type("jobs | sed s/^/listed:/\n")
            try await entry.running.line("sleep 1000", in: .terminal)
            try terminal.type("fg\n")
            try await eventually("it is in the foreground again") { isInForeground() }
            try terminal.type(Pty.interrupt)
            try await eventually("the shell is in the foreground") { terminal.foreground == shell }
            try terminal.type("exit 3\n")
            #expect(try await entry.running.exit() == 3)
            #expect(!entry.running.output.contains("no job control"), "\(entry.running.output)")
        }
    }
}
