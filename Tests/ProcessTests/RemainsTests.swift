import Foundation
import Glibc
import Testing

/// What becomes of other processes than the service.
@Suite(.limited) struct RemainsTests {
    @Test(
        arguments: Place.allCases,
        ["sleep 1000 &", "setsid sleep 1000 &", "(sleep 1000 & sleep 1000) & setsid sleep 1000 &"])
    func theRestIsEnded(_ place: Place, _ background: String) async throws {
        let result = try await Entry.run(["base-entry", "run", "--", "sh", "-c", "\(background) exit 3"], [:], place)
        #expect(result.status == 3)
        #expect(!result.errors.contains("killing what did not end"), "\(result.errors)")
        #expect(!result.errors.contains("left over"), "\(result.errors)")
    }

    @Test(arguments: Place.allCases)
    func aDeafRestIsKilled(_ place: Place) async throws {
        let scratch = try Scratch()
        let deaf =
            "setsid sh -c 'trap \"\" TERM; echo >\(scratch["fifo"]); while :; do sleep 1000; done' & "
            + "read line <\(scratch["fifo"])"
        #expect(unsafe mkfifo(scratch["fifo"], 0o600) == 0)
        let start = ContinuousClock.now
        let result = try await Entry.run(["base-entry", "run", "--", "sh", "-c", "\(deaf); exit 3"], [:], place)
        #expect(result.status == 3)
        #expect(seconds(since: start) > 1.9)
        #expect(result.errors.contains("killing what did not end"))
        #expect(!result.errors.contains("left over"), "\(result.errors)")
    }

    @Test(arguments: Place.allCases)
    func childrenOfTheRestAreToldToo(_ place: Place) async throws {
        // They come to the supervisor only when their parent, which has a session of its own, has ended.
        let scratch = try Scratch()
        let child =
            "trap 'echo told >\(scratch["told"]); exit 0' TERM; echo >\(scratch["fifo"]); "
            + "while :; do sleep 0.1; done"
        try scratch.write("child.sh", child)
        #expect(unsafe mkfifo(scratch["fifo"], 0o600) == 0)
        let parent = "sh \(scratch["child.sh"]) & exec sleep 1000"
        let script = "setsid sh -c '\(parent)' & read line <\(scratch["fifo"]); exit 3"
        let result = try await Entry.run(["base-entry", "run", "--"] + Helper.shell(script), [:], place)
        #expect(result.status == 3)
        #expect(!result.errors.contains("killing what did not end"), "\(result.errors)")
        #expect(try scratch.read("told") == "told\n")
    }

    /// What is left has the rest of the time that a stop may take, or all of it where none was asked for.
    @Test(arguments: Place.allCases, [true, false])
    func theRestHasTheTimeOfAStop(_ place: Place, _ isStopped: Bool) async throws {
        let scratch = try Scratch()
        #expect(unsafe mkfifo(scratch["go"], 0o600) == 0)
        // It ends when it is allowed to, which is later than without STOP_GRACE.
        try scratch.write(
            "worker",
            "trap 'read line <\(scratch["go"]); echo >\(scratch["done"]); exit' TERM; echo up >&2; while :; do sleep 0.1; done"
        )
        let main = Helper.shell("trap 'exit 143' TERM; setsid sh \(scratch["worker"]) & wait")
        try await Entry.with(["base-entry", "run", "--"] + main, ["STOP_GRACE": "10m"], place) { entry in
            try await entry.running.line("up")
            if isStopped {
                try entry.send(SIGTERM)
            } else {
                kill(try entry.service, SIGKILL)
            }
            try await entry.running.line("ending what it left: ")
            // Longer than what it has otherwise, without anything to see meanwhile.
            try await Task.sleep(for: .seconds(2.5))
            #expect(!entry.running.hasExited)
            try Data("\n".utf8).write(to: URL(fileURLWithPath: scratch["go"]))
            #expect(try await entry.running.exit() == (isStopped ? 143 : SIGKILL.status))
            #expect(scratch.exists("done"))
            #expect(!entry.running.errors.contains("killing what did not end"), "\(entry.running.errors)")
        }
    }

