import Foundation
import Testing

@testable import RunUtils

@Suite struct FileSetTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func attributes(_ mode: FileMode = 0o444) -> FileSet.Attributes { FileSet.Attributes(mode: mode) }

    @Test func nothingIsInPlaceBeforeCommit() throws {
        try directory.write("old", "before", mode: 0o444)
        let files = FileSet()
        try files.stage(Bytes("new"), at: directory("new"), attributes())
        try files.stage(Bytes("after"), at: directory("old"), attributes())
        #expect(directory.read("new") == nil)
        #expect(directory.read("old") == "before")
        #expect(files.changed == 2)
        try files.commit()
        #expect(directory.read("new") == "new")
        #expect(directory.read("old") == "after")
        #expect(try directory.names() == ["new", "old"])
    }

    @Test func aSetThatIsGivenUpLeavesNothing() throws {
        try directory.write("old", "before")
        do {
            let files = FileSet()
            try files.stage(Bytes("new"), at: directory("new"), attributes())
            try files.stage(Bytes("after"), at: directory("old"), attributes())
            try files.stageLink(to: Bytes("old"), at: directory("link"))
            #expect(try directory.names().count == 4)
        }
        #expect(try directory.names() == ["old"])
        #expect(directory.read("old") == "before")
    }

    @Test(arguments: [0o400, 0o444, 0o555, 0o600, 0o644, 0o755, 0o4755] as [FileMode])
    func theModeIsSetPastTheUmask(_ mode: FileMode) throws {
        let files = FileSet()
        try files.stage(Bytes("x"), at: directory("file"), attributes(mode))
        try files.commit()
        #expect(directory.status("file")?.mode == mode)
        #expect(directory.status("file")?.owner == .current)
    }

    /// As the volumes of a pod with fsGroup do: nobody's files are to be made anew at every start.
    @Test(.enabled(if: Ownership.current.uid == 0), arguments: [nil, Ownership.current, Ownership(uid: 1234, gid: 0)])
    func aDirectoryThatGivesItsGroup(_ owner: Ownership?) throws {
        try directory.makeDirectory("volume")
        try FileSystem.changeOwner(directory("volume"), Ownership(uid: 0, gid: 2345))
        try FileSystem.changeMode(directory("volume"), 0o2755)
        for changed in [3, 0] {
            let files = FileSet()
            for name in ["volume/a", "volume/new/a", "volume/new/sub/a"] {
                try files.stage(Bytes("x"), at: directory(name), FileSet.Attributes(mode: 0o4750, owner: owner))
            }
            #expect(files.changed == changed)
            try files.commit()
        }
        let expected = owner ?? Ownership(uid: Ownership.current.uid, gid: 2345)
        for name in ["volume/a", "volume/new/a", "volume/new/sub/a"] {
            #expect(directory.status(name)?.owner == expected)
            #expect(directory.status(name)?.mode == 0o4750)
        }
    }

    /// What the access list of an old file makes of the new one's mode tells nothing of the next file, which has none.
    @Test func aDirectoryThatTakesFromModesAfterAnAccessList() throws {
        // acl(5), as the kernel keeps it: version 2, then tag, rights and id of each entry.
        func list(_ entries: [(tag: UInt8, rights: UInt8)]) -> Bytes {
            [2, 0, 0, 0] + entries.flatMap { [$0.tag, 0, $0.rights, 0, 255, 255, 255, 255] as Bytes }
        }
        // The module map of the C library has no setxattr(2).
        typealias Call =
            @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<UInt8>, Int, CInt) -> CInt
        let setxattr = unsafe unsafeBitCast(dlsym(nil, "setxattr"), to: Call.self)
        func set(_ name: String, _ path: FilePath, _ list: Bytes) {
            #expect(unsafe setxattr(path.description, name, list, list.count, 0) == 0)
        }
        try directory.makeDirectory("closed")
        set("system.posix_acl_default", directory("closed"), list([(1, 6), (4, 0), (32, 0)]))
        try directory.write("closed/first", "old")
        set("system.posix_acl_access", directory("closed/first"), list([(1, 6), (4, 4), (16, 4), (32, 4)]))
        let attributes = attributes(0o644)
        let files = FileSet()
        try files.stage(Bytes("x"), at: directory("closed/plain"), attributes)
        try files.stage(
            Bytes("x"), at: directory("closed/first"), FileSet.Attributes(mode: 0o644, keepsOthers: true))
        try files.stage(Bytes("x"), at: directory("closed/second"), attributes)
        try files.commit()
        for name in ["closed/plain", "closed/first", "closed/second"] {
            #expect(directory.status(name)?.mode == 0o644, "\(name)")
        }
    }

    @Test func anUnchangedFileIsLeftUntouched() throws {
        try directory.write("file", "same", mode: 0o444)
        let before = directory.status("file")
        let files = FileSet()
        try files.stage(Bytes("same"), at: directory("file"), attributes())
        #expect(files.changed == 0)
        #expect(files.unchanged == 1)
        try files.commit()
        #expect(directory.status("file") == before)
    }

    @Test(arguments: [("same", 0o400), ("other", 0o444), ("same longer", 0o444), ("", 0o444)] as [(String, FileMode)])
    func aFileOfAnotherContentOrModeIsReplaced(_ content: String, _ mode: FileMode) throws {
        try directory.write("file", "same", mode: 0o444)
        let inode = directory.status("file")?.inode
        let files = FileSet()
        try files.stage(Bytes(content), at: directory("file"), attributes(mode))
        #expect(files.changed == 1)
        try files.commit()
        #expect(directory.read("file") == content)
        #expect(directory.status("file")?.mode == mode)
        #expect(directory.status("file")?.inode != inode)
        #expect(try directory.names() == ["file"])
    }

    @Test func aFailureInTheMiddlePutsEverythingBack() throws {
        try directory.write("a", "a before", mode: 0o600)
        try directory.write("c", "c before", mode: 0o600)
        let before = directory.status("a")
        let files = FileSet()
        for name in ["a", "b", "c", "d"] { try files.stage(Bytes("\(name) after"), at: directory(name), attributes()) }
        try directory.removeStaged("c after")
        #expect(
            failure { () throws(RunError) in try files.commit() }
                == RunError(.system, "cannot replace \(quoted(directory("c"))): No such file or directory"))
        #expect(directory.read("a") == "a before")
        #expect(directory.status("a") == before)
        #expect(directory.status("b") == nil)
        #expect(directory.read("c") == "c before")
        #expect(directory.status("d") == nil)
    }

    @Test func aFailedSetRemovesWhatItStaged() throws {
        try directory.write("a", "before")
        do {
            let files = FileSet()
            try files.stage(Bytes("after"), at: directory("a"), attributes())
            try files.stage(Bytes("after"), at: directory("b"), attributes())
            try directory.removeStaged("after", but: 1)
            #expect(throws: RunError.self) { try files.commit() }
        }
        #expect(try directory.names() == ["a"])
        #expect(directory.read("a") == "before")
    }

    @Test func missingDirectoriesAreMade() throws {
        let files = FileSet()
        try files.stage(Bytes("x"), at: directory("a/b/c"), attributes())
        try files.commit()
        #expect(directory.read("a/b/c") == "x")
        #expect(directory.status("a/b")?.kind == .directory)
    }

    @Test func aDirectoryIsNotReplaced() throws {
        try directory.makeDirectory("dir")
        let error = RunError(.system, "cannot write \(quoted(directory("dir"))): Is a directory")
        #expect(throws: error) { try FileSet().stage(Bytes("x"), at: directory("dir"), attributes()) }
        let linkError = RunError(.system, "cannot make the link \(quoted(directory("dir"))): Is a directory")
        #expect(throws: linkError) { try FileSet().stageLink(to: Bytes("x"), at: directory("dir")) }
    }

    @Test func aFileInPlaceOfADirectoryIsAnError() throws {
        try directory.write("file", "x")
        let error = RunError(.system, "cannot write \(quoted(directory("file/a"))): Not a directory")
        #expect(throws: error) { try FileSet().stage(Bytes("x"), at: directory("file/a"), attributes()) }
    }

    @Test func aLinkIsReplacedAndNotFollowed() throws {
        try directory.write("target", "before", mode: 0o444)
        try directory.link("link", to: "target")
        let files = FileSet()
        try files.stage(Bytes("before"), at: directory("link"), attributes())
        try files.commit()
        #expect(directory.status("link")?.kind == .regular)
        #expect(directory.read("target") == "before")
        #expect(try directory.names() == ["link", "target"])
    }

    @Test func linksAreMadeAndReplaceFiles() throws {
        try directory.write("file", "before")
        let files = FileSet()
        try files.stageLink(to: Bytes("nowhere"), at: directory("file"))
        try files.stageLink(to: Bytes("../x"), at: directory("a/new"))
        try files.commit()
        #expect(try FileSystem.linkTarget(directory("file")).text == "nowhere")
        #expect(try FileSystem.linkTarget(directory("a/new")).text == "../x")
        #expect(try directory.names() == ["a", "file"])
    }

    @Test func anEmptySetDoesNothing() throws {
        try FileSet().commit()
        #expect(try directory.names() == [])
    }
}

