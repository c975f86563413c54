import Foundation
import Glibc
import Testing

/// What the supervisor costs while its service sleeps.
@Suite(.limited) struct IdleTests {
    @Test(arguments: Place.allCases)
    func itSleeps(_ place: Place) async throws {
        try await Entry.with(["base-entry", "run", "--", "sleep", "1000"], [:], place) { entry in
            try await entry.running.line("ready in")
            let pid = try entry.pid
            try await eventually("it sleeps") { try Processes.status(pid, "State").hasPrefix("S") }
            #expect(try Processes.status(pid, "Threads") == "1")
            let call = try Processes.call(pid)
            #expect(IdleTests.hasNoEnd(call), "\(call)")
            let timers = try? String(contentsOfFile: "/proc/\(pid)/timers", encoding: .utf8)
            #expect(timers ?? "" == "")
            #expect(Processes.children(of: pid).count == 1)
            #expect(Processes.zombies(of: pid).isEmpty)
        }
    }

    /// Whether a system call only ends when something comes: rt_sigtimedwait(2) and ppoll(2) without a time, poll(2) with -1.
    private static func hasNoEnd(_ call: [UInt64]) -> Bool {
        #if arch(x86_64)
            let (signal, ppoll, poll): (UInt64, UInt64, UInt64) = (128, 271, 7)
        #else
            // aarch64 has no poll(2).
            let (signal, ppoll, poll): (UInt64, UInt64, UInt64) = (137, 73, .max)
        #endif
        guard call.count > 3 else { return false }
        if call[0] == poll { return UInt32(truncatingIfNeeded: call[3]) == .max }
        return (call[0] == signal || call[0] == ppoll) && call[3] == 0
    }

    private static let canCompare =
        Entry.isStatic("base-entry") && FileManager.default.fileExists(atPath: "/usr/bin/tini")

    @Test(.enabled(if: canCompare))
    func itsMemoryIsBelowTinis() async throws {
        // Pages of a file that is not on the disk yet would count as this process's own.
        let file = try #require(FileHandle(forReadingAtPath: Entry.executable("base-entry")))
        try file.synchronize()
        let ours = try await Entry.with(["base-entry", "run", "--", "sleep", "1000"]) { entry in
            try await entry.running.line("ready in")
            return try await memory(entry.pid)
        }
        let tinis = try await Entry.with(["tini", "--", "sleep", "1000"]) { entry in
            try await eventually("tini has started its program") {
                (try? Processes.status(entry.service, "Name")) == "sleep"
            }
            return try await memory(entry.pid)
        }
        print(
            "private dirty: base-entry \(ours.dirty) KB, tini \(tinis.dirty) KB;",
            "resident: base-entry \(ours.resident) KB, tini \(tinis.resident) KB")
        #expect(ours.dirty < tinis.dirty)
        #expect(ours.dirty < 400 && ours.resident < 1024)
    }

    private func memory(_ pid: pid_t) async throws -> (dirty: Int, resident: Int) {
        try await eventually("it sleeps") { try Processes.status(pid, "State").hasPrefix("S") }
        return (try Processes.memory(pid, "Private_Dirty"), try Processes.memory(pid, "Rss"))
    }
}
