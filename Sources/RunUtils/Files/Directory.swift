/// Directories that a service needs.
enum Directory {
    /// Makes sure that a directory is there, with those above it, and has this owner and mode. Only what is wrong is
    /// changed, and only at the directory itself. Where something is to be changed, a link is refused, and a directory of
    /// somebody else's that a user could have moved there: it would be given to who must not look into it.
    ///
    /// - Parameters:
    ///   - owner: nil to leave an existing one's owner as it is. One that all share (1777) keeps its owner unless there is a mode.
    ///   - mode: nil to leave an existing one's mode as it is; a new one gets 0755.
    static func ensure(_ path: FilePath, owner: Ownership?, mode: FileMode?) throws(RunError) {
        var needed = Capability.fowner
        do throws(Errno) {
            let directory = try open(path, owner, mode)
            let status = try directory.status
            if mode == nil && isShared(status.mode) { return }
            let newOwner = owner == status.owner ? nil : owner
            // What is given to a user is not left open to all others.
            let isOpen = owner != nil && status.mode & 0o002 != 0
            let mode = mode ?? (isOpen ? status.mode & ~0o002 : nil)
            let newMode = mode == status.mode ? nil : mode
            if newOwner == nil && newMode == nil { return }
            if isLink(path) { throw .tooManyLinks }
            if ServiceUser.couldHaveMoved(status, at: path, for: owner) { throw .displaced }
            // The mode first: of somebody else's directory it takes a capability more.
            if let newMode { try directory.changeMode(newMode) }
            needed = .chown
            if let newOwner { try directory.changeOwner(newOwner) }
        } catch {
            if error == .tooManyLinks || error == .notDirectory, isLink(path) {
                throw RunError(
                    .configuration, "cannot prepare the directory \(quoted(path)): it is a link",
                    hint: "name the directory that it leads to")
            }
            let hint = Refusal.hint(error, in: path.parent, needs: needed)
            throw RunError(cannot: "prepare the directory", path, error, hint: hint, for: owner)
        }
    }

    /// The directory, made where it is missing: with the rights of the user who could put another into its place meanwhile.
    private static func open(_ path: FilePath, _ owner: Ownership?, _ mode: FileMode?) throws(Errno) -> DirectoryHandle
    {
        do { return try PathWalk.directory(path) } catch { if error != .noSuchFile { throw error } }
        let maker = owner == nil ? nil : ServiceUser.mover(of: path, for: owner)?.identity
        return try FileIdentity.acting(for: maker) { () throws(Errno) in
            try DirectoryHandle.make(path, exactMode: mode)
        } refused: {
            $0
        }
    }

    /// Makes a directory that only its owner may enter, and opens it.
    static func makeNew(_ path: FilePath, owner: Identity?) throws(RunError) -> DirectoryHandle {
        do throws(Errno) {
            return try FileIdentity.acting(for: owner) { () throws(Errno) in
                let above = try PathWalk.directory(path.parent)
                try above.makeDirectory(path.name, mode: 0o700, isExact: true)
                let made = try above.directory(path.name)
                // Another may have taken its place, of a user who is somebody else here as well.
                let mark = Bytes("new")
                let user = try made.create(mark).status.owner.uid
                try made.remove(mark)
                guard try made.status.owner.uid == user, try made.names().isEmpty else { throw .displaced }
                return made
            } refused: {
                $0
            }
        } catch { throw RunError(cannot: "make the directory", path, error) }
    }

    /// Makes sure that a directory is there in which nobody but root and this process's user can replace their files: this
    /// user's own is closed to others, one of root's is taken as it is by others.
    static func ensureOwn(_ path: FilePath) throws(RunError) {
        let (owner, user) = (try takeOwn(path), Ownership.current.uid)
        if owner == user || owner == 0 { return }
        throw RunError(
            .permission, "\(quoted(path)) belongs to user \(owner); expected user \(user), or no such directory",
            hint: "remove it, or give it to that user")
    }

    /// - Returns: Whose it is.
    private static func takeOwn(_ path: FilePath) throws(RunError) -> UInt32 {
        do throws(Errno) {
            let directory = try DirectoryHandle.make(path)
            let status = try directory.status
            if status.owner.uid == Ownership.current.uid, status.mode & 0o022 != 0 { try directory.changeMode(0o755) }
            return status.owner.uid
        } catch { throw RunError(cannot: "prepare the directory", path, error) }
    }

    /// Whether every user may make entries, but none can remove another's.
    private static func isShared(_ mode: FileMode) -> Bool { mode & 0o1002 == 0o1002 }

    private static func isLink(_ path: FilePath) -> Bool {
        (try? FileStatus.at(path, following: false))?.kind == .symbolicLink
    }
}
