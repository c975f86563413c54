import Foundation
import Glibc

/// A started program whose standard output and standard error are read as they come. All waiting has a deadline.
final class Running: @unchecked Sendable {
    /// The two streams that are read.
    enum Stream: Int {
        case output, error

        /// Where a program with a terminal writes both.
        static let terminal = output
    }

    let pid: pid_t
    private let condition = NSCondition()
    private var received = [Data(), Data()]
    private var cursors = [0, 0]
    private var open: Int
    private var status: Int?
    /// Kept open as long as it is read.
    private let terminal: Pty?

    /// - Parameters:
    ///   - words: The program, found in PATH, and its arguments.
    ///   - environment: All of its environment.
    ///   - terminal: Its standard streams. It leads no session: `setsid --ctty` makes it the controlling terminal.
    init(_ words: [String], environment: [String: String], terminal: Pty? = nil) throws {
        self.terminal = terminal
        if let terminal {
            open = 1
            pid = try spawn(words, environment: environment, .terminal(terminal.path))
            read(terminal.master, .terminal)
            waitForEnd()
            return
        }
        open = 2
        let (output, error) = (try Running.pipe(), try Running.pipe())
        pid = try spawn(words, environment: environment, .pipes(output: output.write, error: error.write))
        close(output.write)
        close(error.write)
        read(output.read, .output) { close(output.read) }
        read(error.read, .error) { close(error.read) }
        waitForEnd()
    }

    private func waitForEnd() {
        Thread.detachNewThread { [self] in
            let ended = exitStatus(of: self.pid)
            update { status = ended }
        }
    }

    /// pipe2(2), which the Glibc module leaves out.
    private static let pipe2 = unsafe unsafeBitCast(
        dlsym(nil, "pipe2"), to: (@convention(c) (UnsafeMutablePointer<CInt>, CInt) -> CInt).self)

    private static func pipe() throws -> (read: CInt, write: CInt) {
        var ends: [CInt] = [-1, -1]
        // Close-on-exec from the start: a program of another test that starts meanwhile would keep them open.
        guard unsafe Running.pipe2(&ends, O_CLOEXEC) == 0 else {
            throw ProcessFailure(description: "pipe: errno \(errno)")
        }
        return (ends[0], ends[1])
    }

    /// A terminal answers EIO when nobody has it open any more.
    private func read(_ descriptor: CInt, _ stream: Stream, atEnd: @escaping @Sendable () -> Void = {}) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { break }
                update { received[stream.rawValue] += buffer[..<count] }
            }
            atEnd()
            update { open -= 1 }
        }
    }

    private func update(_ change: () -> Void) {
        condition.lock()
        change()
        condition.broadcast()
        condition.unlock()
    }

    // MARK: Waiting

    /// Waits until `look` finds something, on a thread of its own so that other tests go on.
    private func wait<Value: Sendable>(
        _ seconds: Double, _ purpose: String, _ look: @escaping @Sendable () -> Value?
    ) async throws -> Value {
        let found: Value? = await withCheckedContinuation { continuation in
            Thread.detachNewThread { [condition] in
                condition.lock()
                var value = look()
                // In short parts, each of which counts once: a machine may stand still.
                var parts = Int(seconds * 10)
                while value == nil, parts > 0 {
                    if !condition.wait(until: Date(timeIntervalSinceNow: 0.1)) { parts -= 1 }
                    value = look()
                }
                condition.unlock()
                continuation.resume(returning: value)
            }
        }
        if let found { return found }
        throw ProcessFailure(
            description: "\(purpose) within \(seconds) s; standard error:\n\(errors)\noutput:\n\(output)")
    }

    /// The next line, behind those that were asked for before, that contains `text`.
    @discardableResult
    func line(
        _ text: String, in stream: Stream = .error, within seconds: Double = Patience.seconds
    ) async throws -> String {
        try await wait(seconds, "no line with \"\(text)\"") { [self] in
            let bytes = received[stream.rawValue]
            var start = cursors[stream.rawValue]
            while let end = bytes[start...].firstIndex(of: 10) {
                let line = String(decoding: bytes[start..<end], as: UTF8.self)
                start = end + 1
                if line.contains(text) {
                    cursors[stream.rawValue] = start
                    return line
                }
            }
            return nil
        }
    }

    /// The exit status, or the negative number of the signal that ended it; all that it wrote has been read then.
    func exit(within seconds: Double = Patience.seconds) async throws -> Int {
        try await wait(seconds, "no exit") { [self] in
            open == 0 ? status : nil
        }
    }

    /// What has been read so far.
    func bytes(_ stream: Stream) -> Data {
        condition.lock()
        defer { condition.unlock() }
        return received[stream.rawValue]
    }

    var output: String { String(decoding: bytes(.output), as: UTF8.self) }
    var errors: String { String(decoding: bytes(.error), as: UTF8.self) }

    var hasExited: Bool {
        condition.lock()
        defer { condition.unlock() }
        return status != nil
    }

    /// Ends it and its children, and so the namespace that it made. It is stopped first, so that no child gets away.
    func end() async {
        if !hasExited {
            kill(pid, SIGSTOP)
            try? await eventually("it is stopped") { try "TZ".contains(Processes.status(pid, "State").prefix(1)) }
            for child in Processes.children(of: pid) { kill(child, SIGKILL) }
            kill(pid, SIGKILL)
        }
        _ = try? await exit(within: 10)
    }
}
