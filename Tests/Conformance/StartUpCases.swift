import Foundation

@testable import ProcessTests

extension Case {
    /// What is done before the program starts.
    static let startUp = [
        Case("TERM ends a wait: nothing is started, and the status is 128 + 15", needs: [.wait]) { trial in
            let scratch = try Scratch()
            let program = Helper.shell("echo program started")
            try await trial.with(program, .wait, ["path": scratch["up"]], wrapper: Trial.announced) { entry in
                try await Trial.waits(entry)
                try entry.send(SIGTERM)
                try demand("status", try await entry.running.exit(), is: SIGTERM.status)
                try demand("output", entry.running.output, is: "")
            }
        },
        Case(
            "TERM ends a program of the start-up: nothing else is started, and the status is 128 + 15", needs: [.`init`]
        ) {
            trial in
            let hook = try Hook("echo hook started >&2; exec sleep 1000")
            try await trial.with(Helper.shell("echo program started"), .`init`, setup: hook.mount) { entry in
                try await entry.running.line("hook started")
                try entry.send(SIGTERM)
                try demand("status", try await entry.running.exit(), is: SIGTERM.status)
                try demand("output", entry.running.output, is: "")
                try demand(!entry.running.errors.contains("left over"), entry.running.errors)
            }
        },
        Case(
            "a semaphore is there while the program runs, and gone when it has ended", in: [.asInit],
            needs: [.semaphore]
        ) {
            trial in
            let scratch = try Scratch()
            let program = Helper.shell("until [ -e \(scratch["up"]) ]; do sleep 0.01; done; exit 4")
            try demand("status", try await trial.run(program, .semaphore, ["path": scratch["up"]]).status, is: 4)
            try demand(!scratch.exists("up"), "the semaphore is still there")
        },
        Case(
            "a semaphore that was left by a kill is gone before the next start-up", in: [.asInit],
            needs: [.semaphore, .`init`]
        ) { trial in
            let scratch = try Scratch()
            try await trial.leaveSemaphore(scratch["up"])
            let hook = try Hook("[ ! -e \(scratch["up"]) ] || echo semaphore seen")
            let result = try await trial.run(
                Helper.shell("exit 4"), .semaphore, ["path": scratch["up"]], setup: hook.mount)
            try demand("status", result.status, is: 4)
            try demand(!(result.output + result.errors).contains("semaphore seen"), "it is still there")
        },
        Case(
            "a semaphore that was left by a kill is not waited for with success", in: [.asInit],
            needs: [.semaphore, .wait]
        ) { trial in
            let scratch = try Scratch()
            let path = ["path": scratch["up"]]
            try await trial.leaveSemaphore(scratch["up"])
            try await trial.with(Helper.shell("sleep 1000"), .wait, path, wrapper: Trial.announced) { dependent in
                try await Trial.waits(dependent)
                try demand("children of what should wait", Processes.children(of: try dependent.pid), is: [])
            }
            try await trial.with(Helper.shell("echo dependent started >&2; exit 5"), .wait, path) { dependent in
                try await trial.with(["sleep", "1000"], .semaphore, path) { _ in
                    try demand("status", try await dependent.running.exit(), is: 5)
                }
            }
        },
    ]
}

extension Trial {
    /// A wrapper that tells when the namespace is ready and the entrypoint is executed next.
    fileprivate static let announced = Helper.shell("echo ready >&2; exec \"$@\"") + ["sh"]

    /// Waits until an entrypoint that was `announced` sleeps.
    fileprivate static func waits(_ entry: Entry) async throws {
        try await entry.running.line("ready")
        let pid = try entry.pid
        try await eventually("it sleeps") {
            try Processes.status(pid, "Name") != "sh" && Processes.status(pid, "State").hasPrefix("S")
        }
    }

    /// Kills an entrypoint that has published a semaphore.
    fileprivate func leaveSemaphore(_ path: String) async throws {
        try await with(["sleep", "1000"], .semaphore, ["path": path]) { entry in
            try await eventually("the semaphore is there") { FileManager.default.fileExists(atPath: path) }
            try entry.send(SIGKILL)
            _ = try await entry.running.exit()
        }
    }
}

/// A shell script that the entrypoint runs before the program.
private struct Hook {
    private let scratch: Scratch

    init(_ script: String) throws {
        scratch = try Scratch()
        try scratch.write("10-hook", "#!/bin/sh\n\(script)\n", mode: 0o755)
    }

    /// What puts it into its place.
    var mount: String {
        "mount -t tmpfs tmpfs /opt; mkdir -p /opt/config/init.d; cp \(scratch["10-hook"]) /opt/config/init.d/"
    }
}
