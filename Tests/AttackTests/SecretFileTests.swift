import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// Files that root reads for somebody: those that NAME_FILE names, and templates. Others have made links there.
@Suite(.limited) struct SecretFileTests {
    private let ground: Ground
    private let account = ["USER_NAME": "app", "USER_UID": "4000"]

    init() throws { ground = try Ground() }

    // MARK: Variables

    /// One whose value nobody is shown, one that is said, and one whose wrong value is said.
    @Test(arguments: ["SECRET", "INITFUNC", "STOP_SIGNAL"])
    func aVariable(_ name: String) async throws {
        let link = try ground.link("own/value", to: ground["private"])
        let environment = account.merging(["\(name)_FILE": link]) { $1 }
        let service = ["sh", "-c", "env; cat /proc/1/environ"]
        let result = try await Entry.run(["callback-entry", "start"] + service, environment, setup: Ground.accounts)
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains(link), "\(result.errors)")
        #expect(!(result.output + result.errors).contains(secret), "\(result.output)\(result.errors)")
    }

    @Test func aVariableInATemplate() async throws {
        let link = try ground.link("own/value", to: ground["private"])
        let template = try scratch("a.conf", "{{SECRET}}\n")
        let script = "\"$0\" render --template \(template):/run/out; code=$?; cat /run/out; exit $code"
        let result = try await Entry.run(
            ["sh", "-c", script, Entry.executable("callback-entry")], account.merging(["SECRET_FILE": link]) { $1 },
            setup: Ground.accounts)
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains(link), "\(result.errors)")
        #expect(!(result.output + result.errors).contains(secret), "\(result.output)\(result.errors)")
    }

    /// Root's link there, as Kubernetes makes them, and a file of that user's own.
    @Test(arguments: ["link", "own/file"])
    func whatIsAllowed(_ name: String) async throws {
        try ground.link("link", to: ground["private"], of: 0)
        try scratch("own/file", "\(secret)\n", of: Ground.user)
        let template = try scratch("a.conf", "{{SECRET}}\n")
        let script = "\"$0\" render --template \(template):/run/out && cat /run/out"
        let result = try await Entry.run(
            ["sh", "-c", script, Entry.executable("callback-entry")],
            account.merging(["SECRET_FILE": ground[name]]) { $1 }, setup: Ground.accounts)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(secret)\n")
    }

    @discardableResult
    private func scratch(_ name: String, _ text: String, of user: Int = 0) throws -> String {
        let path = try ground.scratch.write(name, text, mode: user == 0 ? 0o644 : 0o600)
        try give(path, to: uid_t(user))
        return path
    }

    // MARK: Templates

    private func render(_ source: String, user: Int? = Ground.user) async throws -> Finished {
        let option = user.map { "--user \($0)" } ?? ""
        let script = """
            "$0" render \(option) --template \(source):/run/out; code=$?
            find /run/out -type f ! -name '.runutils-*' -exec cat '{}' +; exit $code
            """
        return try await Entry.run(["sh", "-c", script, Entry.executable("base-entry")])
    }

    private static let third = 2000

    /// Neither the service's user nor root made the link: it leads no further than its owner could go.
    @Test(arguments: [nil, Ground.user], ["private", "locked/a.conf", "locked"])
    func aLinkOfAThirdUser(_ user: Int?, _ target: String) async throws {
        // A file that all may read, where only root gets to.
        try scratch("locked/a.conf", "\(secret)\n")
        unsafe chmod(ground["locked"], 0o700)
        try ground.directory("source", of: SecretFileTests.third)
        let name = target == "locked" ? "source/deep" : "source/a.conf"
        let link = try ground.link(name, to: ground[target], of: SecretFileTests.third)
        let result = try await render(ground["source"], user: user)
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains(link), "\(result.errors)")
        #expect(!(result.output + result.errors).contains(secret))
    }

    @Test(arguments: [nil, Ground.user], [0, third])
    func aLinkOfAThirdUserToWhatHeCanRead(_ user: Int?, _ owner: Int) async throws {
        try scratch("file", "their text\n", of: owner)
        try ground.directory("source", of: SecretFileTests.third)
        try ground.link("source/a.conf", to: ground["file"], of: SecretFileTests.third)
        let result = try await render(ground["source"], user: user)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "their text\n")
    }

    /// Who mounted the directory learns what to do.
    @Test func theHint() async throws {
        let link = try ground.link("own/a.conf", to: ground["private"])
        let result = try await render(ground["own"])
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains(link), "\(result.errors)")
        let hint = result.errors.split(separator: "\n").first { $0.hasPrefix("hint: ") }
        #expect(try #require(hint).contains("read-only"), "\(result.errors)")
    }
}
