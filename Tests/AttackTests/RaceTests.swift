import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// Root works in a directory that a service's user owns, and that user changes it at the same time.
@Suite(.limited) struct RaceTests {
    private let scratch: Scratch
    private let user = 1000

    init() throws { scratch = try Scratch() }

    /// A directory of the user's.
    private func own(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: scratch[name], withIntermediateDirectories: true)
        try give(scratch[name], to: uid_t(user))
        return scratch[name]
    }

    /// Runs a script 50 times, as root, in which `entry` is the entrypoint. Each of its runs comes to an end by itself.
    ///
    /// - Returns: The statuses that there were: 78 is a refusal of what is not trusted.
    private func repeated(_ script: String) async throws -> Set<Int> {
        let loop = """
            binary=$0
            entry() { timeout -s KILL \(Patience.seconds / 12) "$binary" "$@"; printf '\\nstatus %s\\n' $?; }
            for round in $(seq 50); do \(script)
            done
            """
        let result = try await Entry.run(["sh", "-c", loop, Entry.executable("base-entry")], ["VALUE": "value"])
        let statuses = result.output.matches(of: /(?m)^status (\d+)$/).compactMap { Int($0.1) }
        #expect(statuses.count >= 50 && statuses.allSatisfy { $0 < 126 }, "\(statuses): \(result.errors)")
        return Set(statuses)
    }

    /// What a killed rendering seems to have left is removed, while its directory is swapped for a link.
    @Test func aTreeThatIsRemoved() async throws {
        let target = try own("target")
        try scratch.write("templates/a.conf", "{{VALUE}}\n")
        let canary = try Canary(scratch["canary"], files: (0..<40).map { "\($0)" })
        let left = ".run-utils-7-7"
        try await canary.stays {
            try await Attacker.with(["removal", target, left, canary.path], as: user, saying: "planted") { attacker in
                let statuses = try await repeated(
                    """
                    until [ -d \(target)/\(left) ]; do :; done
                    entry render --user \(user) --template \(scratch["templates"]):\(target)
                    """)
                #expect(statuses.contains(0))
                #expect(!attacker.hasExited, "\(attacker.errors)")
            }
        }
    }

    /// What is to be compared becomes a pipe between the look and the opening, and nobody writes to it.
    @Test(arguments: ["", "--diff"])
    func aPipeInThePlaceOfARenderedFile(_ option: String) async throws {
        let target = try own("target")
        try scratch.write("templates/a.conf", "{{VALUE}}\n")
        let size = "value\n".utf8.count
        try await Attacker.with(["alternate", target, "a.conf", "\(size)"], as: user, saying: "alternating") { _ in
            let statuses = try await repeated(
                "entry render \(option) --user \(user) --template \(scratch["templates"]):\(target)")
            #expect(statuses.contains(0))
        }
    }

    /// The directory of semaphores is swapped for a link while daemons publish there.
    @Test func aSemaphoreThatIsPublished() async throws {
        let data = try own("data")
        _ = try own("data/semaphores")
        let canary = try Canary(scratch["canary"], files: ["up"])
        try FileManager.default.createSymbolicLink(atPath: "\(data)/link", withDestinationPath: canary.path)
        try await canary.stays {
            try await Attacker.with(["exchange", data, "semaphores", "link"], as: user, saying: "exchanging") { _ in
                let statuses = try await repeated("entry run --semaphore \(data)/semaphores/up -- true")
                #expect(statuses.isSuperset(of: [0, 78]))
            }
        }
    }

    /// A directory that root is to make below one of the user's, for a rendered file.
    @Test func aDirectoryThatIsMade() async throws {
        let data = try own("data")
        _ = try own("data/out")
        try scratch.write("templates/deep/er/a.conf", "{{VALUE}}\n")
        let canary = try Canary(scratch["canary"])
        try FileManager.default.createSymbolicLink(atPath: "\(data)/link", withDestinationPath: canary.path)
        try await canary.stays {
            try await Attacker.with(["exchange", data, "out", "link"], as: user, saying: "exchanging") { _ in
                let statuses = try await repeated(
                    """
                    entry render --user \(user) --template \(scratch["templates"]):\(data)/out
                    rm -rf \(data)/out/deep
                    """)
                #expect(statuses.isSuperset(of: [0, 78]))
            }
        }
    }

    /// A semaphore's directory that is to be made, while its user moves one of root's own there and back.
    @Test func theDirectoryOfASemaphore() async throws {
        let place = try own("place")
        try FileManager.default.createDirectory(atPath: scratch["place/private"], withIntermediateDirectories: true)
        try scratch.write("place/private/key", "secret\n", mode: 0o600)
        unsafe chmod(scratch["place/private"], 0o700)
        try await Attacker.with(["wander", place, "private", "new"], as: user, saying: "wandering") { _ in
            let statuses = try await repeated(
                "for again in 1 2 3 4 5 6; do entry run --user \(user) --semaphore \(place)/new/up -- true; done")
            #expect(statuses.contains(0))
        }
        let mode = try await shell("stat -c %a \"$(dirname \(place)/*/key)\"")
        #expect(mode == "700\n")
    }

    private func shell(_ script: String) async throws -> String {
        try await finish(Running(["sh", "-c", script], environment: ["PATH": Entry.path])).output
    }
}
