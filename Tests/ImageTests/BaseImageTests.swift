import Foundation
import Testing

/// The base image in real containers.
@Suite struct BaseImageTests {
    private let image = "localhost/runutils/base"

    @Test func startDoesNothing() async throws {
        let outcome = try await Podman.run("run", "--rm", image)
        #expect(outcome.status == 0)
        #expect(outcome.text == "")
    }

    @Test func executableIsSmallAndStatic() async throws {
        let size = try FileManager.default.attributesOfItem(atPath: Podman.baseEntry.path())[.size] as? Int
        #expect(try #require(size) < 512 * 1024)
        let header = try Data(contentsOf: Podman.baseEntry)
        #expect(header.starts(with: [0x7f, 0x45, 0x4c, 0x46]))
        // A dynamic executable names its loader.
        #expect(header.range(of: Data("ld-linux".utf8)) == nil && header.range(of: Data("ld-musl".utf8)) == nil)
    }

    @Test func shellRunsAsTheUserInTheRoot() async throws {
        let outcome = try await Podman.run(
            "run", "--rm", "--interactive", "--env", "USER_NAME=app", "--env", "USER_UID=1234", image, "shell",
            input: "echo $(id -un) $(id -u) $(id -g) $HOME $USER $PWD\n")
        #expect(outcome.output == "app 1234 1234 /home/app app /\n")
        #expect(outcome.status == 0)
        let root = try await Podman.run("run", "--rm", "--interactive", image, "shell", input: "id -un\n")
        #expect(root.output == "root\n")
    }

    /// In a shell, the commands are completed.
    @Test(arguments: ["base", "postgres", "nginx"])
    func completion(_ name: String) async throws {
        let words = ["--entrypoint", "bash", "localhost/runutils/\(name)", "-ic", "complete -p \(name)-entry"]
        let outcome = try await Podman.run(["run", "--rm"] + words)
        #expect(outcome.output == "complete -o default -F _\(name)_entry \(name)-entry\n", "\(outcome.errors)")
    }

    @Test func aFirstWordThatIsNoCommandIsExecuted() async throws {
        let outcome = try await Podman.run("run", "--rm", image, "bash", "-c", "echo $$; exit 5")
        #expect(outcome.output == "1\n")
        #expect(outcome.status == 5)
        let unknown = try await Podman.run("run", "--rm", image, "strat")
        #expect(unknown.errors.contains("base: unknown command \"strat\"; did you mean \"start\"?"))
        #expect(unknown.status == 127)
    }

    @Test func theWholePipeline() async throws {
        let stage = Stage()
        let data = try await stage.volume("data")
        let config = try HostDirectory()
        try config.write("app.conf", "greeting = {{GREETING}}\n")
        let volumes = ["--volume", "\(data):/opt/data"] + config.mount("/opt/config")
        let service =
            "trap 'test -e /opt/data/second && echo still up; echo bye; exit 7' QUIT; "
            + "id -un; cat /etc/app/app.conf; sleep infinity & wait"

        try await stage.start(
            "second", volumes + ["--env", "USER_NAME=app", "--env", "USER_UID=1000", "--env", "GREETING=hello"],
            [
                "run", "--wait", "semaphore:/opt/data/first", "--template", "/opt/config:/etc/app", "--user", "app",
                "--semaphore", "/opt/data/second", "--stop-signal", "QUIT", "--", "bash", "-c", service,
            ])
        try await stage.waitForLog("second", "waiting for semaphore:/opt/data/first")
        try await stage.start("first", volumes, ["run", "--semaphore", "/opt/data/first", "--", "sleep", "infinity"])
        try await stage.waitForLog("second", "greeting = hello")
        let health = try await Podman.run("exec", stage.name("second"), "base-entry", "health")
        #expect(health.status == 0, "\(health.errors)")

        try await Podman.run("kill", "--signal", "TERM", stage.name("second"))
        #expect(try await stage.status("second") == 7)
        let log = try await stage.log("second")
        #expect(log.contains("app\n"))
        #expect(log.contains("bye"))
        #expect(!log.contains("still up"), "the semaphore goes before the service is told to stop")
    }

