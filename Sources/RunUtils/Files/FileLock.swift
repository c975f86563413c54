/// A lock on a file, ours as long as this object lives. The kernel drops it when this process ends, also on SIGKILL, and other
/// containers that share the volume see it.
public final class FileLock: CustomStringConvertible {
    private let file: HeldFile?
    private let directory: DirectoryHandle?

    private init(_ file: HeldFile?, _ directory: DirectoryHandle?) {
        self.file = file
        self.directory = directory
    }

    /// What it is.
    public var description: String { file == nil ? "the lock of a directory" : "a lock by a file" }

    deinit { file?.remove() }

    /// Takes a lock by a file, which is there as long as it is held.
    ///
    /// - Returns: nil when somebody else holds it.
    static func take(_ path: FilePath, _ content: HeldFile.Content, owner: Ownership?) throws(Errno) -> FileLock? {
        let entry = try PathWalk.entry(path)
        try HeldFile.sweep(entry)
        if let file = try HeldFile.make(entry, content, owner: owner) { return FileLock(file, nil) }
        if case .foreign = try HeldFile.state(entry) { throw .notPlainFile }
        return nil
    }

    /// Takes the lock of a directory (flock(2)). Who can list it can take it; where the file system has none, it counts as free.
    ///
    /// - Returns: nil when somebody else holds it.
    static func take(directory path: FilePath) throws(Errno) -> FileLock? {
        let directory = try PathWalk.directory(path)
        let isTaken = (try? directory.tryLock()) ?? true
        return isTaken ? FileLock(nil, directory) : nil
    }
}
