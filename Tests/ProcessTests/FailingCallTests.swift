import Foundation
import Glibc
import Testing

/// Each system call on files and descriptors fails once, in turn: with a disk that is broken, full or read-only, or with
/// no descriptors left.
@Suite(.limited) struct FailingCallTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let error: CInt
        let calls: [String]
        /// The exit status when the start cannot go on.
        let status: Int

        var testDescription: String { unsafe String(cString: strerror(error)) }

        /// How messages end: as glibc words it, or as musl does.
        var texts: [String] {
            [testDescription, error == EIO ? "I/O error" : error == EMFILE ? "No file descriptors available" : ""]
        }
    }

    static let faults = [
        Fault(
            error: EIO,
            calls: [
                "open", "read", "readv", "write", "writev", "rename", "fchmod", "fchown", "fsync", "close", "mkdir",
                "unlink", "flock", "ftruncate", "lseek", "getdents",
            ], status: 71),
        Fault(error: ENOSPC, calls: ["open", "write", "rename", "mkdir"], status: 71),
        Fault(error: EROFS, calls: ["open", "rename", "mkdir", "unlink", "fchmod"], status: 77),
        Fault(error: EMFILE, calls: ["open", "signalfd", "inotify", "pipe", "socket"], status: 71),
        Fault(error: ENFILE, calls: ["open", "signalfd", "inotify", "pipe", "socket"], status: 71),
    ]

    @Test(arguments: faults, [true, false])
    func eachOnce(_ fault: Fault, _ hasOld: Bool) async throws {
        _ = try await upFrom { number in
            let rendered = try Rendered(hasOld: hasOld)
            let wrapper = try Faults.fail(at: number, of: fault.calls, with: fault.error)
            let result = try await finish(Running(wrapper + rendered.command, environment: rendered.environment))
            let lines = result.errors.split(separator: "\n").map(String.init)
            let found = rendered.look()
            let note: Comment = "call \(number), \(lines), files \(found), \(rendered.names)"
            #expect(found.broken == [], note)
            #expect(!rendered.isUp, note)
            if lines.last == "no fault" || result.status == 0 {
                #expect(result.status == 0, note)
                #expect(result.output == "service\n", note)
                #expect(found.new.count == 3, note)
            } else {
                #expect(result.status == fault.status, note)
                let messages = lines.filter { $0.hasPrefix("base: cannot ") }
                #expect(messages.count == 1, note)
                #expect(fault.texts.contains { messages.first?.hasSuffix(": \($0)") ?? false }, note)
                #expect(found.new.isEmpty || found.old.isEmpty, note)
                // No service starts with old files.
                #expect(found.old.isEmpty || result.output == "", note)
            }
            let left = rendered.names.filter { $0.contains("/.") || $0.hasSuffix("/up") }
            if lines.last != "fault: unlink" && result.output != "" { #expect(left == [], note) }
            return lines.last != "no fault"
        }
    }

    /// With this many descriptors it starts or says why not.
    @Test(arguments: Place.allCases)
    func fewDescriptors(_ place: Place) async throws {
        var statuses: Set<Int> = []
        // What other tests have open meanwhile may be inherited.
        let closing = "for fd in /proc/self/fd/*; do fd=${fd##*/}; [ $fd -lt 3 ] || eval \"exec $fd>&-\"; done"
        // A dynamic loader needs one of its own.
        for limit in (Entry.isStatic("base-entry") ? 3 : 4)...14 {
            let rendered = try Rendered(hasOld: true)
            let result = try await Entry.run(
                rendered.command, rendered.environment, place,
                wrapper: ["bash", "-c", "\(closing); ulimit -n \(limit); exec \"$@\"", "bash"])
            statuses.insert(result.status)
            let note: Comment = "\(limit) descriptors: \(result.errors)"
            #expect(rendered.look().broken == [], note)
            if result.status == 0 {
                #expect(rendered.names == Rendered.finalNames, note)
            } else {
                #expect(result.status == 71, note)
                #expect(result.errors.components(separatedBy: "base: cannot ").count == 2, note)
                #expect(!rendered.names.contains { $0.hasPrefix("target/.") }, note)
            }
        }
        #expect(statuses == [0, 71], "both happen")
    }

    @Test(
        arguments: Place.allCases,
        [
            (
                "mount -t tmpfs -o size=4k tmpfs PLACE; head -c 4096 /dev/zero >PLACE/full", 71,
                "No space left on device"
            ),
            ("mount -t tmpfs -o nr_inodes=1 tmpfs PLACE", 71, "No space left on device"),
            ("mount -t tmpfs -o ro tmpfs PLACE", 77, "Read-only file system"),
        ])
    func noPlaceForASemaphore(_ place: Place, _ fault: (setup: String, status: Int, text: String)) async throws {
        let scratch = try Scratch()
        let setup = "mkdir \(scratch["place"]); \(fault.setup.replacing("PLACE", with: scratch["place"]))"
        let list = "\"$@\"; code=$?; find \(scratch["place"]) -name '*up*'; exit $code"
        let result = try await Entry.run(
            ["base-entry", "run", "--semaphore", scratch["place/up"], "--", "sleep", "1000"], [:], place, setup: setup,
            wrapper: Helper.shell(list) + ["sh"])
        #expect(result.status == fault.status, "\(result.errors)")
        let message = "base: cannot publish the semaphore \"\(scratch["place/up"])\": \(fault.text)\n"
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(result.output == "")
        #expect(!result.errors.contains("left over") && !result.errors.contains("ready in"), "\(result.errors)")
    }
}
