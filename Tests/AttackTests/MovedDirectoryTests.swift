import Foundation
import Glibc
import Testing

@testable import ImageTests
@testable import ProcessTests

/// A service's user cannot look into a directory of root's beside its own, but may give it another name: what root then does there.
@Suite struct MovedDirectoryTests {
    private let stage = Stage()
    private let place: HostDirectory

    init() throws {
        place = try HostDirectory(of: uid_t(postgresUser))
        try place.write("offsite/key", "\(secret)\n")
        try place.write("offsite/PG_VERSION", "17\n")
        unsafe chmod(place.path("offsite"), 0o700)
    }

    private func owner(_ name: String) async throws -> String {
        try await Podman.host(["stat", "-c", "%u %a", place.path(name)]).output
    }

    /// In the place of a directory that root gives away.
    @Test(arguments: ["LOG_DIR", "BACKUP_DIR", "PGDATA"])
    func aDirectoryThatIsGivenAway(_ variable: String) async throws {
        try await stage.start(
            "database",
            ["--network", "none", "--env", "DB_PASSWORD=secret", "--env", "\(variable)=/srv/place/new"]
                + place.writableMount("/srv/place"), image: Images.postgres, ["sleep", "1000"])
        let attack = "mv /srv/place/offsite /srv/place/new"
        #expect(try await stage.attack("database", as: postgresUser, attack).status == 0)
        let commands = "postgres-entry init; postgres-entry backup"
        let outcome = try await stage.exec("database", "sh", "-c", commands)
        #expect(try await owner("new") == "0 700\n", "\(outcome.text)")
        #expect(try await owner("new/key").hasPrefix("0 "), "\(outcome.text)")
        #expect(outcome.status == 77, "\(outcome.text)")
        let look = try await stage.attack("database", as: postgresUser, "cat /srv/place/new/key")
        #expect(!look.output.contains(secret))
    }

    /// In the place of a directory of templates.
    @Test func aDirectoryOfTemplates() async throws {
        try place.write("templates/key", "text\n", of: uid_t(postgresUser))
        let words = [
            "run", "--user", "\(postgresUser)", "--template", "/srv/place/templates:/run/out", "--", "sleep", "1000",
        ]
        try await stage.start(
            "base", ["--network", "none"] + place.writableMount("/srv/place"), image: Images.base, words)
        try await stage.waitForLog("base", "ready in")
        let attack = "cd /srv/place && mv templates old && mv offsite templates"
        #expect(try await stage.attack("base", as: postgresUser, attack).status == 0)
        try await stage.restart("base")
        try await stage.waitForLog("base", "base: ", times: 2, orEnd: true)
        #expect(try await stage.leaks("base", ["/run"], as: postgresUser) == "")
    }

    /// In the place of a directory of rendered files: what has their names there stays root's.
    @Test func aDirectoryOfRenderedFiles() async throws {
        let words = [
            "run", "--user", "\(postgresUser)", "--template", "/etc/os-release:/srv/place/out/key", "--", "sleep",
            "1000",
        ]
        try await stage.start(
            "base", ["--network", "none"] + place.writableMount("/srv/place"), image: Images.base, words)
        try await stage.waitForLog("base", "ready in")
        // The directory that was made then is the user's own, and filled again.
        try await stage.restart("base")
        try await stage.waitForLog("base", "ready in", orEnd: true)
        let attack = "cd /srv/place && mv out old && mv offsite out"
        #expect(try await stage.attack("base", as: postgresUser, attack).status == 0)
        try await stage.restart("base")
        try await stage.waitForLog("base", "may have moved it there", orEnd: true)
        #expect(place.text("out/key").contains(secret))
        #expect(try await owner("out/key").hasPrefix("0 "))
    }

    /// A directory that is open to all, but in which nobody can remove what is another's, stays root's.
    @Test(arguments: ["LOG_DIR", "BACKUP_DIR"])
    func aDirectoryThatIsOpenToAll(_ variable: String) async throws {
        try await stage.start(
            "database", ["--network", "none", "--env", "DB_PASSWORD=secret", "--env", "\(variable)=/opt/data"],
            image: Images.postgres, ["sleep", "1000"])
        let outcome = try await stage.exec("database", "sh", "-c", "postgres-entry init; postgres-entry backup")
        let look = try await stage.exec("database", "stat", "-c", "%u %a", "/opt/data")
        #expect(look.output == "0 1777\n", "\(outcome.text)")
    }
}
