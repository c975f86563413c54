import Glibc
import Testing

@testable import RunUtils

/// Locks of a process, seen from another one.
@Suite struct HeldByProcessTests {
    @Test func theKernelNamesTheHolder() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("held")
        let meeting = try Meeting()
        let (name, place, other) = (path.description, meeting.place, HeldFile.Content.forTests("other", "running"))
        let looked = meeting.look {
            let entry = try PathWalk.entry(path)
            return try (
                HeldFile.state(entry), HeldFile.make(entry, other) == nil, Look(HeldFile.removeLeft(entry)),
                FileSystem.open(path, O_RDONLY).writeLock
            )
        }
        await #expect(processExitsWith: .success) { [name = name as String, place = place as String] in
            let entry = try PathWalk.entry(FilePath(name))
            let content = HeldFile.Content.forTests("\(getpid())", "running")
            let file = try #require(try HeldFile.make(entry, content, .ofProcess))
            try Meeting.meet(at: place)
            withExtendedLifetime(file) {}
        }
        let (state, isRefused, left, lock) = try looked.get()
        guard case .held(let content, _, by: .ofProcess(let pid?)) = state else {
            Issue.record("\(state)")
            return
        }
        #expect(content["image"] == "\(pid)")
        #expect(isRefused)
        #expect(left == .held(content))
        #expect(lock == .ofProcess(pid))
        guard case .left = Look(try HeldFile.state(PathWalk.entry(path))) else {
            Issue.record("it is still held")
            return
        }
    }

    @Test func locksThatAreFound() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("file", "")
        let reader = try FileSystem.open(path, O_RDONLY)
        let writer = try FileSystem.open(path, O_RDWR)
        #expect(try reader.writeLock == .none)
        #expect(throws: Errno(rawValue: EBADF)) { try reader.tryWriteLock() }
        #expect(throws: Errno(rawValue: EBADF)) { try reader.tryProcessLock() }
        #expect(try writer.tryWriteLock())
        #expect(try writer.tryWriteLock())
        #expect(try reader.writeLock == .ofDescription)
        // One's own is nobody else's.
        #expect(try writer.writeLock == .none)
        let second = try FileSystem.open(path, O_RDWR)
        #expect(try !second.tryWriteLock())
        #expect(try !second.tryProcessLock())
        _ = consume writer
        // A program that another test starts at this moment has the descriptor, and so the lock, until its execve(2).
        try await eventually("the lock has gone") { try reader.writeLock == .none }
        #expect(try second.tryLock())
        #expect(try !reader.tryLock())
        #expect(try !reader.tryLock(shared: true))
    }
}
