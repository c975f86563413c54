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
        var waitStatus: CInt?
    }

    init(_ words: [String], _ environment: [String: String] = [:]) throws {
        let pty = try Pty(echoes: true)
        self.pty = pty
        let pid = try PromptTerminal.spawn(words, environment, pty.path)
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
            var status: CInt = 0
            while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            state.withLock { $0.waitStatus = status }
        }
    }

    /// A session of its own, whose terminal this becomes because its leader opens it first.
    private static func spawn(_ words: [String], _ environment: [String: String], _ terminal: String) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let newSession: CInt = 0x80  // POSIX_SPAWN_SETSID, which Glibc's module does not show
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | newSession))
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let result = unsafe posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard result == 0 else { throw ProcessFailure(description: "cannot start \(words[0]): errno \(result)") }
        return pid
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
            self.state.withLock { $0.waitStatus != nil && $0.hasClosed }
        }
        let status = state.withLock { $0.waitStatus ?? 0 }
        return Int(status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f))
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
