import Foundation
import Glibc
import Testing

/// What root would execute runs as the service's user, where that user could change it.
@Suite(.limited) struct CodeTrustTests {
    private let scratch: Scratch
    private static let user = 4000

    init() throws {
        scratch = try Scratch()
        try scratch.write("bin/look", "#!/bin/sh\nid -u >&2; id -u >>\"\(scratch["ran"])\"\n", mode: 0o755)
        try scratch.write("ran", "", mode: 0o666)
    }

    /// Gives something to the service's user.
    private func give(_ name: String, mode: mode_t? = nil) {
        #expect(unsafe chown(scratch[name], uid_t(CodeTrustTests.user), gid_t(CodeTrustTests.user)) == 0)
        if let mode { #expect(unsafe chmod(scratch[name], mode) == 0) }
    }

    private func run(_ options: [String], setup: String = "true") async throws -> Finished {
        try await Entry.run(
            ["base-entry", "run", "--user", "\(CodeTrustTests.user)"] + options + ["--", "true"], setup: setup)
    }

    private var warning: String { "user 4000 can change \"\(scratch["bin/look"])\"" }

    /// The file itself, a directory above it, and one of a group of the user's.
    @Test(arguments: ["bin/look", "bin", "group"])
    func aCommandThatIsWaitedFor(_ changeable: String) async throws {
        if changeable == "group" {
            #expect(unsafe chown(scratch["bin"], 0, gid_t(CodeTrustTests.user)) == 0)
            #expect(unsafe chmod(scratch["bin"], 0o775) == 0)
        } else {
            give(changeable)
        }
        let result = try await run(["--wait", "command:\(scratch["bin/look"])"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try scratch.read("ran") == "4000\n")
        #expect(result.errors.components(separatedBy: warning).count == 2, "\(result.errors)")
    }

    @Test func whatOnlyRootCanChangeRunsAsRoot() async throws {
        let result = try await run(["--wait", "command:\(scratch["bin/look"])"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try scratch.read("ran") == "0\n")
        #expect(!result.errors.contains("can change"), "\(result.errors)")
    }

    /// A service of root's that would run as the user who can change it is refused where no stop would reach that user.
    @Test(arguments: [true, false])
    func aServiceThatNoSignalWouldReach(_ isChangeable: Bool) async throws {
        try scratch.write("bin/look", "#!/bin/sh\nid -u >>\"\(scratch["ran"])\"\n", mode: 0o755)
        if isChangeable { give("bin/look") }
        let result = try await Entry.run(
            ["base-entry", "run", "--user", "root", "--", scratch["bin/look"]],
            ["USER_NAME": "app", "USER_UID": "4000"],
            wrapper: ["setpriv", "--bounding-set", "-kill"])
        #expect(result.status == (isChangeable ? 77 : 0), "\(result.errors)")
        #expect(try scratch.read("ran") == (isChangeable ? "" : "0\n"))
        let refusal = "no signal would reach it, so it could not be stopped\n"
        #expect(result.errors.contains(refusal) == isChangeable, "\(result.errors)")
    }

    /// Whoever owns it, and whatever its mode says; but not where another mount shows the same place.
    @Test(arguments: [true, false])
    func aReadOnlyMount(_ isAlone: Bool) async throws {
        give("bin")
        give("bin/look")
        let bin = scratch["bin"]
        let setup =
            isAlone
            ? "mkdir /run/copy; cp -a \(bin)/. /run/copy; mount -t tmpfs tmpfs \(bin); cp -a /run/copy/. \(bin); chown 4000 \(bin); mount -o remount,ro \(bin)"
            : "mount --bind \(bin) \(bin); mount -o remount,bind,ro \(bin)"
        let result = try await run(["--wait", "command:\(bin)/look"], setup: setup)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try scratch.read("ran") == (isAlone ? "0\n" : "4000\n"))
    }

    @Test func hooks() async throws {
        give("bin/look")
        let mount =
            "mount -t tmpfs tmpfs /opt; mkdir -p /opt/config/init.d; mount --bind \(scratch["bin"]) /opt/config/init.d"
        let result = try await run([], setup: mount)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try scratch.read("ran") == "4000\n")
        #expect(result.errors.contains("user 4000 can change \"/opt/config/init.d/look\""), "\(result.errors)")
    }

    /// `health` is another process, which has not been told of the user on the command line.
    @Test func theProbeOfHealth() async throws {
        give("bin/look")
        let options = ["--user", "4000", "--ready", "command:\(scratch["bin/look"])"]
        try await Entry.with(["base-entry", "run"] + options + ["--", "sleep", "1000"]) { entry in
            try await entry.running.line("ready in")
            let health = try await entry.inside(["base-entry", "health"])
            #expect(health.status == 0, "\(health.errors)")
            #expect(health.errors.contains(warning), "\(health.errors)")
        }
        let ran = try scratch.read("ran").split(separator: "\n")
        #expect(ran.count >= 2 && ran.allSatisfy { $0 == "4000" }, "\(ran)")
    }

    /// Nobody else than the service's user is kept from it: an image's user may mount files of his own.
    @Test func filesOfAThirdUserRunAsRoot() async throws {
        #expect(unsafe chown(scratch["bin/look"], 1000, 1000) == 0)
        #expect(unsafe chown(scratch["bin"], 1000, 1000) == 0)
        let result = try await run(["--wait", "command:\(scratch["bin/look"])"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try scratch.read("ran") == "0\n")
    }

    /// They say who root is; images for users with a random id leave them open to group 0.
    @Test(arguments: [("4000:0", "644"), ("4000:4000", "664"), ("0:0", "664")])
    func theFilesOfAccounts(_ user: String, _ mode: String) async throws {
        let setup = "install -m 664 -g 0 /etc/passwd /run/passwd; mount --bind /run/passwd /etc/passwd"
        let result = try await Entry.run(
            ["base-entry", "run", "--user", user, "--", "stat", "-c", "%a", "/etc/passwd"], setup: setup)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(mode)\n")
        #expect(result.errors.contains("closed \"/etc/passwd\"") == (mode == "644"), "\(result.errors)")
    }
}