    @Test(arguments: Place.allCases)
    func theRestIsNamed(_ place: Place) async throws {
        let all: [(script: String, cause: Regex<Substring>)] = [
            // As a program does that puts itself into the background.
            ("exit 0", /base: sh \(pid \d+\) exited with 0; ending what it left: pid \d+ \(sleep 1234\)\n/),
            ("exit 3", /exited with status 3\nbase: ending what it left: pid \d+ \(sleep 1234\)\n/),
        ]
        let sleeping = "setsid sleep 1234 & until [ \"$(tr '\\0' ' ' </proc/$!/cmdline)\" = 'sleep 1234 ' ]; do :; done"
        for (script, line) in all {
            let result = try await Entry.run(
                ["base-entry", "run", "--"] + Helper.shell("\(sleeping); \(script)"), [:], place)
            #expect(result.errors.contains(line), "\(result.errors)")
        }
        let nobody = try await Entry.run(["base-entry", "run", "--", "true"], [:], place)
        #expect(!nobody.errors.contains("ending what it left"), "\(nobody.errors)")
    }

    @Test func whatAFailedStartLeavesIsEnded() async throws {
        let condition = "command:sh -c 'setsid sleep 1000 & exit 0'"
        let result = try await Entry.run(
            ["base-entry", "run", "--wait", condition, "--", "no-such-program"], [:], .belowInit)
        #expect(result.status == 127)
        #expect(!result.errors.contains("left over"), "\(result.errors)")
    }

    @Test func orphansAreReapedWhileWaiting() async throws {
        try await Entry.with(["callback-entry", "start"], ["WAITFUNC": "wait"]) { entry in
            try await entry.running.line("waiting for")
            // Whoever enters the namespace from outside leaves its orphans to PID 1.
            let orphans = try await entry.inside(Helper.shell("for i in $(seq 300); do (sleep 0.01 &); done"))
            #expect(orphans.status == 0)
            let pid = try entry.pid
            try await eventually("no child is left") { Processes.children(of: pid).isEmpty }
            #expect(!entry.running.hasExited)
        }
    }

    @Test(arguments: Place.allCases)
    func orphansAreReapedWhileRunning(_ place: Place) async throws {
        let script = "for i in $(seq 300); do (sleep 0.01 &); done; echo all started >&2; exec sleep 1000"
        try await Entry.with(["base-entry", "run", "--", "sh", "-c", script], [:], place) { entry in
            try await entry.running.line("all started")
            let pid = try entry.pid
            try await eventually("only the service is left") { Processes.children(of: pid).count == 1 }
            #expect(try Processes.status(pid, "Threads") == "1")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
        }
    }

    @Test func orphansOfConditionsAreReaped() async throws {
        let condition = "command:sh -c 'sleep 0.05 & sleep 0.06 & exit 1'"
        try await Entry.with(
            ["base-entry", "run", "--wait", condition, "--wait", "file:/nonexistent/file", "--", "true"], [:],
            .belowInit
        ) { entry in
            try await entry.running.line("waiting for")
            let pid = try entry.pid
            try await eventually("orphans came and went") { Processes.children(of: pid).count > 1 }
            try await eventually("orphans came and went") { Processes.children(of: pid).isEmpty }
            #expect(Processes.zombies(of: pid).isEmpty)
        }
    }

    @Test(arguments: Place.allCases)
    func theStatusIsThatOfTheService(_ place: Place) async throws {
        for (script, status) in [
            ("exit 0", 0), ("exit 42", 42), ("exit 255", 255), ("kill -SEGV $$", 139), ("kill -KILL $$", 137),
        ] {
            let result = try await Entry.run(["base-entry", "run", "--", "sh", "-c", script], [:], place)
            #expect(result.status == status, "\(script)")
        }
    }
}