    @Test func aDependentWaitsForTheFreshSemaphoreAfterAKill() async throws {
        let stage = Stage()
        let data = try await stage.volume("data")
        let volumes = ["--volume", "\(data):/opt/data"]
        let owner = ["run", "--semaphore", "/opt/data/first", "--", "sleep", "infinity"]
        try await stage.start("first", volumes, owner)
        try await stage.waitForLog("first", "ready in")
        try await Podman.run("kill", "--signal", "KILL", stage.name("first"))
        #expect(try await stage.status("first") == 137)

        try await stage.start(
            "second", volumes, ["run", "--wait", "semaphore:/opt/data/first", "--", "echo", "started"])
        try await stage.waitForLog("second", "is stale, left by base on")
        #expect(try await !stage.log("second").contains("started"))
        try await stage.start("fresh", volumes, owner)
        #expect(try await stage.status("second") == 0)
        #expect(try await stage.log("fresh").contains("removed the stale semaphore \"/opt/data/first\""))
        #expect(try await stage.log("second").contains("started"))
    }

    @Test func twoContainersCannotHoldOneSemaphore() async throws {
        let stage = Stage()
        let volumes = ["--volume", "\(try await stage.volume("data")):/opt/data"]
        let owner = ["run", "--semaphore", "/opt/data/first", "--", "sleep", "infinity"]
        try await stage.start("first", volumes, owner)
        try await stage.waitForLog("first", "ready in")
        try await stage.start("other", volumes, owner)
        #expect(try await stage.status("other") == 78)
        #expect(try await stage.log("other").contains("is held by another daemon: base on"))
        #expect(try await Podman.run("exec", stage.name("first"), "test", "-e", "/opt/data/first").status == 0)
    }

    @Test(arguments: [
        ["--user", "12345:0"],
        ["--user", "12345:0", "--cap-drop=all"],
        ["--read-only"],
        // podman's has tmpfs in some places otherwise; Docker's has not.
        ["--read-only", "--cap-drop=all"] + (Podman.name == "podman" ? ["--read-only-tmpfs=false"] : []),
        ["--init"],
        ["--pid", "host"],
    ])
    func unusualContainers(_ options: [String]) async throws {
        let outcome = try await Podman.run(
            ["run", "--rm"] + options + [image, "run", "--", "sh", "-c", "echo up; exit 3"])
        #expect(outcome.output == "up\n")
        #expect(outcome.status == 3, "\(outcome.errors)")
    }

    @Test func aMissingRightIsNamed() async throws {
        let outcome = try await Podman.run(
            "run", "--rm", "--cap-drop=all", image, "run", "--user", "1000", "--", "true")
        #expect(outcome.status == 77)
        #expect(outcome.errors.contains("hint: this needs CAP_SETGID"))
        // A service that no stop would reach is not started.
        let deaf = try await Podman.run(
            "run", "--rm", "--cap-drop=all", "--cap-add=SETUID", "--cap-add=SETGID", image, "run", "--user", "1000",
            "--", "true")
        #expect(deaf.status == 77)
        #expect(deaf.errors.contains("no signal would reach it, so it could not be stopped\nhint: this needs CAP_KILL"))
    }

    @Test func aSharedPIDNamespaceIsNotOursAlone() async throws {
        let stage = Stage()
        try await stage.start("owner", [], ["run", "--", "sleep", "infinity"])
        try await stage.waitForLog("owner", "ready in")
        // What the guest's service leaves behind goes with it; what belongs to others stays.
        let isThere = "[ \"$(tr '\\0' ' ' </proc/$!/cmdline)\" = 'sleep 1234 ' ]"
        let service = "setsid sleep 1234 & until \(isThere); do :; done; exit 3"
        let guest = try await Podman.run(
            "run", "--rm", "--pid", "container:\(stage.name("owner"))", image, "run", "--", "sh", "-c", service)
        #expect(guest.status == 3, "\(guest.errors)")
        let script = "for file in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$file; echo; done"
        let processes = try await Podman.run("exec", stage.name("owner"), "sh", "-c", script).output
        #expect(processes.contains("sleep infinity"))
        #expect(!processes.contains("sleep 1234"))
    }
}
