import Foundation
public import Glibc

/// What a program gets as its standard streams.
public enum StandardStreams {
    /// The tests' own.
    case inherited
    /// Nothing to read, and two descriptors.
    case pipes(output: CInt, error: CInt)
    /// A terminal, by its path. In a session of its own it becomes the program's controlling terminal.
    case terminal(String, ofOwnSession: Bool = false)
}

/// Starts a program with an empty signal mask and default dispositions, in a process group of its own unless its streams are the
/// tests' own.
///
/// Not by Foundation's Process: that waits for every descendant that inherits its descriptors.
///
/// - Parameter environment: All of it; nil: the tests' own.
public func spawn(
    _ words: [String], environment: [String: String]? = nil, _ streams: StandardStreams = .inherited
) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    var flags = CInt(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
    switch streams {
    case .inherited: break
    case .pipes(let output, let error):
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, error, 2)
        flags |= CInt(POSIX_SPAWN_SETPGROUP)
    case .terminal(let path, let ofOwnSession):
        // A session's leader that opens a terminal gets it as its own (open(2)).
        unsafe posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR | (ofOwnSession ? 0 : O_NOCTTY), 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
        let newSession: CInt = 0x80  // POSIX_SPAWN_SETSID, which Glibc's module does not show
        flags |= ofOwnSession ? newSession : CInt(POSIX_SPAWN_SETPGROUP)
    }
    // What another test opens meanwhile is not the program's, nor does it count against its limit of descriptors.
    // (Glibc's module does not show addclosefrom_np; glibc ignores those that are not open.)
    for descriptor: CInt in 3..<256 { unsafe posix_spawn_file_actions_addclose(&actions, descriptor) }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    let environment = environment ?? ProcessInfo.processInfo.environment
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
    var pid: pid_t = 0
    let result = unsafe posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, &variables)
    guard result == 0 else { throw ProcessFailure(description: "cannot start \(words[0]): errno \(result)") }
    return pid
}

/// Waits for the end of a program.
///
/// - Returns: Its exit status, or the negative number of the signal that ended it.
public func exitStatus(of pid: pid_t) -> Int {
    var status: CInt = 0
    while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return Int(status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f))
}
