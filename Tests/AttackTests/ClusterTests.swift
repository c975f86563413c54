import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// The server's user, or a second container, changes what is beside a cluster.
@Suite struct ClusterTests {
    private let stage = Stage()

    private func start(_ server: ImageTests.Server, _ options: [String] = []) async throws {
        try await stage.start(
            server.name, server.mount + ["--network", "none", "--env", "DB_PASSWORD=secret"] + options,
            image: Images.postgres, ["start", "--", "-c", "fsync=off"])
    }

    /// The cluster is hidden, and a journal says that the making of one was ended, that it lies there, and where its log is: in a
    /// directory that is not empty, and nobody's but root's. A link leads there, too.
    @Test func aForgedJournal() async throws {
        let other = try HostDirectory()
        let canary = try Canary(other.url.path())
        unsafe chmod(canary.path, 0o700)
        let server = try await ImageTests.Server(stage, "journal")
        try await start(server, other.writableMount("/mnt/other"))
        try await server.ready()
        let attack = """
            cd $PGDATA && mkdir lost+found && for name in * .[!.]*; do [ "$name" = lost+found ] || mv "$name" lost+found; done
            mkdir -m 0700 .initializing && ln -s /mnt/other link
            printf 'waldir /mnt/other\\ninitdb\\nmoving the cluster into place\\n' >.initializing/journal
            """
        try await canary.stays {
            let attacked = try await stage.attack(server.name, as: postgresUser, attack)
            #expect(attacked.status == 0, "\(attacked.errors)")
            _ = try await server.stop()
            try await server.startAgain()
            try await stage.waitForLog(server.name, "ready in", times: 2, orEnd: true)
        }
    }

    /// What the holder of a cluster's lock is known by goes away, and a second container starts on the volume.
    @Test func locksThatGoAway() async throws {
        let first = try await ImageTests.Server(stage, "first")
        try await start(first)
        try await first.ready()
        let second = try await ImageTests.Server(stage, "second", volume: first.volume)
        let attacks = [
            "rm -f .entry.lock", "mv -f .entry.lock .moved; touch .entry.lock", "rm -f .entry.lock; mkdir .entry.lock",
            "rm -rf .entry.*; mkfifo .entry.lock",
        ]
        for attack in attacks {
            let outcome = try await stage.attack(first.name, as: postgresUser, "cd $PGDATA; \(attack)")
            #expect(outcome.status == 0, "\(attack): \(outcome.errors)")
            try await start(second)
            try await stage.waitForLog(second.name, "ready in", orEnd: true)
            let log = try await stage.log(second.name)
            #expect(!log.contains("ready in") && !log.contains("starting PostgreSQL"), "\(attack)")
            let hasEnded = try await !stage.isRunning(second.name)
            #expect(hasEnded, "\(attack): it does not end; \(log)")
            if hasEnded {
                let status = try await stage.status(second.name)
                #expect([69, 71, 77, 78].contains(status), "\(attack): \(status), \(log)")
                #expect(log.contains(ImageTests.Server.dataDirectory), "\(log)")
            }
            try await second.remove()
            #expect(try await first.query("SELECT 'serves'") == "serves")
        }
    }

    /// The owner of a volume that several services share makes its directory of semaphores a link.
    @Test func semaphoresInTheDirectoryOfPrograms() async throws {
        let data = try HostDirectory(of: 8080)
        let programs = "/usr/lib/postgresql/17/bin"
        let options = data.writableMount("/opt/data")
        let attack = try await Podman.run(
            ["run", "--rm", "--network=none", "--user", "8080:8080"] + options + [
                "--entrypoint", "ln", Images.nginx, "-s", programs, "/opt/data/semaphores",
            ])
        #expect(attack.status == 0, "\(attack.errors)")
        let server = try await ImageTests.Server(stage, "programs")
        try await start(server, options + ["--env", "SEMAPHORE=/opt/data/semaphores/postgres"])
        try await stage.eventually("ends", server.name) { try await !stage.isRunning(server.name) }
        let (status, log) = (try await stage.status(server.name), try await stage.log(server.name))
        expectRefusal(status, log, naming: "/opt/data/semaphores")
        let changes = try await Podman.run("diff", stage.name(server.name)).output
        #expect(!changes.contains(programs), "\(changes)")
    }
}
