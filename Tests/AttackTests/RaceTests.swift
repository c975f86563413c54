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

    /// Runs a command 50 times, as root. "$entry" is the entrypoint.
    private func repeated(_ script: String, within seconds: Double = Patience.seconds) async throws -> Finished {
        let loop = "entry=$0; for round in $(seq 50); do \(script)\ndone"
        return try await Entry.run(
            ["sh", "-c", loop, Entry.executable("base-entry")], ["VALUE": "value"], within: seconds)
    }

    /// What a killed rendering seems to have left is removed, while its directory is swapped for a link.
    @Test func aTreeThatIsRemoved() async throws {
        let target = try own("target")
        try scratch.write("templates/a.conf", "{{VALUE}}\n")
        let canary = try Canary(scratch["canary"], files: (0..<40).map { "\($0)" })
        let left = ".run-utils-7-7"
        try await canary.stays {
            try await Attacker.with(["removal", target, left, canary.path], as: user, saying: "planted") { attacker in
                let result = try await repeated(
                    """
                    until [ -d \(target)/\(left) ]; do :; done
                    "$entry" render --user \(user) --template \(scratch["templates"]):\(target)
                    """)
                #expect(result.errors.contains("base: "))
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
            let result = try await repeated(
                """
                timeout -s KILL 5 "$entry" render \(option) --user \(user) --template \(scratch["templates"]):\(target)
                [ $? != 137 ] || { echo hung; exit; }
                """)
            #expect(result.output.split(separator: "\n").allSatisfy { $0 != "hung" })
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
                let result = try await repeated("\"$entry\" run --semaphore \(data)/semaphores/up -- true")
                #expect(!result.errors.isEmpty)
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
                let result = try await repeated(
                    """
                    "$entry" render --user \(user) --template \(scratch["templates"]):\(data)/out
                    rm -rf \(data)/out/deep
                    """)
                #expect(!result.errors.isEmpty)
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
            _ = try await repeated(
                "for again in 1 2 3 4 5 6; do \"$entry\" run --user \(user) --semaphore \(place)/new/up -- true; done")
        }
        let mode = try await shell("stat -c %a \"$(dirname \(place)/*/key)\"")
        #expect(mode == "700\n")
    }

    private func shell(_ script: String) async throws -> String {
        try await finish(Running(["sh", "-c", script], environment: ["PATH": Entry.path])).output
    }
}
