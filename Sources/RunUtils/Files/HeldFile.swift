/// A file whose holder locked it before it got its name, and keeps the lock until it ends: the kernel drops it even on SIGKILL,
/// and other containers that share the volume see it. So a file that a killed holder left is not taken for a live one.
///
/// The lock that counts is a write lock (fcntl(2)): it takes a descriptor that can write, so nobody holds it who can only read the
/// file, and it is found without taking one. flock(2), which any reader can take, is held as well: older entrypoints look
/// for it, and their files have no other.
final class HeldFile {
    /// Whose the lock is.
    enum Lock {
        /// The descriptor's: nothing but its end takes it away.
        case ofDescription
        /// This process's, which others of its PID namespace can tell from those of other namespaces. The file must not be
        /// opened once more by this process.
        case ofProcess
    }

    /// What a look tells.
    enum State: Equatable {
        case absent
        /// There, and its holder lives.
        case held(Content, FileStatus, by: FileDescriptor.WriteLock)
        /// There, and its holder is gone.
        case left(Content, FileStatus)
        /// Something else, which is nobody's to remove.
        case foreign(FileStatus)
    }

    /// No file of ours is larger.
    private static let limit = 16384
    /// Of what others can make as many as they like, so many are looked at.
    static let lookLimit = 50

    private let entry: Entry
    private var file: FileDescriptor?
    /// The size of the file: that of its longest content so far.
    private var size: Int

    private init(_ entry: Entry, _ file: consuming FileDescriptor, _ size: Int) {
        self.entry = entry
        self.file = .some(file)
        self.size = size
    }

    // MARK: Looking

    /// Looks at an entry, without following a link and without waiting.
    static func state(_ entry: Entry) throws(Errno) -> State {
        guard let status = try entry.directory.status(of: entry.name) else { return .absent }
        if status.kind != .regular || status.size > limit { return .foreign(status) }
        let file: FileDescriptor
        do throws(Errno) { file = try entry.directory.openForReading(entry.name) } catch {
            if error == .noSuchFile { return .absent }
            throw error
        }
        let opened = try file.status
        guard opened.kind == .regular else { return .foreign(opened) }
        let content = Content(parsing: try file.readAll(limit: limit))
        let lock = try file.writeLock
        if lock != .none { return .held(content, opened, by: lock) }
        guard content.isOurs else { return .foreign(opened) }
        // Its holder removed it since it was opened.
        if try file.status.links == 0 { return .absent }
        // Only a file of an older entrypoint has no other lock than this.
        if !content.hasWriteLock, try !file.tryLock(shared: true) { return .held(content, opened, by: .none) }
        return .left(content, opened)
    }

    // MARK: Taking

    /// Makes the file: it appears with its content and its lock at once. What a holder that is gone left there is removed.
    ///
    /// - Parameter owner: Whose the file becomes, so that this user can take its place; nil for who makes it.
    /// - Returns: nil when something else is there that stays.
    static func make(
        _ entry: Entry, _ content: Content, _ lock: Lock = .ofDescription, owner: Ownership? = nil
    ) throws(Errno) -> HeldFile? {
        for _ in 0..<3 {
            do throws(Errno) { return try create(entry, content, lock, owner) } catch {
                if error != .exists && error != .noSuchFile { throw error }
            }
            switch try removeLeft(entry) {
            case .absent, .left: break
            case .held, .foreign: return nil
            }
        }
        return nil
    }

    /// Nobody has the temporary name, not even a container with the same host name and pid; leftovers are swept by the next
    /// start.
    private static func create(
        _ entry: Entry, _ content: Content, _ lock: Lock, _ owner: Ownership?
    ) throws(Errno) -> HeldFile {
        let (directory, name) = (entry.directory, entry.name)
        let temporary = temporaryName(of: name)
        let file = try directory.create(temporary)
        let bytes = content.bytes
        do throws(Errno) {
            let isLocked = try lock == .ofProcess ? file.tryProcessLock() : file.tryWriteLock()
            guard isLocked, try isLockedForOlder(file) else { throw .exists }
            if let owner, try file.status.owner != owner { try file.changeOwner(owner) }
            try file.changeMode(0o644)
            try file.writeAll(bytes)
            try directory.renameExclusive(temporary, to: name)
            // A sweep may have taken the file before it was locked.
            guard try file.status.isSameFile(as: directory.status(of: name)) else { throw .exists }
        } catch {
            try? directory.remove(temporary)
            throw error
        }
        return HeldFile(entry, file, bytes.count)
    }

