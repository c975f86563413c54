import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// The service's user is in a group by group(5), and what that group can change is not root's to execute either.
@Suite(.limited) struct GroupTests {
    private static let group: gid_t = 3000
    private static let variables = ["USER_NAME": "app", "USER_UID": "4000"]

    private let ground: Ground

    init() throws { ground = try Ground() }

    /// A program of root's that the group can write.
    private func teller(_ name: String) throws -> String {
        let path = try ground.teller(name, of: 0)
        #expect(unsafe chown(path, 0, GroupTests.group) == 0)
        #expect(unsafe chmod(path, 0o775) == 0)
        return path
    }

    /// However the user is named.
    @Test(arguments: [
        (["base-entry", "run", "--user", "app", "--", "id", "-G"], [:]),
        (["base-entry", "run", "--user", "4000", "--", "id", "-G"], [:]),
        (["base-entry", "run", "--", "id", "-G"], variables), (["callback-entry", "start", "id", "-G"], variables),
    ])
    func aHook(_ words: [String], _ environment: [String: String]) async throws {
        _ = try teller("hooks/10-x")
        let result = try await Entry.run(
            words, environment, setup: "\(ground.hooks("hooks"))\n\(Ground.accounts)")
        #expect(result.status == 0, "\(result.errors)")
        let groups = Set(result.output.split(whereSeparator: \.isWhitespace))
        #expect(groups == ["4000", "3000"], "\(result.output)")
        try ground.expectRan(result.errors)
    }

    @Test func theProbeOfHealth() async throws {
        let words = ["run", "--user", "app", "--ready", "command:\(try teller("look"))", "--", "sleep", "1000"]
        try await Entry.with(["base-entry"] + words, setup: Ground.accounts) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
            try ground.expectRan(entry.running.errors)
        }
    }

    @Test func aCommandOfASecondProcess() async throws {
        let look = try teller("look")
        let words = ["base-entry", "run", "--user", "app", "--", "sleep", "1000"]
        try await Entry.with(words, setup: Ground.accounts) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "wait", "command:\(look)"]).status == 0)
            try ground.expectRan(entry.running.errors)
        }
    }

    /// A group that the user is not in changes nothing.
    @Test func anotherGroup() async throws {
        let path = try teller("hooks/10-x")
        #expect(unsafe chown(path, 0, 3001) == 0)
        let result = try await Entry.run(
            ["base-entry", "run", "--user", "app", "--", "true"],
            setup: "\(ground.hooks("hooks"))\n\(Ground.accounts)")
        #expect(result.status == 0, "\(result.errors)")
        try ground.expectRan(as: 0, result.errors)
    }
}
