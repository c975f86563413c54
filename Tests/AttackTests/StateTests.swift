import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// Containers that share /dev/shm, as those of a pod do, with nothing else to write to.
@Suite struct StateTests {
    private let stage = Stage()

    /// Starts a container that shares the memory of the one called "pod".
    private func start(_ name: String, _ command: String..., options: [String] = [], image: String = Images.base)
        async throws
    {
        let shared = name == "pod" ? "shareable" : "container:\(stage.name("pod"))"
        let common = ["--network", "none", "--read-only", "--read-only-tmpfs=false", "--ipc", shared]
        try await stage.start(name, common + options, image: image, command)
    }

    private func health(_ name: String) async throws -> Outcome { try await stage.exec(name, "base-entry", "health") }

    // MARK: A neighbour that forges

    /// All names that states have or had.
    private static func names(_ image: String) -> [String] {
        let shared = "/dev/shm"
        return ["\(shared)/runutils-\(image)", "\(shared)/runutils-\(image).4711", "\(shared)/runutils/\(image)"]
    }

    private func forge(_ image: String, as user: Int, _ kind: String, _ more: String) async throws {
        let content = """
            image=\(image)
            host=\(stage.name("victim"))
            pid=1
            boot=\(try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))state=running
            since=1700000000
            \(more)

            """
        let names = StateTests.names(image)
        try await start(
            "neighbour", "forge", kind, content, names[0], names[1], names[2],
            options: ["--user", "\(user):\(user)", "--entrypoint", Attacker.mounted] + Attacker.mount)
        try await stage.waitForLog("neighbour", "holding")
    }

    /// A state that says to be ready, and names a command that tells.
    @Test(arguments: [(1000, "write"), (1000, "posix"), (0, "posix"), (1000, "pipe")])
    func healthRunsNoCommandOfANeighbour(_ user: Int, _ kind: String) async throws {
        try await start("pod", "sleep", "1000")
        try await forge("base", as: user, kind, "ready=command:sh -c 'id >/dev/shm/ran'")
        // Once without a daemon, and once with one of each kind that came later.
        let without = try await health("pod")
        #expect(without.status != 0, "\(without.text)")
        try await start("ready", "run", "--", "sleep", "1000")
        try await start("unready", "run", "--ready", "file:/nonexistent", "--", "sleep", "1000")
        try await stage.waitForLog("ready", "ready in")
        #expect(try await health("ready").status == 0)
        #expect(try await health("unready").status != 0)
        let ran = try await stage.exec("pod", "cat", "/dev/shm/ran")
        #expect(ran.status != 0, "\(ran.output)")
    }

    /// The pid of a state is that of a process which another image's command would signal.
    @Test(arguments: [1000, 0])
    func reloadTakesNoPidFromANeighbour(_ user: Int) async throws {
        let service = "trap 'echo got HUP' HUP; trap 'echo got USR1' USR1; echo waiting; while :; do sleep 0.05; done"
        try await start("pod", "sh", "-c", service, options: ["--tmpfs", "/run/nginx"], image: Images.nginx)
        try await stage.waitForLog("pod", "waiting")
        try await forge("nginx", as: user, "posix", "status=fine")
        let reload = try await stage.exec("pod", "nginx-entry", "reload")
        #expect(reload.status != 0, "\(reload.text)")
        try await stage.signal("pod", "USR1")
        try await stage.waitForLog("pod", "got USR1")
        #expect(try await !stage.log("pod").contains("got HUP"))
    }

    // MARK: Neighbours of one image

    /// Nobody is healthy by the state of another one, whoever came first.
    @Test(arguments: [0, 1000])
    func twoOfOneImage(_ user: Int) async throws {
        let options = ["--user", "\(user):\(user)"]
        try await start("pod", "run", "--", "sleep", "1000", options: options)
        try await stage.waitForLog("pod", "ready in")
        try await start(
            "unready", "run", "--ready", "file:/nonexistent", "--", "sh", "-c", "echo started; sleep 1000",
            options: options)
        try await stage.waitForLog("unready", "started")
        #expect(try await health("pod").status == 0)
        #expect(try await health("unready").status != 0)
        try await start("later", "run", "--", "sleep", "1000", options: options)
        try await stage.waitForLog("later", "ready in")
        #expect(try await health("later").status == 0)
        #expect(try await health("unready").status != 0)
        // The one that came first goes away.
        try await stage.signal("pod", "TERM")
        _ = try await stage.status("pod")
        #expect(try await health("later").status == 0)
        #expect(try await health("unready").status != 0)
    }

    /// Beside a daemon of root's, its service's user may ask, too.
    @Test func healthAsTheServicesUser() async throws {
        try await start("pod", "run", "--user", "1000:1000", "--", "sleep", "1000")
        try await stage.waitForLog("pod", "ready in")
        for user in [0, 1000] {
            let health = try await stage.attack("pod", as: user, "base-entry health")
            #expect(health.status == 0, "\(user): \(health.errors)")
        }
    }
}
