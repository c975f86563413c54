/// A directory in which new versions of files are made before they take their places. As long as this object lives, the
/// directory is locked (flock(2), shared), so that nobody sweeps it. Names that a killed process left there are removed
/// first, if nobody else is at work.
///
/// A directory that was not there is made under another name, or within another one that was not there, and its files
/// under their own names at once.
final class StagingDirectory {
    /// Where it is to be.
    let path: FilePath
    /// Where it is.
    let place: FilePath
    /// nil for a new one.
    let status: FileStatus?
    /// Whether nothing was in it when it was locked.
    let wasEmpty: Bool
    /// It is the lock too; a file system that has none is not swept.
    let handle: DirectoryHandle
    /// What its names begin with: a number of its own, since two containers with one volume may share a host name and all
    /// pids.
    private let stem = StagingDirectory.prefix + Bytes("\(CurrentProcess.randomNumber())-")
    /// The names that are taken, by their hashes.
    private var claimed = [[Bytes]](repeating: [], count: 256)
    /// Attributes that new files are known to have as they are made.
    private var kept: (mode: FileMode, owner: Ownership?)?

    /// What the names of all temporary files begin with.
    static let prefix = Bytes(".run-utils-")

    /// - Parameters:
    ///   - place: Where it is; the path itself unless it is new.
    ///   - status: nil for a new one.
    ///   - isLocked: Whether the caller has it locked.
    init(_ path: FilePath, at place: FilePath, _ handle: DirectoryHandle, _ status: FileStatus?, isLocked: Bool) {
        (self.path, self.place, self.handle, self.status) = (path, place, handle, status)
        wasEmpty =
            if status == nil { true } else if isLocked { StagingDirectory.sweep(handle, path) } else {
                StagingDirectory.lock(handle, path)
            }
    }

    /// Sweeps the directory if nobody is at work there, and lets nobody else do so.
    ///
    /// - Returns: Whether nothing was in it.
    private static func lock(_ handle: DirectoryHandle, _ path: FilePath) -> Bool {
        let wasEmpty = (try? handle.tryLock()) == true && sweep(handle, path)
        // Somebody who sweeps is done in a moment.
        for _ in 0..<200 {
            guard let isTaken = try? handle.tryLock(shared: true), !isTaken else { break }
            Instant.pause(.milliseconds(5))
        }
        return wasEmpty
    }

    var isNew: Bool { status == nil }

    /// Takes a name; false when it is taken already.
    func claim(_ name: Bytes) -> Bool {
        let bucket = name.hash(from: 0, to: name.count)
        if claimed[bucket].contains(where: { $0 == name }) { return false }
        claimed[bucket].append(name)
        return true
    }

    /// The name of a new version.
    func temporary(_ index: Int) -> Bytes { stem + Bytes("\(index)") }

    /// Gives a file that was made here its mode and owner. It has them already where neither the umask nor an access list
    /// takes from the mode, and no set-group-id bit gives another group; what one file shows holds for those that follow.
    func set(_ attributes: FileSet.Attributes, of file: borrowing FileDescriptor) throws(Errno) {
        let (mode, owner) = (attributes.mode, attributes.owner)
        if let kept, kept.mode == mode, kept.owner == owner, !attributes.keepsOthers { return }
        let status = try file.status
        // The mode first: of somebody else's file it takes a capability more. A change of owner clears set-id bits.
        if status.mode != mode { try file.changeMode(mode) }
        if let owner, owner != status.owner {
            try file.changeOwner(owner)
            if mode & 0o6000 != 0 { try file.changeMode(mode) }
        } else if status.mode == mode, !attributes.keepsOthers {
            kept = (mode, owner)
        }
    }

    /// Removes what killed processes left in a directory, unless somebody is at work there.
    static func sweepUnlessInUse(_ path: FilePath) {
        guard let handle = try? PathWalk.directory(path), (try? handle.tryLock()) == true else { return }
        _ = sweep(handle, path)
    }

    /// Somebody else may have given such a name to what is not ours.
    ///
    /// - Returns: Whether nothing is in it.
    private static func sweep(_ handle: DirectoryHandle, _ path: FilePath) -> Bool {
        guard let names = try? handle.names(), let mode = try? handle.status.mode else { return false }
        for name in names where name.starts(with: prefix) {
            // Where all may make entries, those of others stay.
            if mode & 0o1000 != 0, let owner = try? handle.status(of: name)?.owner.uid, owner != 0,
                owner != Ownership.current.uid
            {
                continue
            }
            ServiceUser.removeTree(Entry(directory: handle, name: name), at: path.appending(name), made: nil)
        }
        return names.isEmpty
    }
}
