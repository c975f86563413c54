/// Files and directories: `context.files`. They are opened and changed without following links that somebody else could have made.
public struct Files {
    let context: Context

    /// Makes sure that a directory is there and has this owner and mode.
    ///
    /// - Parameters:
    ///   - path: The directory; those above it are made as well.
    ///   - owner: nil to leave the owner of an existing one. One in which everybody may make entries, but nobody can remove
    ///     another's (1777, like /tmp), keeps its owner unless there is a mode.
    ///   - mode: nil to leave the mode of an existing one; a new one gets 0755. Where a volume may be mounted, whose mode only its
    ///     owner can change, nil lets a container start as any user.
    @export(interface) public func ensureDirectory(_ path: FilePath, owner: Identity? = nil, mode: UInt32? = nil)
        throws(RunError)
    {
        try Directory.ensure(path, owner: owner?.ownership, mode: mode)
    }

    /// Makes sure that a directory is there in which nobody but root and this process's user can replace their files: for what
    /// is read as code.
    ///
    /// - Throws: Where it is there already and belongs to somebody else, with status 77.
    @export(interface) public func ensureOwnDirectory(_ path: FilePath) throws(RunError) {
        try Directory.ensureOwn(path)
    }

    /// Makes a directory that nobody but its owner may enter, for as long as `body` takes, which it outlives.
    ///
    /// - Parameter body: Gets a path that leads there for programs of this process, whatever others do to the names above it.
    /// - Throws: What `body` throws, and why there is no such directory: it must not be there before.
    @export(interface) package func withNewDirectory(
        _ path: FilePath, owner: Identity?, _ body: (FilePath) throws(RunError) -> Void
    ) throws(RunError) {
        let directory = try Directory.makeNew(path, owner: owner)
        try body(FilePath("/proc/self/fd/\(directory.rawValue)"))
        // Open until then.
        withExtendedLifetime(directory) {}
    }

    /// Gives several places to a service's user, who must be somebody.
    @export(interface) package func give(_ places: [String], to owner: Identity?) throws(RunError) {
        for place in places {
            guard let owner else {
                throw RunError(
                    .configuration, "there is nobody to give \(quoted(place)) to",
                    hint: "name the user by --user, or by USER_NAME and USER_UID")
            }
            try ensureOwner(of: FilePath(place), owner: owner)
        }
    }

    /// Gives a file, or a directory with everything below it, to a user and its group. Only wrong entries are changed; links
    /// are changed themselves and not followed; what is mounted below the path is left alone. A line says how many were
    /// wrong. A change of owner clears the set-user-id and set-group-id bits of programs.
    ///
    /// Others may change the tree at the same time, but the directories above `path` must belong to somebody trusted, and
    /// so must the files that hard links in the tree may lead to, where fs.protected_hardlinks (proc(5)) is switched off.
    ///
    /// - Parameters:
    ///   - path: No link itself.
    ///   - owner: Whom it is given to.
    /// - Throws: Where it was refused and what it takes; a stop. Another call goes on with what is still wrong.
    @export(interface) public func ensureOwner(of path: FilePath, owner: Identity) throws(RunError) {
        try TreeOwnership.ensure(path, owner.ownership, context.console, context.events())
    }

    /// Copies a file, or merges a directory into another; modes are kept, links stay links.
    @export(interface) public func copy(_ source: FilePath, to target: FilePath, owner: Identity? = nil)
        throws(RunError)
    {
        try Tree.copy(source, to: target, owner: owner)
    }
}

