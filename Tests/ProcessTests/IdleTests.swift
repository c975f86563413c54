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
            let before = try switches(pid)
            try await Task.sleep(for: .seconds(2))
            #expect(try switches(pid) == before)
            #expect(Processes.children(of: pid).count == 1)
            #expect(Processes.zombies(of: pid).isEmpty)
        }
    }

    private func switches(_ pid: pid_t) throws -> [String] {
        [try Processes.status(pid, "voluntary_ctxt_switches"), try Processes.status(pid, "nonvoluntary_ctxt_switches")]
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
