import Foundation
import Glibc
import Testing

@testable import ImageTests
@testable import ProcessTests

/// The images under attack; ATTACK_TAG names other builds of them, for example those from before a mend.
enum Images {
    private static let tag = ProcessInfo.processInfo.environment["ATTACK_TAG"].map { ":\($0)" } ?? ""

    static let base = "localhost/runutils/base\(tag)"
    static let nginx = "localhost/runutils/nginx\(tag)"
    static let postgres = "localhost/runutils/postgres\(tag)"
    static let demo = "localhost/runutils/demo\(tag)"
}

/// A file of root's that nobody else may read has this in it, see `Stage.plant`.
let secret = "canary:secret-\(UUID().uuidString)"

extension Stage {
    /// Runs a shell script in a container, as whoever has taken over a process of that user.
    func attack(_ name: String, as user: Int, _ script: String) async throws -> Outcome {
        try await Podman.run("exec", "--user", "\(user):\(user)", self.name(name), "bash", "-c", script)
    }

    /// Runs words in a container, as its administrator.
    @discardableResult
    func exec(_ name: String, _ words: String...) async throws -> Outcome { try await exec(name, words) }

    func exec(_ name: String, _ words: [String]) async throws -> Outcome {
        try await Podman.run(["exec", self.name(name)] + words)
    }

    /// Adds the secret to /etc/shadow, and to /root/private/key.template in a directory that only root may enter.
    func plant(_ name: String) async throws {
        let script = """
            echo '\(secret)' >>/etc/shadow
            mkdir -m 0700 /root/private && echo '\(secret)' >/root/private/key.template
            """
        let outcome = try await exec(name, "sh", "-c", script)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// The files in which the secret stands, below some directories of a container; what links lead to does not count.
    func leaks(_ name: String, _ directories: [String], as user: Int = 0) async throws -> String {
        try await Podman.run(
            ["exec", "--user", "\(user)", self.name(name), "grep", "-rlsF", secret] + directories
        ).output
    }

    /// Waits until something holds: the product has a moment for what it does by itself.
    func eventually(_ purpose: String, _ name: String, _ holds: () async throws -> Bool) async throws {
        try await TestSupport.eventually(
            "\(name) \(purpose); its log:\n\(try await log(name).suffix(3000))", every: .milliseconds(20), holds)
    }

    /// Ends a container and starts it once more.
    func restart(_ name: String) async throws {
        _ = try await Podman.run("kill", "--signal", "TERM", self.name(name))
        _ = try await status(name)
        let outcome = try await Podman.run("start", self.name(name))
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    func signal(_ name: String, _ signal: String) async throws {
        let outcome = try await Podman.run("kill", "--signal", signal, self.name(name))
        try #require(outcome.status == 0, "\(outcome.errors)")
    }
}

extension HostDirectory {
    /// One that belongs to a user, as a volume does that a service writes to.
    convenience init(of user: uid_t) throws {
        try self.init()
        try give(url.path(), to: user)
    }

    func writableMount(_ path: String) -> [String] { ["--volume", "\(url.path()):\(path)"] }

    /// Writes a file of a user's.
    func write(_ name: String, _ text: String, mode: mode_t = 0o644, of user: uid_t) throws {
        try write(name, text, mode: mode)
        try give(path(name), to: user)
    }

    func text(_ name: String) -> String { (try? String(contentsOfFile: path(name), encoding: .utf8)) ?? "" }
}
