import Glibc

@testable import ProcessTests

extension Case {
    /// A signal for the container is one for the program.
    static let signals = [
        Case("HUP, INT, QUIT, USR1, USR2 and WINCH reach the program") { trial in
            try await trial.forwards([SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH])
        },
        Case("ALRM, CONT and the other signals of timers, limits and input reach the program") { trial in
            let timers = [SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ]
            try await trial.forwards(timers + [SIGCONT, SIGPIPE, SIGURG, SIGIO, SIGPWR, 16])
        },
        Case("TSTP reaches the program") { trial in try await trial.forwards([SIGTSTP]) },
        Case("real-time signals, 34 to 64, reach the program") { trial in
            try await trial.forwards(Array(34...64))
        },
        Case("ABRT and the other signals of faults reach the program when somebody sends them") { trial in
            try await trial.forwards([SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS])
        },
        Case("32 and 33, which libc keeps for itself, reach the program") { trial in
            try await trial.forwards([32, 33])
        },
    ]

    /// TERM ends the container, at any moment and in any state.
    static let stops = [
        Case("TERM reaches the program") { trial in try await trial.forwards([SIGTERM]) },
        Case("a second TERM reaches the program while it stops") { trial in
            try await trial.forwards([SIGTERM, SIGTERM])
        },
        Case("the exit status after TERM is the program's own") { trial in
            try await trial.with(Helper.reporter(until: SIGTERM)) { entry in
                try await entry.running.line("service started")
                try entry.send(SIGTERM)
                try demand("status", try await entry.running.exit(), is: 7)
            }
        },
        Case("TERM ends a program that is stopped: it is told to go on") { trial in
            try await trial.with(Helper.shell("echo up >&2; kill -STOP $$; exit 0")) { entry in
                try await entry.running.line("up")
                let pid = try entry.pid
                try await eventually("the program is stopped") { Processes.hasDescendant(of: pid, in: "T") }
                try entry.send(SIGTERM)
                _ = try await entry.running.exit()
            }
        },
        Case("as PID 1, at most 1 of 50 TERM in the first 3 ms is lost, before it listens", in: [.asInit]) { trial in
            // A busy machine makes that moment longer, so the best of five rounds counts.
            for round in 0..<5 where try await !trial.loses(moreThan: 4, of: 200, seed: round) { return }
            throw ProcessFailure(description: "more were lost in each of five rounds")
        },
        Case("below another init, no TERM of the first 3 ms is lost", in: [.belowInit]) { trial in
            try demand(try await !trial.loses(moreThan: 0, of: 320, seed: 9), "some were lost")
        },
    ]
}

extension Trial {
    fileprivate func forwards(_ signals: [CInt]) async throws {
        try await with(Helper.reporter(until: SIGKILL)) { entry in
            try await entry.running.line("service started")
            for signal in signals {
                try entry.send(signal)
                try await entry.running.line("got \(signal).")
            }
        }
    }

    /// Starts the entrypoint so often, sends TERM to each 0 to 3 ms after its exec, and tells whether more programs than
    /// `limit` ran to their end all the same. It stops when that is so. At most 20 are there at the same time,
    /// so that slow ones leave the other cases their share of the machine.
    fileprivate func loses(moreThan limit: Int, of count: Int, seed: Int) async throws -> Bool {
        var lost = 0
        for part in 0..<count / 20 where lost <= limit {
            let words = try Faults.terminate(place, count: 20, seed: 100 * seed + part)
            let result = try await finish(try Entry(words + Entry.resolved(self.words(["sleep", "1"]))).running)
            try demand("status", result.status, is: 0)
            let statuses = result.output.split(separator: "\n").map { $0.split(separator: " ").last }
            try demand("number of starts", statuses.count, is: 20)
            lost += statuses.count { $0 == "0" }
        }
        return lost > limit
    }
}
