import Foundation
import Glibc
import Testing

/// The account files when something goes wrong while they are edited: each is old or new as a whole.
@Suite(.limited) struct AccountFaultTests {
    private static let old = [
        "passwd": "root:x:0:0:root:/root:/bin/bash\n", "group": "root:x:0:\n", "shadow": "root:*:1::::::\n",
    ]
    private static let added = ["passwd": "app:x:4000:", "group": "app:x:4000:", "shadow": "app:!:"]

    private let environment = ["PATH": Entry.path, "USER_NAME": "app", "USER_UID": "4000"]

    private func makeEtc() throws -> Scratch {
        let scratch = try Scratch()
        for (name, text) in AccountFaultTests.old { try scratch.write("etc/\(name)", text) }
        return scratch
    }

    /// The words that run a fault with /etc of the test's own.
    private func words(_ scratch: Scratch, _ fault: [String]) -> [String] {
        let bind = "mount --bind \(scratch["etc"]) /etc && exec \"$@\""
        let service = Helper.shell("echo $(id -u):$(id -g)")
        return ["unshare", "--mount", "sh", "-c", bind, "sh"] + fault
            + [Entry.executable("base-entry"), "run", "--"] + service
    }

    /// How many of the files have the new line; each has it or is as it was.
    private func edited(_ scratch: Scratch, _ note: Comment) throws -> Int {
        var count = 0
        for (name, old) in AccountFaultTests.old {
            let text = try scratch.read("etc/\(name)")
            if text == old { continue }
            let line = text.dropFirst(old.count)
            #expect(text.hasPrefix(old) && line.hasPrefix(AccountFaultTests.added[name] ?? "?"), note)
            #expect(line.hasSuffix("\n") && line.split(separator: "\n").count == 1, note)
            count += 1
        }
        return count
    }

    private static let names = [".pwd.lock", "group", "passwd", "shadow"]

    @Test func aKillAtEverySystemCall() async throws {
        _ = try await upFrom { number in
            let scratch = try makeEtc()
            let killed = try await finish(
                Running(words(scratch, Faults.kill(at: number)), environment: environment))
            _ = try edited(scratch, "at call \(number)")
            let next = try await finish(Running(words(scratch, Faults.kill(at: .max)), environment: environment))
            let note: Comment = "after call \(number): \(next.errors)"
            #expect(next.output == "4000:4000\n", note)
            #expect(try edited(scratch, note) == 3, note)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch["etc"]).sorted() == Self.names, note)
            return killed.status == Faults.killed
        }
    }

    @Test(arguments: [EIO, ENOSPC, EROFS, EMFILE])
    func eachCallFailsOnce(_ error: CInt) async throws {
        let calls = [
            "open", "read", "readv", "write", "writev", "rename", "fchmod", "fchown", "fsync", "close", "mkdir",
        ]
        _ = try await upFrom { number in
            let scratch = try makeEtc()
            let fault = try Faults.fail(at: number, of: calls, with: error)
            let result = try await finish(Running(words(scratch, fault), environment: environment))
            let note: Comment = "call \(number): \(result.status) \(result.errors)"
            let count = try edited(scratch, note)
            #expect(count == 0 || count == 3, note)
            #expect(
                try !FileManager.default.contentsOfDirectory(atPath: scratch["etc"]).contains { $0.contains(".new-") },
                note)
            if result.status == 0 {
                #expect(result.output == "4000:4000\n", note)
                #expect(count == 3 || result.errors.contains("base: no account is made, "), note)
            } else {
                #expect([71, 77].contains(result.status), note)
                #expect(result.errors.components(separatedBy: "base: cannot ").count == 2, note)
                #expect(result.output == "", note)
            }
            return !result.errors.hasSuffix("no fault\n")
        }
    }
}
