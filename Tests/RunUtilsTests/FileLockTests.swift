import Testing

@testable import RunUtils

@Suite struct FileLockTests {
    private let directory: TemporaryDirectory
    private let content = HeldFile.Content.forTests("db", "running")

    init() throws { directory = try TemporaryDirectory() }

    private func take(_ name: String = "lock") throws -> FileLock? {
        try FileLock.take(directory(name), content, owner: nil)
    }

    @Test func itIsOnesOwnAsLongAsItIsHeld() throws {
        for _ in 0..<2 {
            let first = try #require(try take())
            #expect(directory.read("lock") == content.bytes.text)
            for _ in 0..<2 { #expect(try take() == nil) }
            withExtendedLifetime(first) {}
        }
        #expect(try directory.names() == [])
    }

    @Test func whatAKilledHolderLeftIsInNobodysWay() throws {
        try directory.write("lock", content.bytes.text)
        try directory.write(".lock.new-7", "")
        let lock = try #require(try take())
        #expect(try directory.names() == ["lock"])
        withExtendedLifetime(lock) {}
    }

    @Test func aFileOfSomebodyElsesIsNotTaken() throws {
        try directory.write("lock", "precious")
        #expect(throws: Errno.notPlainFile) { try take() }
        #expect(directory.read("lock") == "precious")
    }

    @Test(.enabled(if: CurrentProcess.isRoot)) func theFileBelongsToItsOwner() throws {
        let owner = Ownership(uid: 4000, gid: 4001)
        let lock = try #require(try FileLock.take(directory("lock"), content, owner: owner))
        #expect(directory.status("lock")?.owner == owner)
        #expect(directory.status("lock")?.mode == 0o644)
        withExtendedLifetime(lock) {}
    }

    /// Whoever may write in a directory can remove a lock file, and have one of his own; not the directory's own lock.
    @Test func theLockOfADirectoryIsNotTakenAwayByRemovingAFile() throws {
        let lock = try #require(try take())
        let whole = try #require(try FileLock.take(directory: directory.path))
        try FileSystem.remove(directory("lock"))
        let second = try #require(try take())
        #expect(try FileLock.take(directory: directory.path) == nil)
        withExtendedLifetime((lock, whole, second)) {}
    }

    @Test func theLockOfADirectoryGoesWithItsHolder() throws {
        for _ in 0..<2 {
            let lock = try #require(try FileLock.take(directory: directory.path))
            #expect(try FileLock.take(directory: directory.path) == nil)
            withExtendedLifetime(lock) {}
        }
        #expect(try directory.names() == [])
        #expect(throws: Errno.noSuchFile) { try FileLock.take(directory: directory("none")) }
    }

    /// The successor's file stays.
    @Test func aHolderRemovesOnlyItsOwnFile() throws {
        var first = try take()
        try FileSystem.rename(directory("lock"), to: directory("moved"))
        let second = try #require(try take())
        first = nil
        #expect(directory.read("lock") == content.bytes.text)
        #expect(try take() == nil)
        withExtendedLifetime((first, second)) {}
    }
}
