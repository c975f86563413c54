import CRunUtils

/// A process that stays the same one when its pid becomes another's (pidfd_open(2)).
struct ProcessHandle: ~Copyable {
    private let descriptor: FileDescriptor

    /// - Throws: `noSuchProcess` when there is none.
    init(_ pid: pid_t) throws(Errno) { descriptor = FileDescriptor(rawValue: try attempt { ru_open_process(pid) }) }

    /// Sends a signal, or none, to learn whether the process is there.
    ///
    /// - Throws: `noSuchProcess` when it has gone.
    func send(_ signal: Signal?) throws(Errno) {
        try attempt { ru_signal_process(descriptor.rawValue, signal?.rawValue ?? 0) }
    }
}
