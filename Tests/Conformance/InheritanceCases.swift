import Glibc

@testable import ProcessTests

extension Case {
    /// What the caller left set must not make the program deaf or its status unknown, and the program gets nothing that is
    /// not meant for it.
    static let inheritance = [
        Case("the exit status is known when the caller ignores CHLD") { trial in
            let result = try await trial.run(Helper.shell("exit 7"), wrapper: ["env", "--ignore-signal=CHLD"])
            try demand("status", result.status, is: 7)
        },
        Case("TERM ends the program when the caller blocked all signals") { trial in
            try await trial.ends(wrapper: ["env", "--block-signal"])
        },
        // Not as PID 1, nohup(1) and its like want ignored signals to stay so.
        Case("TERM ends the program when the caller ignored all signals", in: [.asInit]) { trial in
            try await trial.ends(wrapper: ["env", "--ignore-signal"])
        },
        Case("the program gets no descriptor of the entrypoint") { trial in
            let wrapper = ["perl", "-e", "use POSIX; POSIX::close($_) for 3..1023; exec @ARGV"]
            let result = try await trial.run(try Helper.startReport(), wrapper: wrapper)
            try demand("descriptors", Processes.field("Descriptors", in: result.output) ?? "", is: "0 1 2")
        },
        Case("the program gets no descriptor above 2 that the caller left open") { trial in
            let wrapper = Helper.shell("exec 9</dev/null; exec \"$@\"") + ["sh"]
            let result = try await trial.run(try Helper.startReport(), wrapper: wrapper)
            try demand("descriptors", Processes.field("Descriptors", in: result.output) ?? "", is: "0 1 2")
        },
    ]
}

extension Trial {
    fileprivate func ends(wrapper: [String]) async throws {
        try await with(Helper.shell("echo up >&2; exec sleep 1000"), wrapper: wrapper) { entry in
            try await entry.running.line("up")
            try entry.send(SIGTERM)
            _ = try await entry.running.exit()
        }
    }
}