/// Directories that are not there yet.
@Suite struct NewDirectoryTests {
    private let directory: TemporaryDirectory
    private let attributes = FileSet.Attributes(mode: 0o444)

    init() throws { directory = try TemporaryDirectory() }

    private func stage(_ paths: String...) throws -> FileSet {
        let files = FileSet()
        for path in paths { try files.stage(Bytes(path), at: directory(path), attributes) }
        return files
    }

    @Test func theyAppearWithAllThatIsInThem() throws {
        let files = try stage("new/a", "new/sub/deep/b", "new/sub/c")
        try files.stageLink(to: Bytes("a"), at: directory("new/link"))
        #expect(directory.status("new") == nil)
        #expect(try directory.names().count == 1)
        #expect(files.changed == 4)
        try files.commit()
        #expect(try directory.names() == ["new"])
        #expect(try directory.names("new") == ["a", "link", "sub"])
        #expect(try directory.names("new/sub") == ["c", "deep"])
        #expect(directory.read("new/sub/deep/b") == "new/sub/deep/b")
        #expect(directory.read("new/link") == "new/a")
        #expect(directory.status("new/a")?.mode == 0o444)
    }

    @Test func nothingIsLeftOfThemWhenTheSetIsGivenUp() throws {
        do { _ = try stage("new/sub/a", "new/b") }
        #expect(try directory.names() == [])
    }