    /// Takes flock(2) besides. Where the file system does not have it, nobody else can take it either.
    private static func isLockedForOlder(_ file: borrowing FileDescriptor) throws(Errno) -> Bool {
        do { return try file.tryLock() } catch {
            if error == .notSupported || error == .notImplemented { return true }
            throw error
        }
    }

    /// Tries what `make` is to do later, but for the name, and leaves nothing there.
    ///
    /// - Returns: Why the file system gives no lock; nil when it does.
    static func tryLock(_ entry: Entry, _ content: Content) throws(Errno) -> Errno? {
        let temporary = temporaryName(of: entry.name)
        let file = try entry.directory.create(temporary)
        defer { try? entry.directory.remove(temporary) }
        do { _ = try file.tryWriteLock() } catch { return error }
        _ = try isLockedForOlder(file)
        try file.changeMode(0o644)
        try file.writeAll(content.bytes)
        return nil
    }

    // MARK: Removing

    /// Removes what a holder that is gone left. It is put aside first, and looked at again: two that do so at once must not take
    /// each other's new file.
    ///
    /// - Returns: What was there.
    static func removeLeft(_ entry: Entry) throws(Errno) -> State {
        try removeLeft(entry, beside: entry.name, tries: 10)
    }

    /// - Parameter final: The name that it has or was to have.
    private static func removeLeft(_ entry: Entry, beside final: Bytes, tries: Int) throws(Errno) -> State {
        let (directory, name) = (entry.directory, entry.name)
        var state = State.absent
        for attempt in 1...tries {
            state = try HeldFile.state(entry)
            switch state {
            case .absent, .foreign: return state
            case .held(_, _, let lock):
                if lock != .none || attempt == tries { return state }
                // An older waiting entrypoint that looks takes the same lock for a moment.
                Instant.pause(.milliseconds(5))
            case .left:
                let aside = temporaryName(of: final)
                do throws(Errno) {
                    try directory.renameExclusive(name, to: aside)
                    // By another look, and not by its inode: that may be the one of a new file by now.
                    if case .left = try HeldFile.state(Entry(directory: directory, name: aside)) {
                        try directory.remove(aside)
                        return state
                    }
                    try directory.renameExclusive(aside, to: name)
                } catch { if error != .noSuchFile && error != .exists { throw error } }
            }
        }
        return state
    }

    /// Removes half-made files of killed processes beside an entry. Those of other users, where that is not allowed or they hold a lease
    /// (fcntl(2)), stay; so does what is more than anybody leaves.
    static func sweep(_ entry: Entry) throws(Errno) {
        for name in try entry.directory.names(startingWith: temporaryPrefix(of: entry.name)).prefix(lookLimit) {
            do { _ = try removeLeft(Entry(directory: entry.directory, name: name), beside: entry.name, tries: 1) } catch
            {
                if error != .notPermitted && error != .permissionDenied && error != .wouldBlock { throw error }
            }
        }
    }

    private static func temporaryPrefix(of name: Bytes) -> Bytes { Bytes(".") + name + Bytes(".new-") }

    private static func temporaryName(of name: Bytes) -> Bytes {
        temporaryPrefix(of: name) + Bytes("\(CurrentProcess.randomNumber())")
    }

    /// Replaces the content in place; the lock stays. Empty lines fill the place of a longer one, so that one write(2) does
    /// it and nobody reads the rest of the old content behind the new one.
    func update(_ content: Content) throws(Errno) {
        var bytes = content.bytes
        while bytes.count < size { bytes.append(.newline) }
        size = bytes.count
        try file?.overwrite(bytes)
    }

    /// Removes the file if it is still ours, and lets go of the lock.
    func remove() {
        removeName()
        file = nil
    }

    /// Removes the file if it is still ours. The lock stays, since it takes the kernel a moment to let go of it.
    func removeName() {
        guard let ours = try? file?.status, let there = try? entry.directory.status(of: entry.name) else { return }
        if ours.isSameFile(as: there) { try? entry.directory.remove(entry.name) }
    }
}
