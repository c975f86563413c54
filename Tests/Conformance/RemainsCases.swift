import Glibc

@testable import ProcessTests

extension Case {
    /// Other processes than the program: orphans while it runs, and what it leaves behind.
    static let remains = [
        Case("no zombie is left of 2,000 orphans") { trial in
            try await trial.with([try OrphanTests.program.get(), "1000", "10"]) { entry in
                try await entry.running.line("all made")
                let namespace = entry.running.pid
                try await eventually("no zombie is left") { !Processes.hasDescendant(of: namespace, in: "Z") }
            }
        },
        // As PID 1 the kernel sees to it.
        Case("nothing outlives the entrypoint, not even in a session of its own", in: [.belowInit]) { trial in
            let (result, _) = try await trial.leaveBehind()
            try demand(!result.errors.contains("left over"), result.errors)
        },
        Case("what the program leaves behind gets TERM and the time to clean up") { trial in
            let (_, hasCleanedUp) = try await trial.leaveBehind()
            try demand(hasCleanedUp, "TERM did not come, or KILL came too soon")
        },
        Case("what the program leaves behind has a second to clean up") { trial in
            let (_, hasCleanedUp) = try await trial.leaveBehind(cleaningUpFor: 1)
            try demand(hasCleanedUp, "KILL came too soon")
        },
        Case(
            "what the program leaves behind has the time of the stop, though the program itself ends at once",
            needs: [.grace]
        ) {
            trial in
            let hasCleanedUp = try await trial.stopsWithWorker(cleaningUpFor: 4, grace: 60)
            try demand(hasCleanedUp, "KILL came too soon")
        },
        Case("what the program leaves behind and ignores TERM is killed in the end") { trial in
            let (result, _) = try await trial.leaveBehind(isDeaf: true)
            try demand(!result.errors.contains("left over"), result.errors)
        },
    ]
}

extension Trial {
    /// Lets the program end while a script that it started is running in a session of its own.
    ///
    /// - Parameters:
    ///   - isDeaf: Whether the script ignores TERM.
    ///   - seconds: How long it takes about TERM.
    /// - Returns: How the entrypoint ended, and whether the script could do something about TERM.
    fileprivate func leaveBehind(
        isDeaf: Bool = false, cleaningUpFor seconds: Int = 0
    ) async throws -> (result: Finished, hasCleanedUp: Bool) {
        let scratch = try Scratch()
        try demand("mkfifo", unsafe mkfifo(scratch["fifo"], 0o600), is: 0)
        let action = isDeaf ? "" : "sleep \(seconds); echo >\(scratch["clean"]); exit"
        try scratch.write(
            "script", "trap '\(action)' TERM; echo >\(scratch["fifo"]); while :; do sleep 0.1; done")
        let program = "setsid sh \(scratch["script"]) & read line <\(scratch["fifo"])"
        let result = try await run(Helper.shell(program))
        return (result, scratch.exists("clean"))
    }

    /// Stops a program that ends at once while a script of its own, in a session of its own, takes so long.
    ///
    /// - Returns: Whether the script came to its end.
    fileprivate func stopsWithWorker(cleaningUpFor seconds: Int, grace: Int) async throws -> Bool {
        let scratch = try Scratch()
        try scratch.write(
            "script",
            "trap 'sleep \(seconds); echo >\(scratch["clean"]); exit' TERM; echo up >&2; while :; do sleep 0.1; done")
        let program = "trap 'exit 0' TERM; setsid sh \(scratch["script"]) & wait"
        try await with(Helper.shell(program), .grace, ["grace": "\(grace)"]) { entry in
            try await entry.running.line("up")
            try entry.send(SIGTERM)
            try demand("status", try await entry.running.exit(), is: 0)
        }
        return scratch.exists("clean")
    }
}