    @Test func theyGoAgainWhenALaterFileCannotBePutInPlace() throws {
        do {
            let files = try stage("new/sub/a", "z")
            try directory.removeStaged("z")
            #expect(throws: RunError.self) { try files.commit() }
            #expect(directory.status("new") == nil)
        }
        #expect(try directory.names() == [])
    }

    @Test(arguments: ["new", "new/sub", "new/sub/deep"])
    func oneThatSomebodyMadeMeanwhileIsMerged(_ made: String) throws {
        let files = try stage("new/sub/deep/a", "new/b")
        try directory.write("\(made)/theirs", "theirs")
        try directory.write("new/b", "theirs")
        try files.commit()
        #expect(directory.read("new/sub/deep/a") == "new/sub/deep/a")
        #expect(directory.read("new/b") == "new/b")
        #expect(directory.read("\(made)/theirs") == "theirs")
        #expect(try directory.names() == ["new"])
    }

    @Test func anEmptyOneThatSomebodyMadeMeanwhileIsReplaced() throws {
        let files = try stage("new/a")
        try directory.makeDirectory("new")
        try files.commit()
        #expect(try directory.names("new") == ["a"])
    }

    @Test(arguments: ["new//b", "new/./b", "./new/b", "link/new/b", "link/./new//b", "new/sub/.//b"])
    func oneDirectorySpelledDifferently(_ spelling: String) throws {
        try directory.link("link", to: ".")
        for paths in [["new/a", spelling], [spelling, "new/a"]] {
            let files = FileSet()
            for path in paths {
                try files.stage(Bytes("x"), at: FilePath(directory.path.description + "/" + path), attributes)
            }
            let again = FilePath(directory.path.description + "/" + spelling)
            #expect(throws: RunError.self) { try files.stage(Bytes("y"), at: again, attributes) }
            try files.commit()
            #expect(directory.read("new/a") == "x")
            #expect(try FileSystem.readFile(again).text == "x")
            #expect(try directory.names() == ["link", "new"])
            FileSystem.removeTree(directory("new"))
        }
    }

