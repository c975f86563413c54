/// A lock on a file (flock(2)), ours as long as this object lives. The kernel drops it when this process ends, also on SIGKILL,
/// and other containers that share the volume see it.
public final class FileLock {
    private let file: FileDescriptor

    private init(_ file: consuming FileDescriptor) { self.file = file }

    /// Takes the lock of a file, which is made when it is not there.
    ///
    /// - Returns: nil when somebody else holds it.
    static func take(_ path: FilePath, owner: Ownership? = nil) throws(Errno) -> FileLock? {
        let file = try FileDescriptor.openLockFile(path)
        if try !file.tryLock() { return nil }
        if let owner { try? file.changeOwner(owner) }
        return FileLock(file)
    }
}
