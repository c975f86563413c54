import Glibc

@testable import ProcessTests

extension Case {
    /// A person at a terminal, as with `docker run -it`.
    static let terminals = [
        Case("the program reads what is typed at the terminal") { trial in
            let terminal = try Pty()
            try await trial.with(Helper.shell("read line; echo \"read: $line\""), terminal: terminal) { entry in
                try terminal.type("typed\n")
                try await entry.running.line("read: typed", in: .terminal)
            }
        },
        Case("Ctrl-C reaches the program, and once only") { trial in
            let terminal = try Pty()
            try await trial.with(try Helper.reporter(until: SIGUSR2), terminal: terminal) { entry in
                try await entry.running.line("service started", in: .terminal)
                // Should the entrypoint pass on a second one, it comes before what is sent behind it.
                for _ in 1...5 {
                    try terminal.type(Pty.interrupt)
                    try await entry.running.line("got 2.", in: .terminal)
                }
                try entry.send(SIGUSR2)
                try await entry.running.line("got 12.", in: .terminal)
                try demand("number of times", entry.running.output.split(separator: "got 2.").count - 1, is: 5)
            }
        },
        Case("the program learns that the window changed its size") { trial in
            let terminal = try Pty()
            try await trial.with(try Helper.reporter(until: SIGKILL), terminal: terminal) { entry in
                try await entry.running.line("service started", in: .terminal)
                try terminal.resize(rows: 50, columns: 132)
                try await entry.running.line("got 28.", in: .terminal)
            }
        },
        Case("a shell has job control: Ctrl-Z stops its program, and it goes on itself") { trial in
            let terminal = try Pty()
            let shell = ["env", "PS1=", "bash", "--norc", "-i"]
            try await trial.with(shell, terminal: terminal) { entry in
                try terminal.type("sleep 1000\n")
                try await eventually("the shell's program is in the foreground") {
                    (try? Processes.status(terminal.foreground, "Name")) == "sleep"
                }
                try terminal.type(Pty.suspend)
                try await entry.running.line("Stopped", in: .terminal)
                // It warns of the stopped program once.
                try terminal.type("exit\nexit\n")
                _ = try await entry.running.exit()
            }
        },
    ]
}
