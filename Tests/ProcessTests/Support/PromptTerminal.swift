import Foundation
import Glibc
import Synchronization

/// A program whose standard streams and controlling terminal are a pseudo-terminal, at which a test types.
final class PromptTerminal: Sendable {
    let pid: pid_t
    private let pty: Pty
    private let state = Mutex(State())

    private struct State {
        var output = ""
        var hasClosed = false
        var status: Int?
    }

    init(_ words: [String], _ environment: [String: String] = [:]) throws {
        let pty = try Pty(echoes: true)
        self.pty = pty
        let pid = try spawn(words, environment: environment, .terminal(pty.path, ofOwnSession: true))
        self.pid = pid
        let master = pty.master
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe read(master, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                // EIO: nobody has the other side open any more.
                if count <= 0 { break }
                let text = String(decoding: buffer[..<count], as: UTF8.self)
                state.withLock { $0.output += text }
            }
            state.withLock { $0.hasClosed = true }
        }
        Thread.detachNewThread { [self] in
            let status = exitStatus(of: pid)
            state.withLock { $0.status = status }
        }
    }

    /// What the terminal shows, with plain line ends.
    var screen: String { state.withLock { $0.output }.replacing("\r\n", with: "\n") }

    /// Whether the terminal shows what is typed.
    var echoes: Bool {
        var settings = termios()
        unsafe tcgetattr(pty.master, &settings)
        return settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Waits until the screen ends with `text`.
    func shows(_ text: String) async throws {
        try await eventually("the screen ends with \(text.debugDescription), not \(screen.debugDescription)") {
            self.screen.hasSuffix(text)
        }
    }

    func type(_ text: String) throws { try pty.type(text) }

    /// The exit status, or the negative number of the signal that ended it; the whole screen has been read then.
    func exit() async throws -> Int {
        try await eventually("it ends; screen: \(screen)") {
            self.state.withLock { $0.status != nil && $0.hasClosed }
        }
        return state.withLock { $0.status ?? 0 }
    }

    /// Runs `body` with a program at a terminal, and ends it whatever happens there.
    static func with(
        _ words: [String], _ environment: [String: String] = [:], _ body: (PromptTerminal) async throws -> Void
    ) async throws {
        let terminal = try PromptTerminal(
            [Entry.executable(words[0])] + words.dropFirst(), ["PATH": Entry.path].merging(environment) { $1 })
        do { try await body(terminal) } catch {
            kill(-terminal.pid, SIGKILL)
            throw error
        }
        kill(-terminal.pid, SIGKILL)
    }
}
