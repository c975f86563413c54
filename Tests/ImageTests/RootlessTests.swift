import Foundation
import Testing

/// Where podman's user is not root: a container has the ids that subuid(5) gives to the user, and no others.
@Suite(.enabled(if: !Podman.isRoot)) struct RootlessTests {
    private let stage = Stage()
    private let image = "localhost/runutils/base"
    private let user = "\(geteuid()):\(getegid())"

    /// The owner of a file of this machine's, as a number.
    private func owner(_ path: String) async throws -> String {
        try await Podman.host(["stat", "--format", "%u:%g", path]).output.trimmingCharacters(in: .newlines)
    }

    @Test(arguments: [["--env", "USER_UID=100000"], ["--env", "USER_NAME=app", "--env", "USER_UID=100000"]])
    func anIdThatIsNotMappedIsSaid(_ options: [String]) async throws {
        let outcome = try await Podman.run(["run", "--rm"] + options + [image, "run", "--", "true"])
        #expect(outcome.status == 78)
        let message = try #require(outcome.errors.split(separator: "\n").first)
        #expect(message == "base: user id 100000 is not mapped in this user namespace (ids 0 to 65536)")
    }

    @Test func theUsersOwnIdIsKept() async throws {
        let outcome = try await Podman.run(
            "run", "--rm", "--userns=keep-id", image, "run", "--", "sh", "-c", "echo $(id -u):$(id -g)")
        #expect(outcome.output == "\(user)\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func aDirectoryOfTheUsersIsGivenToTheService() async throws {
        let directory = try HostDirectory()
        try directory.write("data", "mine")
        let path = directory.url.path()
        let script = "test $(id -u) = 1000 && cat /data/data && echo new >/data/new"
        let outcome = try await Podman.run(
            "run", "--rm", "--volume", "\(path):/data", image, "run", "--own", "/data", "--user", "1000", "--", "sh",
            "-c", script)
        #expect(outcome.output == "mine", "\(outcome.errors)")
        let owner = try await owner("\(path)/new")
        #expect(owner != user && owner != "1000:1000", "one of the ids of subuid(5)")
        // The user gets it back, so that it can be removed.
        #expect(try await Podman.run("unshare", "chown", "-R", "0:0", path).status == 0)
        #expect(try await self.owner("\(path)/new") == user)
    }

    @Test func postgresRunsAsTheUserOnADirectoryOfTheUsers() async throws {
        let directory = try HostDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("cluster"), withIntermediateDirectories: false)
        let server = try await Server(stage, "server", volume: directory.path("cluster"))
        try await server.start(["DB_PASSWORD": "secret"], ["--userns=keep-id"])
        try await server.ready()
        #expect(try await server.login("postgres", "secret", database: "postgres").output == "1\n")
        #expect(try await owner("\(directory.path("cluster"))/PG_VERSION") == user)
        #expect(try await server.stop().status == 0)
    }

    @Test func nginxRunsAsTheUser() async throws {
        let web = Web(stage)
        try await web.start([:], ["--userns=keep-id"])
        #expect(try await web.exec("id", "-u").output == "\(geteuid())\n")
        #expect(try await web.get("/").status != "000")
    }
}
