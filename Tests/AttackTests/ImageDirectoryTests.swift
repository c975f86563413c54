import Testing

@testable import ImageTests
@testable import ProcessTests

/// Every directory and file of each image is asked who may write there.
@Suite struct ImageDirectoryTests {
    /// What the service's user may change in an image, by its uid: its own places, and those that are open to all. The kernel's
    /// file systems do not count.
    @Test(arguments: [
        (Images.base, 4000, ["/run/lock", "/tmp", "/var/tmp"]),
        (
            Images.nginx, 8080,
            [
                "/opt/data", "/opt/data/semaphores", "/opt/data/sockets", "/run", "/run/lock", "/tmp",
                "/var/cache/nginx", "/var/log/nginx", "/var/tmp",
            ]
        ),
        (
            Images.postgres, 5432,
            [
                "/opt/backup", "/opt/data", "/opt/data/semaphores", "/opt/data/sockets", "/run/lock",
                "/run/postgres", "/run/postgresql", "/tmp", "/var/lib/postgresql", "/var/lib/postgresql/data",
                "/var/log/postgresql", "/var/tmp",
            ]
        ),
    ])
    func whoMayWriteThere(_ image: String, _ user: Int, _ expected: [String]) async throws {
        let script = """
            find / -xdev '(' -path /proc -o -path /sys -o -path /dev ')' -prune -o -writable -not -type l -print 2>/dev/null | sort
            """
        let outcome = try await Podman.run(
            "run", "--rm", "--network=none", "--user", "\(user):\(user)", "--entrypoint", "bash", image, "-c", script)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").map(String.init) == expected)
    }
}
