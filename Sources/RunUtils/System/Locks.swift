import CRunUtils

extension FileDescriptor {
    /// Takes the lock of flock(2), exclusive or shared, if nobody is in the way. Whoever can open the file, for reading too, can
    /// take it.
    ///
    /// - Returns: Whether the lock is ours now. It goes with the last copy of the descriptor, also on SIGKILL.
    func tryLock(shared: Bool = false) throws(Errno) -> Bool {
        try isTaken { flock(rawValue, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) }
    }

    /// Takes the write lock of the whole file for this open file description (F_OFD_SETLK of fcntl(2)), if nobody is in the
    /// way. That takes a descriptor that can write.
    func tryWriteLock() throws(Errno) -> Bool { try isTaken { ru_lock_description(rawValue) } }

    /// Takes the write lock of the whole file for this process (F_SETLK of fcntl(2)), if nobody is in the way. It goes when any
    /// descriptor of the file is closed.
    func tryProcessLock() throws(Errno) -> Bool { try isTaken { ru_lock_process(rawValue) } }

    private func isTaken(_ call: () -> CInt) throws(Errno) -> Bool {
        do { try attempt(call) } catch {
            if error == .wouldBlock || error == .permissionDenied { return false }
            throw error
        }
        return true
    }

    /// Who else holds a write lock of the file (F_OFD_GETLK of fcntl(2)). That takes no lock and no right to write.
    enum WriteLock: Equatable {
        case none
        /// A descriptor's: whose, the kernel does not tell.
        case ofDescription
        /// A process's; nil for one that cannot be seen from this PID namespace.
        case ofProcess(Int32?)
    }

    var writeLock: WriteLock {
        get throws(Errno) {
            var holder: pid_t = 0
            if try attempt({ unsafe ru_find_write_lock(rawValue, &holder) }) == 0 { return .none }
            return holder < 0 ? .ofDescription : .ofProcess(holder == 0 ? nil : holder)
        }
    }
}