    @Test func noWayLeadsUpFromOneThatIsNotThere() throws {
        let path = FilePath(directory.path.description + "/new/../a/b")
        let error = RunError(.system, "cannot write \(quoted(path)): No such file or directory")
        #expect(throws: error) { try FileSet().stage(Bytes("x"), at: path, attributes) }
        #expect(try directory.names() == [])
    }

    @Test func aFileAndADirectoryOfOneNameAreAnError() throws {
        for paths in [["new", "new/a"], ["new/a", "new"]] {
            let files = try stage(paths[0])
            #expect(throws: RunError.self) { try files.stage(Bytes("x"), at: directory(paths[1]), attributes) }
        }
        #expect(try directory.names() == [])
    }

    @Test func aDirectoryThatALinkPromisesIsAnError() throws {
        try directory.link("promise", to: "nowhere")
        do {
            let files = try stage("promise/a")
            #expect(throws: RunError.self) { try files.commit() }
        }
        #expect(try directory.names() == ["promise"])
    }

    @Test func theMirrorIsNotPutInPlace() throws {
        let files = try stage("new/sub/a")
        let staged = try #require(try files.checkable())
        #expect(try FileSystem.readFile(staged.path(of: directory("new/sub/a"))).text == "new/sub/a")
        try files.commit()
        #expect(try directory.names() == ["new"])
        #expect(try directory.names("new") == ["sub"])
    }
}

@Suite struct FileSetConflictTests {
    private let attributes = FileSet.Attributes(mode: 0o644, owner: nil)

    @Test func twoFilesForOnePlaceAreAnError() throws {
        let directory = try TemporaryDirectory()
        let files = FileSet()
        try files.stage(Bytes("one"), at: directory("a"), attributes)
        let expected = RunError(
            .system, "cannot write \(quoted(directory("a"))): File exists", hint: "two files are to be put there")
        #expect(throws: expected) { try files.stage(Bytes("two"), at: directory("a"), attributes) }
    }

    @Test(arguments: ["/a", "//a", "/./a", "/../NAME/a", "/link/a"])
    func onePlaceSpelledDifferently(_ spelling: String) throws {
        let directory = try TemporaryDirectory()
        try directory.link("link", to: ".")
        try directory.write("a", "one")
        let name = directory.path.name.text
        let other = FilePath(directory.path.description + spelling.replacingOccurrences(of: "NAME", with: name))
        for first in ["one", "two"] {
            let files = FileSet()
            try files.stage(Bytes(first), at: directory("a"), attributes)
            #expect(throws: RunError.self) { try files.stage(Bytes("three"), at: other, attributes) }
        }
        #expect(directory.read("a") == "one")
        #expect(try directory.names() == ["a", "link"])
    }

    @Test func theSameNameInTwoDirectories() throws {
        let directory = try TemporaryDirectory()
        let files = FileSet()
        try files.stage(Bytes("one"), at: directory("x/a"), attributes)
        try files.stage(Bytes("two"), at: directory("y/a"), attributes)
        try files.commit()
        #expect(directory.read("x/a") == "one")
        #expect(directory.read("y/a") == "two")
    }

    @Test func aNameOfTheGreatestLength() throws {
        let directory = try TemporaryDirectory()
        let name = String(repeating: "n", count: 255)
        let files = FileSet()
        try files.stage(Bytes("x"), at: directory(name), attributes)
        try files.commit()
        #expect(directory.read(name) == "x")
    }
}

@Suite struct StagingDirectoryTests {
    private let attributes = FileSet.Attributes(mode: 0o644, owner: nil)

