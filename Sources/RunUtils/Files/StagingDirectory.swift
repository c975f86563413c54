/// A directory in which new versions of files are made before they take their places. As long as this object lives, the
/// directory is locked (flock(2), shared), so that nobody sweeps it. Names that a killed process left there are removed
/// first, if nobody else is at work.
final class StagingDirectory {
    let path: FilePath
    let status: FileStatus
    /// Whether nothing was in it when it was locked.
    let wasEmpty: Bool
    /// nil where the file system cannot lock a directory: nothing is swept there.
    private let lock: FileDescriptor?
    /// What its names begin with: a number of its own, since two containers with one volume may share a host name and all
    /// pids.
    private let stem = StagingDirectory.prefix + Bytes("\(CurrentProcess.randomNumber())-")
    /// The names that are taken, by their hashes.
    private var claimed = [[Bytes]](repeating: [], count: 64)

    /// What the names of all temporary files begin with.
    static let prefix = Bytes(".run-utils-")

    init(_ path: FilePath, _ status: FileStatus) {
        self.path = path
        self.status = status
        guard let file = try? FileDescriptor.openLockDirectory(path) else {
            lock = nil
            wasEmpty = false
            return
        }
        wasEmpty = (try? file.tryLock()) == true && StagingDirectory.sweep(path)
        // Somebody who sweeps is done in a moment.
        var isLocked = false
        for _ in 0..<200 {
            guard let taken = try? file.tryLock(shared: true) else { break }
            isLocked = taken
            if taken { break }
            Instant.pause(.milliseconds(5))
        }
        lock = isLocked ? .some(file) : nil
    }

    /// Takes a name; false when it is taken already.
    func claim(_ name: Bytes) -> Bool {
        let bucket = Int(name.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % 64)
        if claimed[bucket].contains(where: { $0 == name }) { return false }
        claimed[bucket].append(name)
        return true
    }

    /// The name of a new version, below this directory as it is spelled.
    func temporary(_ spelling: FilePath, _ index: Int) -> FilePath {
        spelling.appending(stem + Bytes("\(index)"))
    }

    /// Removes what killed processes left in a directory, unless somebody is at work there.
    static func sweepUnlessInUse(_ path: FilePath) {
        guard let file = try? FileDescriptor.openLockDirectory(path), (try? file.tryLock()) == true else { return }
        _ = sweep(path)
    }

    /// - Returns: Whether nothing is in it.
    private static func sweep(_ path: FilePath) -> Bool {
        guard let names = try? FileSystem.names(in: path) else { return false }
        for name in names where name.starts(with: prefix) { FileSystem.removeTree(path.appending(name)) }
        return names.isEmpty
    }
}
