import Foundation
import Testing

/// Which container engine scripts/container-env takes, and what scripts/setup misses, where only some programs are there: shell scripts
/// in their place. No container is started.
@Suite struct EngineTests {
    /// Docker as it is without its daemon, without its plugin, and with both.
    private static let noDaemon = "echo first >&2; echo 'Cannot connect to the Docker daemon' >&2; exit 1"
    private static let noPlugin = "test $1 = version"
    private static let whole = "true"

    private let directory: HostDirectory

    init() throws {
        directory = try HostDirectory()
        for tool in ["bash", "dirname", "grep", "mkdir", "readlink", "uname"] {
            try FileManager.default.createSymbolicLink(
                atPath: directory.path(tool), withDestinationPath: "/usr/bin/\(tool)")
        }
    }

    private func bash(_ script: String, _ environment: [String], as user: [String] = []) async throws -> Outcome {
        // Into the checkout as whoever we are: it may lie in a home that the user may not enter.
        try await Podman.host(
            ["env", "-C", Podman.root.path()] + user + ["env", "-i", "PATH=\(directory.url.path())"] + environment
                + ["bash", "-c", script])
    }

    @Test(
        arguments: [
            (["podman": whole, "docker": whole], [], "podman|podman-compose"),
            (["podman": whole, "docker": whole], ["ENGINE=docker"], "docker|docker compose"),
            (["podman": whole, "docker": whole], ["ENGINE=docker", "COMPOSE=mine"], "docker|mine"),
            (["docker": whole], [], "docker|docker compose"),
            (["docker": noPlugin, "docker-compose": whole], [], "docker|docker-compose"),
            (["docker": noPlugin], [], "docker|"),
            (
                ["docker": noDaemon], [],
                "scripts/container-env: docker: its daemon is not reachable: Cannot connect to the Docker daemon"
            ),
            (
                ["podman": whole, "docker": noDaemon], ["ENGINE=docker"],
                "scripts/container-env: docker: its daemon is not reachable: Cannot connect to the Docker daemon"
            ),
            (["podman": whole], ["ENGINE=other"], "scripts/container-env: ENGINE=\"other\": expected podman or docker"),
            (
                [:], [],
                "scripts/container-env: no container engine; expected podman or docker (run: scripts/setup containers)"
            ),
        ] as [([String: String], [String], String)])
    func whichOneIsTaken(_ programs: [String: String], _ environment: [String], _ said: String) async throws {
        for (name, script) in programs { try directory.write(name, "#!/bin/sh\n\(script)\n", mode: 0o755) }
        // The file of limits is that of this machine's podman.
        let outcome = try await bash(
            ". scripts/container-env && echo \"$ENGINE|$COMPOSE\"", ["CONTAINERS_CONF=/dev/null"] + environment)
        #expect(outcome.text == "\(said)\n")
        #expect((outcome.status == 0) == said.contains("|"))
    }

    @Test func composeThatIsMissingIsSaid() async throws {
        try directory.write("docker", "#!/bin/sh\n\(EngineTests.noPlugin)\n", mode: 0o755)
        // What scripts/setup wants beside an engine.
        try directory.write("mmdebstrap", "#!/bin/sh\n", mode: 0o755)
        let outcome = try await bash("scripts/up", ["ENGINE=docker"])
        #expect(outcome.errors == "scripts/up: docker compose: not there; expected its plugin, or docker-compose\n")
        #expect(outcome.status == 1)
    }

    @Test func whatPodmanWithoutRootNeedsIsNamedInALine() async throws {
        let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        let outcome = try await bash("scripts/setup containers", [], as: Podman.isRoot ? nobody : [])
        #expect(outcome.status == 1)
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        for package in ["podman", "uidmap", "fuse-overlayfs", "slirp4netns"] {
            #expect(outcome.errors.contains(" \(package)"), "\(outcome.errors)")
        }
    }
}
