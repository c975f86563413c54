extension Context {
    /// Makes sure that a directory is there and has this owner and mode.
    ///
    /// - Parameters:
    ///   - owner: nil to leave the owner of an existing one.
    ///   - mode: nil to leave the mode of an existing one; a new one gets 0755.
    public func ensureDirectory(_ path: FilePath, owner: Identity? = nil, mode: UInt32? = nil) throws(RunError) {
        try Directory.ensure(path, owner: owner?.ownership, mode: mode)
    }

    /// Gives a file, or a directory with everything below it, to a user and its group. Only wrong entries are changed; links
    /// are changed themselves and not followed; what is mounted below the path is left alone. A line says how many were
    /// wrong. A change of owner clears the set-user-id and set-group-id bits of programs.
    ///
    /// Others may change the tree at the same time, but the directories above `path` must belong to somebody trusted, and
    /// so must the files that hard links in the tree may lead to, where fs.protected_hardlinks (proc(5)) is switched off.
    ///
    /// - Parameter path: No link itself.
    /// - Throws: Where it was refused and what it takes; a stop. Another call goes on with what is still wrong.
    public func ensureOwner(of path: FilePath, owner: Identity) throws(RunError) {
        try TreeOwnership.ensure(path, owner.ownership, console, events())
    }

    /// Copies a file, or merges a directory into another; modes are kept, links stay links.
    public func copy(_ source: FilePath, to target: FilePath, owner: Identity? = nil) throws(RunError) {
        try Tree.copy(source, to: target, owner: owner)
    }
}

/// What is at a path.
public enum FileKind: Sendable {
    /// A plain file.
    case file
    /// A directory.
    case directory
    /// A symbolic link.
    case link
    /// A socket, a pipe or a device.
    case other
}

extension Context {
    /// What is at a path.
    ///
    /// - Parameter followsLinks: Whether a link counts as what it leads to, and not as a link.
    /// - Returns: nil when there is nothing.
    public func kind(of path: FilePath, followsLinks: Bool = false) throws(RunError) -> FileKind? {
        do throws(Errno) {
            switch try FileStatus.at(path, following: followsLinks)?.kind {
            case nil: return nil
            case .regular: return .file
            case .directory: return .directory
            case .symbolicLink: return .link
            case .socket, .pipe, .other: return .other
            }
        } catch { throw RunError(cannot: "look at", path, error) }
    }

    /// The names in a directory, hidden ones too, sorted by their bytes.
    public func names(in directory: FilePath) throws(RunError) -> [String] {
        do throws(Errno) { return try FileSystem.names(in: directory).map { $0.text } } catch {
            throw RunError(cannot: "read the directory", directory, error)
        }
    }

    /// Whether this process may execute a file.
    public func isExecutable(_ path: FilePath) -> Bool { FileSystem.isExecutable(path) }

    /// A file's content as text; what is no UTF-8 becomes U+FFFD.
    public func read(_ path: FilePath) throws(RunError) -> String {
        do throws(Errno) { return try FileSystem.readFile(path).text } catch {
            throw RunError(cannot: "read", path, error)
        }
    }

    /// Writes a file, which takes its place as a whole. Nothing happens when it is as it should be already.
    ///
    /// - Parameters:
    ///   - owner: nil: whoever this process runs as.
    ///   - mode: Its permission bits.
    ///   - isDurable: Whether it is on the disk before it takes its place, and has it there afterwards (fsync(2)).
    public func write(
        _ text: String, to path: FilePath, owner: Identity? = nil, mode: UInt32 = 0o644, isDurable: Bool = false
    ) throws(RunError) {
        let files = FileSet(isDurable: isDurable)
        try files.stage(Bytes(text), at: path, FileSet.Attributes(mode: mode, owner: owner?.ownership))
        try files.commit()
        if isDurable { try synchronize(path.parent) }
    }

    /// Makes a symbolic link; nothing must be there.
    public func link(_ path: FilePath, to target: FilePath) throws(RunError) {
        do throws(Errno) { try FileSystem.makeLink(path, to: target.bytes) } catch {
            throw RunError(cannot: "make the link", path, error)
        }
    }

    /// Moves a file or directory within its file system, in the place of what is there (rename(2)).
    public func rename(_ path: FilePath, to target: FilePath) throws(RunError) {
        do throws(Errno) { try FileSystem.rename(path, to: target) } catch {
            throw RunError(cannot: "move \(quoted(path)) to", target, error)
        }
    }

    /// Removes a file, or a directory with all that is in it; links are not followed. Nothing there is no error.
    public func remove(_ path: FilePath) throws(RunError) {
        FileSystem.removeTree(path)
        do throws(Errno) {
            guard let status = try FileStatus.at(path, following: false) else { return }
            if status.kind == .directory { try FileSystem.removeDirectory(path) } else { try FileSystem.remove(path) }
        } catch { throw RunError(cannot: "remove", path, error) }
    }

    /// Lets a file, or the entries of a directory, reach the disk (fsync(2)).
    public func synchronize(_ path: FilePath) throws(RunError) {
        do throws(Errno) { try FileDescriptor.openForReading(path).synchronize() } catch {
            // Some file systems have no fsync for directories, and nothing that it would do.
            if error == .invalidArgument { return }
            throw RunError(cannot: "write to the disk", path, error)
        }
    }

    /// Takes the lock of a file, which is made when it is not there.
    ///
    /// - Parameter owner: Whose the file becomes, if this process may give it away: so that it can be locked by that user too.
    /// - Returns: nil when another process, perhaps in another container, holds it.
    public func lock(_ path: FilePath, owner: Identity? = nil) throws(RunError) -> FileLock? {
        do throws(Errno) { return try FileLock.take(path, owner: owner?.ownership) } catch {
            throw RunError(cannot: "lock", path, error)
        }
    }
}
