import Foundation
import Glibc
import Testing

@testable import ImageTests
@testable import ProcessTests

/// A directory with a part "own" that belongs to a service's user, with programs that tell who runs them, and with what root
/// keeps for itself.
struct Ground {
    /// Who the service runs as.
    static let user = 4000

    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("ran", "", mode: 0o666)
        try scratch.write("private", "\(secret)\n", mode: 0o600)
        try directory("own")
    }

    subscript(name: String) -> String { scratch[name] }

    /// A directory of a user's.
    @discardableResult
    func directory(_ name: String, of user: Int = user) throws -> String {
        try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
        try give(self[name], to: uid_t(user))
        return self[name]
    }

    /// A program that notes its user's id, and says it.
    @discardableResult
    func teller(
        _ name: String, of user: Int = user, mode: mode_t = 0o755, interpreter: String = "/bin/sh"
    ) throws -> String {
        try scratch.write(name, "#!\(interpreter)\nid -u >>\"\(self["ran"])\"\n", mode: mode)
        try give(self[name], to: uid_t(user))
        return self[name]
    }

    /// A link of a user's.
    @discardableResult
    func link(_ name: String, to target: String, of user: Int = user) throws -> String {
        try FileManager.default.createSymbolicLink(atPath: self[name], withDestinationPath: target)
        try give(self[name], to: uid_t(user))
        return self[name]
    }

    /// The ids that programs have noted.
    var ran: [String] { get throws { try scratch.read("ran").split(separator: "\n").map(String.init) } }

    /// Fails the test unless the programs ran, and each time as this user.
    func expectRan(as user: Int = user, _ said: String) throws {
        let ran = try ran
        #expect(!ran.isEmpty && ran.allSatisfy { $0 == "\(user)" }, "\(ran): \(said)")
    }

    /// Shell commands that put a directory in the place of the hooks.
    func hooks(_ name: String) -> String {
        "mount -t tmpfs tmpfs /opt; mkdir -p /opt/config/init.d; mount --bind \(self[name]) /opt/config/init.d"
    }

    /// Words that run a daemon of the service's user.
    static func run(_ options: [String], _ program: [String] = ["true"]) -> [String] {
        ["base-entry", "run", "--user", "\(user)"] + options + ["--"] + program
    }

    /// Shell commands that make accounts of a namespace's own.
    static let accounts = """
        mount -t tmpfs tmpfs /etc; : >/etc/shadow
        printf 'root:x:0:0::/root:/bin/sh\\napp:x:4000:4000::/:/bin/sh\\n' >/etc/passwd
        printf 'root:x:0:\\napp:x:4000:\\nwww:x:3000:app\\n' >/etc/group
        """
}
