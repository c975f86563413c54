import Foundation
import Glibc
import Testing

@testable import RunUtils

@Suite(.enabled(if: CurrentProcess.isRoot)) struct TreeOwnershipTests {
    private static let owner = Ownership(uid: 4000, gid: 4001)
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func walk(_ path: FilePath, goesOn: @escaping () -> Bool = { true }) throws -> OwnershipWalk {
        let walk = OwnershipWalk(TreeOwnershipTests.owner, goesOn: goesOn)
        _ = try walk.give(path)
        return walk
    }

    private func owner(_ name: String) -> Ownership? { directory.status(name)?.owner }

    @Test(arguments: ["", "/", "//", "/.", "/./"])
    func aLinkIsRefusedHoweverItIsSpelled(_ end: String) throws {
        try directory.makeDirectory("real")
        try directory.link("link", to: directory("real").description)
        let path = FilePath(bytes: directory("link").bytes + Bytes(end))
        #expect(throws: Errno.self) { try walk(path) }
        #expect(
            failure { () throws(RunError) in
                try Directory.ensure(path, owner: TreeOwnershipTests.owner, mode: 0o700)
            } != nil)
        #expect(owner("real") != TreeOwnershipTests.owner)
        #expect(directory.status("real")?.mode == 0o755)
    }

    @Test func onlyWrongEntriesAreChanged() throws {
        for name in ["t/a", "t/b", "t/d/c", "t/d/e/f"] { try directory.write(name, "") }
        try FileSystem.changeOwner(directory("t/b"), TreeOwnershipTests.owner)
        try FileSystem.changeOwner(directory("t/d/e"), TreeOwnershipTests.owner)
        let first = try walk(directory("t"))
        #expect((first.changed, first.entries) == (5, 7))
        for name in ["t", "t/a", "t/b", "t/d", "t/d/c", "t/d/e", "t/d/e/f"] {
            #expect(owner(name) == TreeOwnershipTests.owner, "\(name)")
        }
        let second = try walk(directory("t"))
        #expect((second.changed, second.entries) == (0, 7))
    }

    @Test func linksAreNotFollowed() throws {
        try directory.write("outside/file", "")
        try directory.link("t/to-file", to: directory("outside/file").description)
        try directory.link("t/to-directory", to: directory("outside").description)
        try directory.link("t/to-nothing", to: "nothing")
        try directory.link("t/up", to: "..")
        let walk = try walk(directory("t"))
        #expect((walk.changed, walk.entries) == (5, 5))
        #expect(owner("t/to-file") == TreeOwnershipTests.owner)
        #expect(owner("outside") == .current)
        #expect(owner("outside/file") == .current)
        #expect(owner("") == .current)
    }

    @Test func aLinkAtThePathIsRefused() throws {
        try directory.makeDirectory("real")
        let link = try directory.link("link", to: "real")
        let queue = try EventLoop()
        let error = failure { () throws(RunError) in
            try TreeOwnership.ensure(link, TreeOwnershipTests.owner, .forTests, queue)
        }
        #expect(
            error
                == RunError(
                    .configuration, "cannot change the owner of \(quoted(link)): Too many levels of symbolic links",
                    hint: "name the directory that the link leads to"))
        #expect(owner("real") == .current)
    }

    @Test func aSingleFileAndNone() throws {
        let file = try directory.write("file", "")
        #expect(try walk(file).changed == 1)
        #expect(owner("file") == TreeOwnershipTests.owner)
        #expect(throws: Errno.noSuchFile) { try walk(directory("nothing")) }
    }

    @Test func deepTreesAndOddNames() throws {
        var path = directory("deep")
        for _ in 0..<300 {
            path = path.appending("d")
            try FileSystem.makeDirectories(path)
        }
        let odd = FilePath(bytes: directory("deep").bytes + Bytes("/ \n") + [0xff])
        _ = try FileDescriptor.create(odd)
        let walk = try walk(directory("deep"))
        #expect((walk.changed, walk.entries) == (302, 302))
        #expect(try FileStatus.at(odd)?.owner == TreeOwnershipTests.owner)
        #expect(try FileStatus.at(path)?.owner == TreeOwnershipTests.owner)
    }

    @Test func setIDBitsAreCleared() throws {
        try directory.write("t/program", "", mode: 0o6755)
        _ = try walk(directory("t"))
        #expect(directory.status("t/program")?.mode == 0o755)
    }

    @Test func aStopEndsItAndTheNextRunGoesOn() throws {
        for number in 0..<1000 { try directory.write("t/\(number)", "") }
        var looks = 0
        let stopped = OwnershipWalk(TreeOwnershipTests.owner) {
            looks += 1
            return looks < 4
        }
        #expect(try stopped.give(directory("t")) == false)
        #expect(stopped.changed > 0 && stopped.changed < 1001)
        #expect(try walk(directory("t")).changed == 1001 - stopped.changed)
    }

    /// A user renames directories to and fro and puts a link to a directory of root's in their place.
    @Test func whoeverSwapsDirectoriesForLinksGainsNothing() throws {
        for number in 0..<20 { try directory.write("outside/file\(number)", "") }
        for number in 0..<20 { try directory.write("t/d/file\(number)", "") }
        try directory.link("link", to: directory("outside").description)
        let (entry, link) = (directory("t/d"), directory("link"))
        let isDone = Flag()
        let swapper = Thread { while !isDone.value { try? FileSystem.exchange(entry, link) } }
        swapper.start()
        for _ in 0..<300 {
            for owner in [TreeOwnershipTests.owner, .current] {
                let walk = OwnershipWalk(owner, goesOn: { true })
                do throws(Errno) { _ = try walk.give(directory("t")) } catch { #expect(error == .stale) }
            }
            // The directory above, too, if a way up led there.
            for name in ["", "outside"] { try #require(owner(name) == .current) }
            for number in 0..<20 { #expect(owner("outside/file\(number)") == .current) }
        }
        isDone.value = true
        while !swapper.isFinished { sched_yield() }
    }

    /// Descriptors are not used up by the depth of a tree.
    @Test func descriptorsAreClosed() throws {
        for number in 0..<50 { try directory.write("t/d\(number)/e/f", "") }
        func count() throws -> Int { try FileSystem.names(in: "/proc/self/fd").count }
        _ = try walk(directory("t"))
        let before = try count()
        for _ in 0..<20 { _ = try walk(directory("t")) }
        #expect(try count() < before + 100)
    }
}

@Suite struct GroupedNumberTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (4020, "4,020"), (100_000, "100,000"),
        (1_234_567, "1,234,567"),
    ])
    func grouped(_ number: Int, _ text: String) { #expect(RunUtils.grouped(number) == text) }
}