    @Test func whatAKillLeftBehindIsRemoved() throws {
        let directory = try TemporaryDirectory()
        try directory.write(".run-utils-1-0", "half")
        try directory.write(".run-utils-2-9/etc/x", "mirror")
        try directory.link(".run-utils-3-1", to: "..")
        try directory.write("a", "whole")
        try directory.write(".run-other", "somebody's")
        let files = FileSet()
        try files.stage(Bytes("whole"), at: directory("a"), attributes)
        #expect(try directory.names() == [".run-other", "a"])
    }

    @Test func theFilesOfOneWhoIsAtWorkStay() throws {
        let directory = try TemporaryDirectory()
        let first = FileSet()
        try first.stage(Bytes("one"), at: directory("a"), attributes)
        let second = FileSet()
        try second.stage(Bytes("two"), at: directory("a"), attributes)
        #expect(try directory.names().count == 2)
        try second.commit()
        #expect(directory.read("a") == "two")
        try first.commit()
        #expect(directory.read("a") == "one")
        #expect(try directory.names() == ["a"])
    }
}

@Suite struct StagedFilesTests {
    private let attributes = FileSet.Attributes(mode: 0o644, owner: nil)

    @Test func theMirrorHasNewAndOldFilesAtTheirPaths() throws {
        let directory = try TemporaryDirectory()
        try directory.write("etc/main.conf", "old main")
        try directory.write("etc/same.conf", "same")
        try directory.write("etc/other.conf", "other")
        try directory.write("etc/certs/key", "key")
        let files = FileSet()
        try files.stage(Bytes("new main"), at: directory("etc/main.conf"), attributes)
        try files.stage(Bytes("same"), at: directory("etc//same.conf"), attributes)
        try files.stage(Bytes("site"), at: directory("etc/conf.d/site.conf"), attributes)
        let staged = try #require(try files.checkable())
        for (name, content) in [
            ("etc/main.conf", "new main"), ("etc/same.conf", "same"), ("etc/other.conf", "other"),
            ("etc/certs/key", "key"), ("etc/conf.d/site.conf", "site"), ("etc/conf.d/../main.conf", "new main"),
        ] {
            let path = staged.path(of: directory(name))
            #expect(path.bytes.starts(with: staged.root.bytes))
            #expect(try FileSystem.readFile(path).text == content)
        }
        #expect(
            try FileSystem.names(in: staged.path(of: directory("etc"))).map { $0.text }
                == ["certs", "conf.d", "main.conf", "other.conf", "same.conf"])
        #expect(staged.path(of: "/nowhere/x") == "/nowhere/x")
        #expect(directory.read("etc/main.conf") == "old main")
        try files.commit()
        #expect(try directory.names("etc") == ["certs", "conf.d", "main.conf", "other.conf", "same.conf"])
        #expect(directory.read("etc/main.conf") == "new main")
    }

    @Test func thereIsNoneWhenNothingChanges() throws {
        let directory = try TemporaryDirectory()
        try directory.write("a", "same")
        let files = FileSet()
        try files.stage(Bytes("same"), at: directory("a"), attributes)
        #expect(try files.checkable()?.root == nil)
    }

    /// A kill between the two would leave it beside a directory that is there from then on, where nobody looks again.
    @Test func theMirrorGoesBeforeAnythingTakesItsPlace() throws {
        let directory = try TemporaryDirectory()
        let files = FileSet()
        try files.stage(Bytes("x"), at: directory("new/a"), attributes)
        let staged = try #require(try files.checkable())
        try directory.write("new", "a file")
        #expect(throws: RunError.self) { try files.commit() }
        #expect(try FileStatus.at(staged.root) == nil)
        withExtendedLifetime(files) {}
    }

    @Test func theMirrorGoesWithTheSet() throws {
        let directory = try TemporaryDirectory()
        do {
            let files = FileSet()
            try files.stage(Bytes("x"), at: directory("a"), attributes)
            _ = try files.checkable()
            #expect(try directory.names().count == 2)
        }
        #expect(try directory.names() == [])
    }
}
