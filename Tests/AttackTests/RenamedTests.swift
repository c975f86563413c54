import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// In a directory of its own a service's user may give other names to what is root's, but cannot look into it or remove it.
@Suite(.limited) struct RenamedTests {
    private let ground: Ground

    init() throws {
        ground = try Ground()
        try ground.scratch.write("offsite/deep/key", "\(secret)\n")
        unsafe chmod(ground["offsite"], 0o700)
    }

    private func render(to target: String) async throws -> Finished {
        let rendering = "\(ground["templates"]):\(target)"
        return try await Entry.run(["base-entry", "render", "--user", "\(Ground.user)", "--template", rendering])
    }

    private func owner(_ name: String) -> UInt32? {
        var status = stat()
        return unsafe lstat(ground[name], &status) == 0 ? status.st_uid : nil
    }

    /// The name of what a killed rendering leaves is no proof that it did.
    @Test func whatLooksLeftOver() async throws {
        try ground.scratch.write("templates/a", "text\n")
        try FileManager.default.moveItem(atPath: ground["offsite"], toPath: ground["own/.run-utils-1"])
        try ground.teller("own/.run-utils-2")
        try ground.teller("own/.run-utils-3/inside")
        try give(ground["own/.run-utils-3"], to: uid_t(Ground.user))
        let result = try await render(to: ground["own/out"])
        #expect(result.status == 0, "\(result)")
        #expect(try ground.scratch.read("own/.run-utils-1/deep/key") == "\(secret)\n")
        #expect(owner("own/.run-utils-2") == nil && owner("own/.run-utils-3") == nil)
    }

    /// Where all may make files, those of others stay.
    @Test func whatIsAnothers() async throws {
        try ground.scratch.write("templates/a", "text\n")
        try ground.teller("open/.run-utils-77/data", of: 999)
        try give(ground["open/.run-utils-77"], to: 999)
        try ground.scratch.write("open/.run-utils-78", "")
        unsafe chmod(ground["open"], 0o1777)
        let result = try await render(to: ground["open/out"])
        #expect(result.status == 0, "\(result)")
        #expect(owner("open/.run-utils-77/data") == 999)
        #expect(owner("open/.run-utils-78") == nil)
    }

    /// While files are staged, another directory takes the place of the new one, or that of its target.
    @Test(arguments: [false, true]) func aDirectoryThatIsBeingMade(_ fails: Bool) async throws {
        for number in 1...200 { try ground.scratch.write("templates/\(number)", "text\n") }
        // Then what was made is removed.
        if fails { try ground.scratch.write("templates/z", "{{NO}}\n") }
        try FileManager.default.moveItem(atPath: ground["offsite"], toPath: ground["own/offsite"])
        let words = ["interfere", ground["own"], "offsite", fails ? "" : "out"]
        try await Attacker.with(words, as: Ground.user, saying: "watching") { attacker in
            let result = try await render(to: ground["own/out"])
            try await attacker.line("interfered", in: .output)
            let places = try FileManager.default.contentsOfDirectory(atPath: ground["own"])
            let kept = places.filter { owner("own/\($0)/deep/key") == 0 }
            #expect(kept.count == 1, "\(places): \(result)")
            for place in kept {
                #expect(try FileManager.default.contentsOfDirectory(atPath: ground["own/\(place)"]) == ["deep"])
            }
            if fails { #expect([77, 78].contains(result.status), "\(result)") }
        }
    }

    /// A file that only root may read stays root's in a tree that is given away, unless nobody could have moved it there.
    @Test(arguments: [false, true]) func aSecretInATreeThatIsGivenAway(_ isMount: Bool) async throws {
        try ground.directory("own/tree")
        try ground.scratch.write("own/tree/public", "", mode: 0o644)
        try ground.scratch.write("own/tree/key", "\(secret)\n", mode: 0o600)
        unsafe mkfifo(ground["own/tree/pipe"], 0o644)
        let tree = ground["own/tree"]
        let words = Ground.run(["--own", tree], ["sh", "-c", "cd \(tree); stat -c '%n %u' *"])
        let kept = isMount ? Ground.user : 0
        let setup = isMount ? "mount --bind \(tree) \(tree)" : ":"
        let result = try await Entry.run(words, setup: setup)
        #expect(result.output == "key \(kept)\npipe \(kept)\npublic \(Ground.user)\n", "\(result)")
        #expect(result.errors.contains("\"\(tree)/key\" stays another's") != isMount, "\(result)")
    }
}