extension Files {
    /// What is at a path.
    ///
    /// - Parameters:
    ///   - path: What is looked at.
    ///   - followsLinks: Whether a link counts as what it leads to, and not as a link.
    /// - Returns: nil when there is nothing.
    @export(interface) public func kind(of path: FilePath, followsLinks: Bool = false) throws(RunError) -> FileKind? {
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
    @export(interface) public func names(in directory: FilePath) throws(RunError) -> [String] {
        do throws(Errno) {
            return try PathWalk.directory(directory, ServiceUser.distrust).names().map { $0.text }
        } catch {
            throw RunError(cannot: "read the directory", directory, error)
        }
    }

    /// Whether this process may execute a file.
    @export(interface) public func isExecutable(_ path: FilePath) -> Bool { Access.isExecutable(path) }

    /// Whether this process may write to a file, or make entries in a directory.
    @export(interface) public func isWritable(_ path: FilePath) -> Bool { Access.isWritable(path) }

    /// A file's content as text; what is no UTF-8 becomes U+FFFD. It may have any owner, and links are followed unless the
    /// service's user could have made them: for configuration and secrets, not for what lies in that user's own places.
    @export(interface) public func read(_ path: FilePath) throws(RunError) -> String {
        do throws(Errno) { return try ConfigurationReader.read(path).content.text } catch {
            throw RunError(cannot: "read", path, error)
        }
    }

    /// The content of a file in somebody else's place, which is no more than data: a plain file, of root or of `owner`, not
    /// larger than `limit` bytes. No link is followed, and nothing is waited for.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: For anything else that is there, with status 78.
    @export(interface) public func readData(_ path: FilePath, of owner: Identity? = nil, limit: Int = 65536)
        throws(RunError) -> String?
    {
        let owners = [Ownership.current.uid] + (owner.map { [$0.uid] } ?? [])
        return try ForeignFile.read(path, owners: owners, limit: limit)?.text
    }

    /// Writes a file, which takes its place as a whole. Nothing happens when it is as it should be already.
    ///
    /// - Parameters:
    ///   - text: Its content.
    ///   - path: Where it goes.
    ///   - owner: nil: whoever this process runs as.
    ///   - mode: Its permission bits.
    ///   - isDurable: Whether it is on the disk before it takes its place, and has it there afterwards (fsync(2)).
    ///   - isLocked: Whether this process holds the lock of its directory.
    @export(interface) public func write(
        _ text: String, to path: FilePath, owner: Identity? = nil, mode: UInt32 = 0o644, isDurable: Bool = false,
        isLocked: Bool = false
    ) throws(RunError) {
        try Unprintable.refuse(Bytes(text), in: "what is written to \(quoted(path))")
        let files = FileSet(isDurable: isDurable, isLocked: isLocked)
        try files.stage(Bytes(text), at: path, FileSet.Attributes(mode: mode, owner: owner?.ownership))
        try files.commit()
        if isDurable { try synchronize(path.parent) }
    }

    /// Makes a symbolic link; nothing must be there.
    @export(interface) public func link(_ path: FilePath, to target: FilePath) throws(RunError) {
        do throws(Errno) {
            let entry = try PathWalk.entry(path)
            try entry.directory.makeLink(entry.name, to: target.bytes)
        } catch { throw RunError(cannot: "make the link", path, error) }
    }

    /// Moves a file or directory within its file system, in the place of what is there (rename(2)).
    @export(interface) public func rename(_ path: FilePath, to target: FilePath) throws(RunError) {
        do throws(Errno) {
            let (entry, place) = (try PathWalk.entry(path), try PathWalk.entry(target))
            try entry.directory.rename(entry.name, to: place.name, in: place.directory)
        } catch { throw RunError(cannot: "move \(quoted(path)) to", target, error) }
    }

    /// Removes a file, or a directory with all that is in it on the same file system; links are not followed. Nothing there is
    /// no error.
    @export(interface) public func remove(_ path: FilePath) throws(RunError) {
        do throws(Errno) {
            let entry = try PathWalk.entry(path)
            try entry.directory.removeTree(entry.name)
        } catch { if error != .noSuchFile { throw RunError(cannot: "remove", path, error) } }
    }

    /// Removes a Unix socket that a killed service left, with that user's rights. Anything else stays, and so does a socket of
    /// another user's, or one at which somebody listens.
    ///
    /// - Parameters:
    ///   - path: The socket.
    ///   - owner: Whose service it was; nil for this process's user.
    @export(interface) public func removeSocket(_ path: FilePath, of owner: Identity?) throws(RunError) {
        try acting(as: owner) { () throws(RunError) in
            do throws(Errno) {
                let entry = try PathWalk.entry(path)
                guard let status = try entry.directory.status(of: entry.name), status.kind == .socket,
                    status.owner.uid == owner?.uid ?? Ownership.current.uid, Connection.isRefused(path)
                else { return }
                try entry.directory.remove(entry.name)
            } catch {
                if error != .noSuchFile && error != .notDirectory { throw RunError(cannot: "remove", path, error) }
            }
        }
    }

    /// Lets a file, or the entries of a directory, reach the disk (fsync(2)).
    @export(interface) public func synchronize(_ path: FilePath) throws(RunError) {
        do throws(Errno) {
            let entry = try PathWalk.entry(path)
            try entry.directory.openForReading(entry.name).synchronize()
        } catch {
            // Some file systems have no fsync for directories, and nothing that it would do.
            if error == .invalidArgument { return }
            throw RunError(cannot: "write to the disk", path, error)
        }
    }

    /// Takes a lock by a file, which is there as long as it is held. Who can only read the file cannot hold it.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - owner: Whose the file becomes: so that it can be locked by that user too.
    /// - Returns: nil when another process, perhaps in another container, holds it.
    @export(interface) public func lock(_ path: FilePath, owner: Identity? = nil) throws(RunError) -> FileLock? {
        let owner = CurrentProcess.isRoot ? owner?.ownership : nil
        do throws(Errno) {
            return try FileLock.take(path, HeldFile.Content(origin: context.entrypoint.name), owner: owner)
        } catch {
            if error == .notPlainFile {
                throw RunError(
                    .configuration, "\(quoted(path)) is not an entrypoint's lock; expected one, or nothing",
                    hint: "remove it if nothing needs it")
            }
            throw RunError(cannot: "lock", path, error)
        }
    }

    /// Takes the lock of a directory itself, which nobody takes away by removing a file. Who can list the directory can take it.
    ///
    /// - Returns: nil when another process, perhaps in another container, holds it.
    @export(interface) public func lock(directory path: FilePath) throws(RunError) -> FileLock? {
        do throws(Errno) { return try FileLock.take(directory: path) } catch {
            throw RunError(cannot: "lock", path, error)
        }
    }

    /// Does something with a user's own rights on files, and no others: where that user may change paths, root's rights would
    /// reach further than is meant. No program can be started meanwhile. An entrypoint that is not root acts as it is.
    ///
    /// - Throws: What `body` throws; status 77 when the rights cannot be changed, and then nothing was done.
    public func acting<Result>(
        as identity: Identity?, _ body: () throws(RunError) -> Result
    ) throws(RunError) -> Result {
        try FileIdentity.acting(for: identity, body) { error in
            let hint = Capability.setgid.hintIfMissing ?? Capability.setuid.hintIfMissing
            return RunError(
                .permission, "cannot act on files as user \(identity?.uid ?? 0): \(error.description)", hint: hint)
        }
    }
}
