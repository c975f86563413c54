import Glibc
import Testing

@testable import RunUtils

@Suite struct DirectoryHandleTests {
    private let directory: TemporaryDirectory
    private let handle: DirectoryHandle

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("t")
        handle = try PathWalk.directory(directory("t"))
    }

    /// Of links to a file, to a directory and to nothing.
    @Test(arguments: ["file", "canary", "nowhere"]) func noCallFollowsALink(_ target: String) throws {
        try directory.write("file", "precious", mode: 0o600)
        try directory.write("canary/file", "precious", mode: 0o600)
        try directory.link("t/link", to: "../\(target)")
        try directory.write("t/other", "other")
        try directory.makeDirectory("t/d")
        let link = Bytes("link")
        #expect(throws: Errno.notDirectory) { try handle.directory(link) }
        #expect(throws: Errno.tooManyLinks) { _ = try handle.openForReading(link) }
        #expect(throws: Errno.tooManyLinks) { _ = try handle.openForAppending(link) }
        #expect(throws: Errno.tooManyLinks) { _ = try handle.openLockFile(link) }
        #expect(throws: Errno.exists) { _ = try handle.create(link) }
        #expect(throws: Errno.exists) { try handle.makeDirectory(link) }
        #expect(throws: Errno.exists) { try handle.makeLink(link, to: Bytes("x")) }
        #expect(throws: Errno.notDirectory) { try handle.removeDirectory(link) }
        #expect(try handle.status(of: link)?.kind == .symbolicLink)
        #expect(try handle.open(link, FileSystem.refer).status.kind == .symbolicLink)
        #expect(try handle.linkTarget(link).text == "../\(target)")
        #expect(throws: Errno.exists) { try handle.renameExclusive(Bytes("other"), to: link) }
        try handle.renameExclusive(link, to: Bytes("moved"))
        try handle.exchange(Bytes("moved"), Bytes("other"))
        #expect(directory.read("t/moved") == "other")
        try handle.rename(Bytes("other"), to: link)
        #expect(try handle.linkTarget(link).text == "../\(target)")
        try handle.rename(Bytes("moved"), to: link)
        #expect(directory.read("t/link") == "other")
        try FileSystem.remove(directory("t/link"))
        for remove in [{ (try handle.remove($0)) }, { (try handle.removeTree($0)) }] as [(Bytes) throws -> Void] {
            try directory.link("t/link", to: "../\(target)")
            try remove(link)
        }
        #expect(try directory.names("t") == ["d"])
        #expect(try directory.names() == ["canary", "file", "t"])
        for name in ["file", "canary/file"] {
            #expect(directory.read(name) == "precious")
            #expect(directory.status(name)?.mode == 0o600)
        }
    }

    /// Its directories, too, are taken one by one.
    @Test func mergingMovesLinksAndEntersNone() throws {
        try directory.write("canary/file", "precious")
        try directory.write("t/d/both/new", "new")
        try directory.write("t/d/file", "new")
        try directory.link("t/d/link", to: "../../canary")
        try directory.write("to/both/old", "old")
        try directory.write("to/file", "old")
        try directory.write("to/link", "old")
        try handle.directory(Bytes("d")).merge(into: PathWalk.directory(directory("to")))
        #expect(try directory.names("t/d") == ["both"])
        #expect(try directory.names("to") == ["both", "file", "link"])
        #expect(try directory.names("to/both") == ["new", "old"])
        #expect(directory.read("to/file") == "new")
        #expect(try FileSystem.linkTarget(directory("to/link")).text == "../../canary")
        #expect(try directory.names("canary") == ["file"])
        // A directory does not go where a link to one is.
        try directory.write("t/e/both/file", "mine")
        try directory.link("l/both", to: "../canary")
        #expect(throws: Errno.notDirectory) {
            try handle.directory(Bytes("e")).merge(into: PathWalk.directory(directory("l")))
        }
        #expect(directory.read("canary/file") == "precious")
    }

    @Test func whatIsListed() throws {
        #expect(try handle.names().isEmpty)
        #expect(try handle.list().areFiles)
        for name in ["b", "a", ".hidden", "..2", "B"] { try directory.write("t/\(name)", "") }
        #expect(try handle.names().map { $0.text } == ["..2", ".hidden", "B", "a", "b"])
        #expect(try handle.names().count == 5)
        try directory.link("t/link", to: "a")
        #expect(try !handle.list().areFiles)
    }

    @Test func makingThoseThatAreMissing() throws {
        try directory.link("link", to: "t")
        for path in ["t", "t/a/b/c", "t/a/b/c", "link/d/e", "t/./f//g/", "t/a/../h"] {
            let made = try DirectoryHandle.make(FilePath("\(directory.path)/\(path)"))
            #expect(try made.status == FileStatus.at(directory(path)))
        }
        #expect(try directory.names("t") == ["a", "d", "f", "h"])
        try directory.write("file", "")
        try directory.link("dangling", to: "nowhere")
        #expect(throws: Errno.notDirectory) { try DirectoryHandle.make(directory("file/x")) }
        #expect(throws: Errno.notDirectory) { try DirectoryHandle.make(directory("file")) }
        #expect(throws: Errno.notDirectory) { try DirectoryHandle.make(directory("dangling")) }
        #expect(try directory.names() == ["dangling", "file", "link", "t"])
    }

    @Test(.enabled(if: CurrentProcess.isRoot)) func nothingIsMadeBehindALinkOfAUser() throws {
        try directory.makeDirectory("theirs", of: .service)
        try directory.link("theirs/link", to: "../t")
        #expect(throws: Errno.tooManyLinks) { try DirectoryHandle.make(directory("theirs/link/new")) }
        #expect(try directory.names("t") == [])
    }
}
