import Foundation
import Glibc
import Testing

@testable import RunUtils

/// Files that are held, and what others who can read them, or write beside them, can do about it.
@Suite struct HeldFileTests {
    private let directory: TemporaryDirectory
    private let entry: Entry
    private let content = HeldFile.Content.forTests("db", "starting")
    private let other = HeldFile.Content.forTests("db", "up")

    init() throws {
        directory = try TemporaryDirectory()
        entry = try PathWalk.entry(directory("held"))
    }

    private func look() throws -> Look { Look(try HeldFile.state(entry)) }

    private func make(_ content: HeldFile.Content? = nil) throws -> HeldFile? {
        try HeldFile.make(entry, content ?? self.content)
    }

    @Test func itAppearsWithContentAndLockAndGoesWithItsHolder() throws {
        var file = try make()
        guard case .held(content, let status, by: .ofDescription) = try HeldFile.state(entry) else {
            Issue.record("\(try HeldFile.state(entry))")
            return
        }
        #expect(status == directory.status("held"))
        #expect(status.mode == 0o644)
        #expect(status.links == 1)
        #expect(try directory.names() == ["held"])
        #expect(try make(other) == nil)
        #expect(file != nil)
        file = nil
        #expect(try look() == .left(content))
        #expect(try Look(HeldFile.removeLeft(entry)) == .left(content))
        #expect(try look() == .absent)
    }

    /// Whoever looks all the time sees none, and then the whole with its lock.
    @Test func nobodySeesItHalfMade() throws {
        let (path, content) = (directory.path, content)
        let isWrong = Flag()
        let watcher = Thread {
            for number in 0..<300 {
                guard let entry = try? PathWalk.entry(path.appending("\(number)")) else { break }
                var state = Look.absent
                while state == .absent { state = (try? Look(HeldFile.state(entry))) ?? .foreign }
                if state != .held(content) { return isWrong.value = true }
            }
        }
        watcher.start()
        let files = try (0..<300).map { number in
            try #require(try HeldFile.make(PathWalk.entry(directory("\(number)")), content))
        }
        while !watcher.isFinished { sched_yield() }
        #expect(!isWrong.value)
        withExtendedLifetime(files) {}
    }

    @Test func theContentChangesInPlaceAndTheLockStays() throws {
        let file = try #require(try make())
        let before = directory.status("held")
        // By one write: between a write and a truncation, somebody would read the end of the old content behind the new one.
        for next in [other, content, other] {
            try file.update(next)
            #expect(try look() == .held(next))
            let fill = String(repeating: "\n", count: content.bytes.count - next.bytes.count)
            #expect(directory.read("held") == next.bytes.text + fill)
        }
        #expect(directory.status("held")?.inode == before?.inode)
        withExtendedLifetime(file) {}
    }

    @Test(.enabled(if: CurrentProcess.isRoot)) func itBelongsToItsOwner() throws {
        let file = try #require(try HeldFile.make(entry, content, owner: .service))
        #expect(directory.status("held")?.owner == .service)
        #expect(directory.status("held")?.mode == 0o644)
        withExtendedLifetime(file) {}
    }

    // MARK: Readers

    /// fcntl(2) with a lock of the whole file, of the kinds that a descriptor has.
    private func lock(_ file: borrowing FileDescriptor, _ kind: CInt, test: Bool = false) -> CInt {
        var lock = flock(l_type: Int16(kind), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
        // F_OFD_GETLK and F_OFD_SETLK, which the module map of the C library does not have.
        return unsafe fcntl(file.rawValue, test ? 36 : 37, &lock)
    }

    /// Who can only read a file takes all locks that it can, and they count for nothing.
    @Test(arguments: ["all", "shared"]) func aReaderNeitherHoldsNorHinders(_ which: String) throws {
        do { _ = try make() }
        let reader = try FileSystem.open(directory("held"), O_RDONLY)
        #expect(lock(reader, F_RDLCK) == 0)
        #expect(lock(reader, F_WRLCK) < 0)
        #expect(try reader.tryLock(shared: which == "shared"))
        #expect(try look() == .left(content))
        #expect(try Look(HeldFile.removeLeft(entry)) == .left(content))
        #expect(try look() == .absent)
        let file = try #require(try make(other))
        #expect(try look() == .held(other))
        let second = try FileSystem.open(directory("held"), O_RDONLY)
        #expect(lock(second, F_RDLCK) < 0)
        #expect(try !second.tryLock(shared: true))
        #expect(try look() == .held(other))
        withExtendedLifetime(file) {}
    }

    @Test func aReadersLocksHinderNoReplacement() throws {
        do { _ = try make() }
        let reader = try FileSystem.open(directory("held"), O_RDONLY)
        #expect(lock(reader, F_RDLCK) == 0)
        #expect(try reader.tryLock())
        let file = try #require(try make(other))
        #expect(try look() == .held(other))
        withExtendedLifetime(file) {}
    }

    /// Only a descriptor that can write holds a file.
    @Test func aWriterHolds() throws {
        do { _ = try make() }
        let writer = try FileSystem.open(directory("held"), O_RDWR)
        #expect(lock(writer, F_WRLCK) == 0)
        #expect(try look() == .held(content))
        #expect(try make(other) == nil)
        #expect(try Look(HeldFile.removeLeft(entry)) == .held(content))
        #expect(lock(writer, F_UNLCK) == 0)
        #expect(try look() == .left(content))
    }

    // MARK: Older entrypoints

    private static let old = "image=db\nhost=c0ffee\npid=7\nboot=b\nstate=up\nsince=1\n"

    /// They hold flock(2), and say of no other lock.
    @Test func thoseOfOlderEntrypointsAreHeldByFlock() throws {
        try directory.write("held", HeldFileTests.old)
        let content = HeldFile.Content(parsing: Bytes(HeldFileTests.old))
        do {
            let holder = try FileSystem.open(directory("held"), O_RDWR)
            #expect(try holder.tryLock())
            #expect(try look() == .held(content))
            #expect(try Look(HeldFile.removeLeft(entry)) == .held(content))
            #expect(try make() == nil)
            #expect(directory.read("held") == HeldFileTests.old)
        }
        #expect(try look() == .left(content))
        #expect(try make() != nil)
    }

    /// As an older waiting entrypoint does when it looks.
    @Test func aSharedLockForAMomentDoesNotHold() throws {
        try directory.write("held", HeldFileTests.old)
        let reader = try FileSystem.open(directory("held"), O_RDONLY)
        #expect(try reader.tryLock(shared: true))
        #expect(try look() == .left(HeldFile.Content(parsing: Bytes(HeldFileTests.old))))
    }

    // MARK: Ends

    @Test func onlyTheFileOfOnesOwnIsRemoved() throws {
        let file = try #require(try make())
        try FileSystem.remove(directory("held"))
        try directory.write("held", "precious")
        file.remove()
        #expect(directory.read("held") == "precious")
    }

    @Test func whereNothingCanBeMade() throws {
        let entry = Entry(directory: entry.directory, name: Bytes(String(repeating: "n", count: 250)))
        #expect(throws: Errno(rawValue: ENAMETOOLONG)) { try HeldFile.make(entry, content) }
        #expect(try directory.names() == [])
    }
}
