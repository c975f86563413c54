import Dispatch
import Foundation
import Glibc
import Testing

@testable import RunUtils

/// Meets another process, an exit test, at two pipes: that one is ready for a look, and is let go.
final class Meeting: Sendable {
    private let directory: TemporaryDirectory
    // For reading and writing: then none of the two has to wait for the other's open(2).
    private let ready: FileDescriptor
    private let end: FileDescriptor

    /// What the other process is to be told.
    var place: String { directory.path.description }

    init() throws {
        directory = try TemporaryDirectory()
        try directory.open()
        for pipe in [directory("ready"), directory("end")] {
            try FileSystem.makePipe(pipe)
            try FileSystem.changeMode(pipe, 0o666)
        }
        ready = try FileSystem.open(directory("ready"), O_RDWR)
        end = try FileSystem.open(directory("end"), O_RDWR)
    }

    /// In the other process: lets the test look, and goes on when that is over.
    static func meet(at place: String) throws {
        try FileSystem.open(FilePath(place).appending("ready"), O_WRONLY).writeAll(Bytes("ready"))
        #expect(try FileSystem.open(FilePath(place).appending("end"), O_RDONLY).read(upTo: 3)?.text == "end")
    }

    /// Starts a thread that looks while the other process is ready, and lets it go. What is expected of what it saw is to be
    /// looked at afterwards: a thread belongs to no test. The threads of tests all may wait for exit tests, so it is none.
    func look<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) -> Looked<Value> {
        let looked = Looked<Value>()
        Thread.detachNewThread { [self] in
            var interest = pollfd(fd: ready.rawValue, events: Int16(POLLIN), revents: 0)
            let isReady = unsafe poll(&interest, 1, CInt(1000 * Patience.seconds)) == 1
            looked.end(isReady ? Result(catching: body) : .failure(Errno.wouldBlock))
            try? end.writeAll(Bytes("end"))
        }
        return looked
    }

    /// What was seen.
    final class Looked<Value: Sendable>: @unchecked Sendable {
        private let isThere = DispatchSemaphore(value: 0)
        private var result: Result<Value, any Error>?

        fileprivate func end(_ result: Result<Value, any Error>) {
            self.result = result
            isThere.signal()
        }

        /// Once, when the other process has ended.
        func get() throws -> Value {
            isThere.wait()
            return try result!.get()
        }
    }
}
