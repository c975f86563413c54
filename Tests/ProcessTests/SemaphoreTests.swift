import Foundation
import Glibc
import Testing

/// A semaphore is there exactly while the service is ready.
@Suite(.limited) struct SemaphoreTests {
    private let scratch: Scratch
    private var path: String { scratch["deep/er/up"] }

    init() throws { scratch = try Scratch() }

    @Test(arguments: Place.allCases)
    func itAppearsWhenReadyAndGoesBeforeTheStop(_ place: Place) async throws {
        let script = """
            trap 'if [ -e \(path) ]; then echo still there; else echo gone; fi; exit 0' TERM
            echo service started >&2
            while :; do sleep 0.1 & wait; done
            """
        let options = ["--semaphore", path, "--ready", "file:\(scratch["ready"])", "--"]
        try await Entry.with(["base-entry", "run"] + options + Helper.shell(script), [:], place) { entry in
            try await entry.running.line("service started")
            #expect(!FileManager.default.fileExists(atPath: path))
            try scratch.write("ready", "")
            try await entry.running.line("ready in")
            let content = try scratch.read("deep/er/up")
            let keys = content.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) }
            #expect(keys == ["image", "host", "pid", "boot", "lock", "state", "since"])
            #expect(content.contains("image=base\n") && content.contains("state=running\n"))
            #expect(content.contains("pid=\(place == .asInit ? "1" : "")"))
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 0)
            #expect(entry.running.output == "gone\n")
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch["deep/er"]).isEmpty)
        }
    }

    /// Containers may share a host name, and all have the pid 1.
    @Test(arguments: 0..<50)
    func ofTwoThatStartTogetherOneHasIt(_ round: Int) async throws {
        let service = Helper.shell("until [ -e \(scratch["release"]) ]; do sleep 0.01; done")
        let command = ["base-entry", "run", "--semaphore", path, "--"] + service
        try await withThrowingTaskGroup(of: Finished.self) { group in
            for _ in 0..<2 { group.addTask { try await Entry.run(command) } }
            let refused = try #require(try await group.next())
            #expect(refused.status == 78, "\(refused.errors)")
            #expect(refused.errors.contains("is held by another daemon: base on"))
            try scratch.write("release", "")
            let owner = try #require(try await group.next())
            #expect(owner.status == 0, "\(owner.errors)")
        }
    }

    @Test func itGoesWhenTheServiceEnds() async throws {
        let script = "until [ -e \(path) ]; do sleep 0.01; done; echo there; exit 4"
        let result = try await Entry.run(["base-entry", "run", "--semaphore", path, "--"] + Helper.shell(script))
        #expect(result.status == 4)
        #expect(result.output == "there\n")
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// What the service leaves behind may take its time; nobody is to begin on a service that has ended.
    @Test(arguments: Place.allCases)
    func itGoesBeforeTheRestIsEnded(_ place: Place) async throws {
        let look = "if [ -e \(path) ]; then echo still there; else echo gone; fi; exit 0"
        try scratch.write("rest.sh", "trap '\(look)' TERM; echo >\(scratch["fifo"]); while :; do sleep 0.1; done")
        #expect(unsafe mkfifo(scratch["fifo"], 0o600) == 0)
        let script = """
            until [ -e \(path) ]; do sleep 0.01; done
            setsid sh \(scratch["rest.sh"]) & read line <\(scratch["fifo"])
            exit 4
            """
        let result = try await Entry.run(
            ["base-entry", "run", "--semaphore", path, "--"] + Helper.shell(script), [:], place)
        #expect(result.status == 4)
        #expect(result.output == "gone\n")
    }

    @Test func itDoesNotAppearWhenTheServiceEndsTooEarly() async throws {
        let options = ["--semaphore", path, "--ready", "file:/nonexistent/file", "--"]
        let result = try await Entry.run(["base-entry", "run"] + options + Helper.shell("exit 4"))
        #expect(result.status == 4)
        #expect(!result.errors.contains("ready in"))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func itDoesNotAppearWhenTheProgramIsMissing() async throws {
        let result = try await Entry.run(["base-entry", "run", "--semaphore", path, "--", "no-such-program"])
        #expect(result.status == 127)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aStaleOneIsRemovedBeforeWaitfunc() async throws {
        try scratch.write("deep/er/up", "image=old\nhost=gone\n")
        let environment = ["SEMAPHORE": path, "WAITFUNC": "wait"]
        try await Entry.with(["callback-entry", "start"], environment) { entry in
            try await entry.running.line("removed the stale semaphore \"\(path)\"")
            #expect(!FileManager.default.fileExists(atPath: path))
            try await entry.running.line("waitfunc: wait")
        }
    }

    @Test(arguments: Place.allCases)
    func oneLeftByAKillIsNotAccepted(_ place: Place) async throws {
        let command = ["base-entry", "run", "--semaphore", path, "--", "sleep", "1000"]
        try await Entry.with(command, [:], place) { killed in
            try await killed.running.line("ready in")
            #expect(try await Entry.run(["base-entry", "wait", "semaphore:\(path)"]).status == 0)
            try killed.send(SIGKILL)
            _ = try await killed.running.exit()
        }
        #expect(FileManager.default.fileExists(atPath: path))
        let impatient = try await Entry.run(["base-entry", "wait", "--timeout", "300ms", "semaphore:\(path)"])
        #expect(impatient.status == 69)
        #expect(impatient.errors.contains("semaphore:\(path): stale, left by base on "), "\(impatient.errors)")
        try await Entry.with(["base-entry", "wait", "semaphore:\(path)"]) { dependent in
            try await dependent.running.line("is stale, left by base on ")
            try await Entry.with(command, [:], place) { fresh in
                try await fresh.running.line("removed the stale semaphore")
                #expect(try await dependent.running.exit() == 0)
                #expect(dependent.running.errors.contains("waited "))
                #expect(!fresh.running.hasExited)
            }
        }
    }

    @Test func oneThatIsHeldIsAnError() async throws {
        let command = ["base-entry", "run", "--semaphore", path, "--", "sleep", "1000"]
        try await Entry.with(command) { first in
            try await first.running.line("ready in")
            let content = try scratch.read("deep/er/up")
            let second = try await Entry.run(command)
            #expect(second.status == 78)
            #expect(second.errors.contains("the semaphore \"\(path)\" is held by another daemon: base on "))
            #expect(second.errors.contains("hint: give each service a semaphore of its own"))
            #expect(try scratch.read("deep/er/up") == content)
            #expect(!first.running.hasExited)
        }
    }

    /// A leftover that somebody keeps from being opened (F_SETLEASE in fcntl(2)) is not in the way of another name.
    @Test func aLeaseOnALeftoverIsNotInTheWay() async throws {
        let leftover = try scratch.write("deep/er/.up.new-1", "")
        let lease = """
            $SIG{IO} = "IGNORE"; $| = 1; open F, "+<", shift; fcntl F, 1024, 1 or die; print "held\\n"; sleep 1000
            """
        let holder = try Running(["perl", "-e", lease, leftover], environment: ["PATH": Entry.path])
        do {
            try await holder.line("held", in: .output)
            let result = try await Entry.run(["base-entry", "run", "--semaphore", path, "--", "true"])
            #expect(result.status == 0, "\(result.errors)")
        } catch {
            await holder.end()
            throw error
        }
        await holder.end()
    }

    /// Who may make files there can make as many as he likes; a start looks at some of them only.
    @Test func manyLeftovers() async throws {
        for number in 0..<120 { try scratch.write("deep/er/.up.new-\(number)", "image=base\nstate=running\n") }
        let result = try await Entry.run(["base-entry", "run", "--semaphore", path, "--", "true"])
        #expect(result.status == 0, "\(result.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch["deep/er"])
        #expect((20...119).contains(left.count), "\(left.count)")
    }

    @Test func aLinkIsRefused() async throws {
        try scratch.write("precious", "data")
        try scratch.write("deep/er/other", "")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: scratch["precious"])
        let result = try await Entry.run(["base-entry", "run", "--semaphore", path, "--", "true"])
        #expect(result.status == 78)
        #expect(result.errors.contains("\"\(path)\" is not a regular file"))
        #expect(try scratch.read("precious") == "data")
    }

    @Test func anotherFileAtThePathIsNotRemoved() async throws {
        try await Entry.with(["base-entry", "run", "--semaphore", path, "--", "sleep", "1000"]) { entry in
            try await entry.running.line("ready in")
            try FileManager.default.removeItem(atPath: path)
            try scratch.write("deep/er/up", "not ours")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
            #expect(try scratch.read("deep/er/up") == "not ours")
        }
    }

    @Test func onePublishedTooLateStopsTheService() async throws {
        // Another owner took the path while this service started.
        let options = ["--semaphore", path, "--ready", "file:\(scratch["ready"])", "--"]
        try await Entry.with(["base-entry", "run"] + options + ["sleep", "1000"]) { late in
            try await eventually("the service runs") { (try? late.service) != nil }
            try await Entry.with(["base-entry", "run", "--semaphore", path, "--", "sleep", "1000"]) { first in
                try await first.running.line("ready in")
                try scratch.write("ready", "")
                #expect(try await late.running.exit() == 78)
                #expect(late.running.errors.contains("is held by another daemon"))
                #expect(FileManager.default.fileExists(atPath: path))
            }
        }
    }
}
