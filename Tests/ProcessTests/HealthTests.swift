import Foundation
import Glibc
import Testing

/// The command `health`, asked from another process of the container.
@Suite(.limited) struct HealthTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func withoutADaemon() async throws {
        let result = try await Entry.run(["base-entry", "health"])
        #expect(result.status == 1)
        #expect(result.errors == "base: not healthy: no service runs here\n")
    }

    @Test(arguments: Place.allCases)
    func whileWaitingAndInitializing(_ place: Place) async throws {
        for (variable, phase) in [("WAITFUNC", "waiting"), ("INITFUNC", "initializing")] {
            try await Entry.with(["callback-entry", "start"], [variable: "wait"], place) { entry in
                try await entry.running.line("waiting for")
                let health = try await entry.inside(["callback-entry", "health"])
                #expect(health.status == 1)
                #expect(health.errors == "callback: not healthy: \(phase)\n")
                // Another image's daemon is not meant.
                #expect(try await entry.inside(["base-entry", "health"]).errors.contains("no service runs here"))
            }
        }
    }

    @Test(arguments: Place.allCases)
    func aProbeHoldsThenFails(_ place: Place) async throws {
        let probe = "file:\(scratch["ready"])"
        let command = try ["base-entry", "run", "--ready", probe, "--"] + Helper.reporter(until: SIGUSR1)
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("service started")
            #expect(try await entry.inside(["base-entry", "health"]).errors == "base: not healthy: starting\n")
            try scratch.write("ready", "")
            try await entry.running.line("ready in")
            let ready = try await entry.inside(["base-entry", "health"])
            #expect(ready.status == 0)
            #expect(ready.errors == "")
            #expect(ready.output == "")
            try FileManager.default.removeItem(atPath: scratch["ready"])
            let failing = try await entry.inside(["base-entry", "health"])
            #expect(failing.status == 1)
            #expect(failing.errors == "base: not healthy: \(probe): not there\n")
            try entry.send(SIGTERM)
            try await entry.running.line("got 15.")
            #expect(try await entry.inside(["base-entry", "health"]).errors == "base: not healthy: stopping\n")
            try entry.send(SIGUSR1)
            #expect(try await entry.running.exit() == 7)
        }
    }

    @Test func aCommandAsProbe() async throws {
        let probe = "command:sh -c 'test -e \(scratch["ready"]) || { echo no file; exit 4; }'"
        try await Entry.with(["base-entry", "run", "--ready", probe, "--", "sleep", "1000"]) { entry in
            try scratch.write("ready", "")
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
            try FileManager.default.removeItem(atPath: scratch["ready"])
            let failing = try await entry.inside(["base-entry", "health"])
            #expect(failing.status == 1)
            #expect(failing.errors == "base: not healthy: \(probe): exit status 4: no file\n")
        }
    }

    /// The probe gets to the other process with all that belongs to it.
    @Test func aCommandKeepsItsDirectory() async throws {
        try scratch.write("a, b/ready", "")
        let probe = "all(command-in:'\(scratch.path)/a\\, b' test -e ready,!file:/nonexistent)"
        try await Entry.with(["base-entry", "run", "--ready", probe, "--", "sleep", "1000"]) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
            try FileManager.default.removeItem(atPath: scratch["a, b/ready"])
            let failing = try await entry.inside(["base-entry", "health"])
            #expect(failing.status == 1)
            #expect(failing.errors.contains(" test -e ready: exit status 1\n"), "\(failing.errors)")
        }
    }

    @Test func withoutAProbe() async throws {
        try await Entry.with(["base-entry", "run", "--", "sleep", "1000"]) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
        }
    }

    @Test(arguments: [
        "mount -o remount,ro /run; mount -t tmpfs tmpfs /dev/shm",
        "mount -o remount,ro /run; mount -t tmpfs -o ro tmpfs /dev/shm; mount -t tmpfs tmpfs /tmp",
    ])
    func withAReadOnlyRun(_ setup: String) async throws {
        let copy = "mkdir /run/bin; cp \(Entry.executable("base-entry")) /run/bin/; \(setup)"
        try await Entry.with(["/run/bin/base-entry", "run", "--", "sleep", "1000"], [:], setup: copy) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["/run/bin/base-entry", "health"]).status == 0)
        }
    }

    @Test func afterAKillNoDaemonRuns() async throws {
        // The state file of the killed supervisor is still there, without its lock.
        let script =
            "\"$@\" & read line <\(scratch["fifo"]); kill -KILL $!; wait; exec \(Entry.executable("base-entry")) health"
        #expect(unsafe mkfifo(scratch["fifo"], 0o600) == 0)
        let result = try await Entry.run(
            ["base-entry", "run", "--", "sh", "-c", "echo >\(scratch["fifo"]); sleep 1000"],
            wrapper: Helper.shell(script) + ["sh"])
        #expect(result.status == 1)
        #expect(result.errors.contains("base: not healthy: no service runs here\n"), "\(result.errors)")
    }
}
