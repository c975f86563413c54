import Glibc

@testable import ProcessTests

extension Case {
    /// The container's exit status tells its caller what became of the program.
    static let exitStatuses = [
        Case("the program's exit status is the entrypoint's own, from 0 to 255") { trial in
            try await trial.each(0...255, "exit $NUMBER", plus: 0)
        },
        Case("a program that a signal ended gives 128 + signal") { trial in
            // All that end a program by default; libc keeps 32 and 33 for itself.
            let others: [CInt] = [SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH, 32, 33]
            let signals = (CInt(1)...64).filter { !others.contains($0) }.map { Int($0) }
            try await trial.each(signals, "ulimit -c 0; kill -$NUMBER $$", plus: 128)
        },
        Case("a program that does not exist gives 127") { trial in
            try demand("status", try await trial.run(["no-such-program"]).status, is: 127)
        },
        Case("a file that cannot be executed gives 126") { trial in
            let scratch = try Scratch()
            let file = try scratch.write("program", "exit 0\n", mode: 0o644)
            try demand("status", try await trial.run([file]).status, is: 126)
        },
    ]
}

extension Trial {
    /// Runs a shell script once for each NUMBER, until the entrypoint's exit status is not that number and `base`. They run
    /// in a row in one namespace, as PID 1 of one within if that is the place.
    fileprivate func each(_ numbers: some Sequence<Int>, _ script: String, plus base: Int) async throws {
        let within = place == .asInit ? "unshare --pid --fork --kill-child --mount-proc --" : ""
        let loop = """
            for NUMBER in \(numbers.map { "\($0)" }.joined(separator: " ")); do
                export NUMBER
                \(within) "$@"
                code=$?
                [ $code = $((NUMBER + \(base))) ] || { echo "status $code for $NUMBER"; exit 99; }
            done
            """
        let words = Entry.resolved(words(Helper.shell(script)))
        let result = try await finish(
            try Entry(["sh", "-c", loop, "sh"] + words, [:], .belowInit).running, within: 10 * Patience.seconds)
        try demand(result.status == 0, result.output)
    }
}
