import Foundation
import Glibc
import Testing

@testable import RunUtils

@Suite struct TreeRemovalTests {
    private let directory: TemporaryDirectory
    private let handle: DirectoryHandle

    init() throws {
        directory = try TemporaryDirectory()
        handle = try PathWalk.directory(directory.path)
    }

    @Test func allOfItGoesAndNothingElse() throws {
        try directory.write("canary/file", "precious")
        for name in ["t/a", "t/.hidden", "t/d/e/f", "t/d/\n \"", "t/ro/file"] { try directory.write(name, "") }
        try directory.link("t/d/link", to: "../../canary")
        try directory.link("t/up", to: "..")
        try FileSystem.makePipe(directory("t/pipe"))
        _ = try FileDescriptor.create(FilePath(bytes: directory("t").bytes + Bytes("/") + [0xff, 0xfe]))
        try handle.removeTree(Bytes("t"))
        #expect(try directory.names() == ["canary"])
        #expect(directory.read("canary/file") == "precious")
    }

    @Test func filesLinksAndNothing() throws {
        try directory.write("file", "")
        try directory.link("link", to: "file")
        try directory.link("dangling", to: "nowhere")
        try handle.removeTree(Bytes("link"))
        #expect(try directory.names() == ["dangling", "file"])
        for name in ["dangling", "file", "none", "file"] { try handle.removeTree(Bytes(name)) }
        #expect(try directory.names() == [])
    }

    /// Deeper than a path can be long, and than descriptors are allowed.
    @Test func aDeepTree() async throws {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory()
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            let handle = try PathWalk.directory(directory.path)
            let name = Bytes("directory")
            var deepest = handle
            for _ in 0..<2000 {
                try deepest.makeDirectory(name)
                try _ = deepest.create(Bytes("file"))
                deepest = try deepest.directory(name)
            }
            try handle.removeTree(name)
            #expect(try handle.names() == [Bytes("file")])
        }
    }

    /// What cannot be removed stays, and the rest is gone all the same.
    @Test(.enabled(if: CurrentProcess.isRoot)) func whatIsNotAllowed() throws {
        try directory.open()
        for number in 0..<8 {
            try directory.write("t/d\(number)/e/file", "")
            try directory.write("t/file\(number)", "")
        }
        try directory.write("t/closed/file", "")
        try directory.write("t/locked/file", "")
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory("t").description) {
            try directory.give("t/\(name)", to: .service)
        }
        try directory.give("t", to: .service)
        try directory.give("t/closed", to: .service, mode: 0o000)
        try directory.give("t/locked", to: .root)
        let handle = handle
        let error = failure { () throws(RunError) in
            try FileIdentity.acting(for: .service) { () throws(RunError) in
                do throws(Errno) { try handle.removeTree(Bytes("t")) } catch { throw RunError(cannot: "remove", error) }
            } refused: {
                RunError(cannot: "act", $0)
            }
        }
        #expect(error == RunError(.permission, "cannot remove: Permission denied"))
        let names = try directory.names("t")
        #expect(names == ["closed", "locked"])
        #expect(directory.read("t/closed/file") == "")
        #expect(directory.read("t/locked/file") == "")
    }

    /// A user puts a link to a directory of root's in the place of one that is removed, and back. What is beside the tree has
    /// the names of what is in it: there a way up could lead that does not end where it began.
    @Test func whoeverSwapsDirectoriesForLinksGainsNothing() throws {
        let beside = (0..<4).map { "canary\($0)" }
        for name in beside { try directory.write("\(name)/file", "") }
        try directory.link("link", to: directory("canary0").description)
        let (entry, link) = (directory("t/d"), directory("link"))
        let isDone = Flag()
        let swapper = Thread { while !isDone.value { try? FileSystem.exchange(entry, link) } }
        swapper.start()
        defer {
            isDone.value = true
            while !swapper.isFinished { sched_yield() }
        }
        var complete = 0
        for _ in 0..<300 {
            for name in beside { _ = try? directory.write("t/\(name)/file", "") }
            for number in 0..<10 { _ = try? directory.write("t/d/e/file\(number)", "") }
            do throws(Errno) {
                try handle.removeTree(Bytes("t"))
                complete += 1
            } catch {
                // One of both is there when it is looked at, and the other when it is removed.
                let expected = [Errno.stale, .notEmpty, .notDirectory, .isDirectory]
                #expect(expected.contains(error), "\(error.description)")
            }
            for name in beside { try #require(directory.status("\(name)/file") != nil) }
        }
        #expect(complete > 0)
    }
}
