import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// Semaphores in a directory that others share: what they put there, lock and write.
@Suite(.limited) struct SemaphoreTests {
    private let scratch: Scratch
    private var path: String { scratch["shared/up"] }

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch["shared"], withIntermediateDirectories: true)
        unsafe chmod(scratch["shared"], 0o1777)
    }

    private func run(_ command: String...) async throws -> Finished {
        try await Entry.run(["base-entry", "run", "--semaphore", path, "--"] + command)
    }

    // MARK: What is no semaphore

    /// What somebody has by mistake, or was led to, named as the semaphore.
    @Test(arguments: [
        ["Buy milk.", "Call Ada."], ["USER=ada", "PASSWORD=secret"], ["state=running", "And more text."],
        ["\u{0}\u{1}"],
    ])
    func anOrdinaryFile(_ lines: [String]) async throws {
        let content = lines.map { "\($0)\n" }.joined()
        let file = try scratch.write("shared/up", content)
        let inode = try number(file)
        let result = try await run("true")
        expectRefusal(result.status, result.errors, naming: path)
        #expect(try scratch.read("shared/up") == content)
        #expect(try number(file) == inode)
    }

    private func number(_ path: String) throws -> UInt64? {
        try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64
    }

    @Test func aLink() async throws {
        let canary = try Canary(scratch["canary"])
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(canary.path)/file")
        try await canary.stays {
            let result = try await run("true")
            expectRefusal(result.status, result.errors, naming: path)
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "\(canary.path)/file")
    }

    @Test func aPipe() async throws {
        #expect(unsafe mkfifo(path, 0o666) == 0)
        let result = try await run("true")
        expectRefusal(result.status, result.errors, naming: path)
        let waiting = try await Entry.run(["base-entry", "wait", "--timeout", "100ms", "semaphore:\(path)"])
        #expect(waiting.status == 69, "\(waiting.errors)")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeUnknown)
    }

    @Test func aDirectory() async throws {
        let canary = try Canary(path)
        try await canary.stays {
            let result = try await run("true")
            expectRefusal(result.status, result.errors, naming: path)
        }
    }

    /// The directory is a link of its owner's to where something of root's has the semaphore's name.
    @Test func aDirectoryThatIsALink() async throws {
        let canary = try Canary(scratch["canary"], files: ["up"])
        try FileManager.default.createDirectory(atPath: scratch["data"], withIntermediateDirectories: true)
        try give(scratch["data"], to: 8080)
        try FileManager.default.createSymbolicLink(
            atPath: scratch["data/semaphores"], withDestinationPath: canary.path)
        unsafe lchown(scratch["data/semaphores"], 8080, 8080)
        try await canary.stays {
            let path = scratch["data/semaphores/up"]
            let result = try await Entry.run(["base-entry", "run", "--semaphore", path, "--", "true"])
            expectRefusal(result.status, result.errors, naming: scratch["data/semaphores"])
        }
    }

    // MARK: Locks

    /// Who can only read the volume waits for each kind of lock that a reader can have, and gets it when the owner is killed.
    @Test(arguments: ["flock", "read"])
    func aReaderThatTakesALock(_ kind: String) async throws {
        let command = ["base-entry", "run", "--semaphore", path, "--", "sleep", "1000"]
        let readOnly = [
            "unshare", "--mount", "--propagation", "private", "--", "sh", "-c",
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"", scratch["shared"],
        ]
        try await Entry.with(command) { owner in
            try await owner.running.line("ready in")
            try await Attacker.with(["take", path, kind], as: 999, wrapper: readOnly, saying: "waiting") { attacker in
                #expect(try await Entry.run(["base-entry", "wait", "semaphore:\(path)"]).status == 0)
                try owner.send(SIGKILL)
                _ = try await owner.running.exit()
                try await attacker.line("locked", in: .output)
                let waiting = try await Entry.run(["base-entry", "wait", "--timeout", "300ms", "semaphore:\(path)"])
                #expect(waiting.status == 69, "\(waiting.errors)")
                #expect(waiting.errors.contains("stale"), "\(waiting.errors)")
                try await Entry.with(command) { again in
                    try await again.running.line("ready in")
                    #expect(try await Entry.run(["base-entry", "wait", "semaphore:\(path)"]).status == 0)
                    try again.send(SIGTERM)
                    #expect(try await again.running.exit() == SIGTERM.status)
                    #expect(!FileManager.default.fileExists(atPath: path))
                }
            }
        }
    }

    // MARK: What is written in them

    /// Colours, a title, a line that overwrites another, and the same in one character each.
    private static let host = "\u{1b}[31mred\u{1b}]0;title\u{7}\r\u{9b}2J\u{9d}0;x\u{9c}\u{8}\u{7f}"
    private static let content = "image=\(host)\nhost=\(host)\npid=1\nboot=\(host)\nstate=running\nsince=1700000000\n"

    @Test func controlCharactersForWhoWaits() async throws {
        try scratch.write("shared/up", SemaphoreTests.content)
        let result = try await Entry.run(["base-entry", "wait", "--timeout", "300ms", "semaphore:\(path)"])
        #expect(result.status == 69)
        #expect(!hasControls(result.errors + result.output), "\(result.errors.debugDescription)")
        let waiting = ["base-entry", "run", "--wait", "semaphore:\(path)", "--wait-timeout", "300ms", "--", "true"]
        let other = try await Entry.run(waiting, ["LOG_FORMAT": "json"])
        #expect(other.status == 69)
        #expect(!hasControls(other.errors), "\(other.errors.debugDescription)")
    }

    @Test(arguments: ["write", "posix"])
    func controlCharactersForWhoIsRefused(_ kind: String) async throws {
        let forge = ["forge", kind, SemaphoreTests.content, path]
        try await Attacker.with(forge, as: 1000, saying: "holding") { _ in
            let result = try await run("true")
            #expect(!hasControls(result.errors + result.output), "\(result.errors.debugDescription)")
            if kind == "write" { expectRefusal(result.status, result.errors, naming: path) }
        }
    }

    /// A name may have them, too.
    @Test func controlCharactersInAPath() async throws {
        let path = "\(path)\u{1b}[31m\r\u{9b}2J"
        try Data("notes\n".utf8).write(to: URL(filePath: path))
        for words in [
            ["run", "--semaphore", path, "--", "true"], ["wait", "--timeout", "100ms", "semaphore:\(path)"],
        ] {
            let result = try await Entry.run(["base-entry"] + words)
            #expect([69, 77, 78].contains(result.status))
            #expect(!hasControls(result.errors + result.output), "\(result.errors.debugDescription)")
        }
    }
}
