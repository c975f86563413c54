import CRunUtils

/// An open directory. Its entries are named by one component each, so nobody can lead a call elsewhere by changing a path, and no
/// link is followed: what root reads, writes, makes, renames, removes or gives away where others may change directories goes by
/// one of these. `PathWalk` opens them.
final class DirectoryHandle {
    private let file: FileDescriptor

    private init(_ file: consuming FileDescriptor) { self.file = file }

    var rawValue: CInt { file.rawValue }

    // MARK: Opening

    /// Without the right to list it, it is still good for calls on its entries.
    private static func open(_ call: (CInt) -> CInt) throws(Errno) -> DirectoryHandle {
        let flags = O_DIRECTORY | O_NOFOLLOW
        do throws(Errno) {
            return DirectoryHandle(FileDescriptor(rawValue: try attempt { call(flags | O_RDONLY) }))
        } catch {
            guard error == .permissionDenied else { throw error }
            return DirectoryHandle(FileDescriptor(rawValue: try attempt { call(flags | CInt(RU_REFER)) }))
        }
    }

    /// Where a walk along a path begins: at the root, or in the working directory.
    static func start(_ path: FilePath) throws(Errno) -> DirectoryHandle {
        let start: FilePath = path.isAbsolute ? "/" : "."
        // A unit test's root may be a link.
        return try open { flags in start.withCString { unsafe ru_open(AT_FDCWD, $0, flags & ~O_NOFOLLOW, 0) } }
    }

    /// `Errno.tooManyLinks` where there is a link on the path, `Errno.notImplemented` where the kernel cannot say.
    static func openWithoutLinks(_ path: FilePath) throws(Errno) -> DirectoryHandle {
        // With O_NOFOLLOW, a link at the end would be no directory (ENOTDIR).
        try open { flags in path.withCString { unsafe ru_open_without_links(AT_FDCWD, $0, flags & ~O_NOFOLLOW) } }
    }

    /// The directory at a path, made where it is missing, with those above it: 0755 but for the umask.
    ///
    /// - Parameter exactMode: That of the directory itself where it is made, whatever the umask is. It is not changed afterwards:
    ///   by then another one may be there.
    static func make(_ path: FilePath, exactMode: FileMode? = nil) throws(Errno) -> DirectoryHandle {
        do { return try PathWalk.directory(path) } catch { if error != .noSuchFile { throw error } }
        let path = path.entry
        let parent = try make(path.parent)
        do { try parent.makeDirectory(path.name, mode: exactMode ?? 0o755, isExact: exactMode != nil) } catch {
            if error != .exists { throw error }
        }
        return try parent.directory(path.name)
    }

    /// A directory in this one.
    ///
    /// - Parameter following: Whether the kernel follows a link: only where nobody can make one.
    func directory(_ name: Bytes, following: Bool = false) throws(Errno) -> DirectoryHandle {
        try DirectoryHandle.open { flags in
            let flags = following ? flags & ~O_NOFOLLOW : flags
            return name.withCString { unsafe ru_open(rawValue, $0, flags, 0) }
        }
    }

    // MARK: Itself

    var status: FileStatus { get throws(Errno) { try file.status } }

    /// Whether nobody can change it in this container, see `FileDescriptor.isFixed`.
    var isFixed: Bool { file.isFixed }

    var hasAccessList: Bool { file.hasAccessList }

    /// Whether it is the kernel's own, below /proc.
    var isOfProcesses: Bool { ru_is_of_processes(rawValue) }

    /// The lock of flock(2), as long as the handle lives.
    func tryLock(shared: Bool = false) throws(Errno) -> Bool { try file.tryLock(shared: shared) }

    func changeOwner(_ owner: Ownership) throws(Errno) { try file.changeOwner(owner) }

    func changeMode(_ mode: FileMode) throws(Errno) { try file.changeMode(mode) }

    /// The names in it, without "." and "..", sorted by their bytes.
    func names() throws(Errno) -> [Bytes] { try list().names }

    /// Those that begin with a text.
    func names(startingWith prefix: Bytes) throws(Errno) -> [Bytes] {
        guard let stream = unsafe ru_list(rawValue) else { throw .current }
        defer { unsafe _ = closedir(stream) }
        var names: [Bytes] = []
        while let name = unsafe ru_next_entry(stream, nil) {
            let begins = prefix.withCString { unsafe strncmp(name, $0, prefix.count) == 0 }
            if begins { unsafe names.append(Bytes(cString: name)) }
        }
        if ru_errno() != 0 { throw .current }
        return names
    }

    /// The same names, and whether the directory says itself that all are plain files; not every file system does.
    func list() throws(Errno) -> (names: [Bytes], areFiles: Bool) {
        guard let stream = unsafe ru_list(rawValue) else { throw .current }
        defer { unsafe _ = closedir(stream) }
        var texts: [UnsafeMutablePointer<CChar>?] = unsafe []
        defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
        var (areFiles, isFile) = (true, false)
        while let name = unsafe ru_next_entry(stream, &isFile) {
            unsafe texts.append(strdup(name))
            if !isFile { areFiles = false }
        }
        if ru_errno() != 0 { throw .current }
        var room = unsafe texts
        unsafe ru_sort(&texts, &room, texts.count)
        var names: [Bytes] = []
        for index in unsafe texts.indices { unsafe names.append(Bytes(cString: texts[index]!)) }
        return (names, areFiles)
    }

    // MARK: Entries

    /// An entry's status, of a link itself; nil when there is none.
    func status(of name: Bytes) throws(Errno) -> FileStatus? {
        do { return try FileStatus.of(name, in: rawValue) } catch {
            if error == .noSuchFile { return nil }
            throw error
        }
    }

    /// Opens an entry that is there, of whatever kind, without waiting for somebody at the other end.
    ///
    /// - Parameter following: Whether the kernel follows a link: only where nobody can make one.
    func open(_ name: Bytes, _ flags: CInt, following: Bool = false) throws(Errno) -> FileDescriptor {
        let flags = flags | O_NONBLOCK | O_NOCTTY | (following ? 0 : O_NOFOLLOW)
        return FileDescriptor(
            rawValue: try attempt { name.withCString { unsafe ru_open(rawValue, $0, flags, 0) } })
    }

    func openForReading(_ name: Bytes) throws(Errno) -> FileDescriptor { try open(name, O_RDONLY) }

    /// For reading too.
    func openForAppending(_ name: Bytes) throws(Errno) -> FileDescriptor { try open(name, O_RDWR | O_APPEND) }

    /// A name that is to be made.
    private func new(_ name: Bytes) throws(Errno) -> Bytes {
        if Unprintable.isIn(name) { throw .unprintable }
        return name
    }

    /// Creates a file that was not there, for reading and writing.
    ///
    /// - Parameter mode: As far as the umask, or the directory's default access list, leaves it.
    func create(_ name: Bytes, mode: FileMode = 0o600) throws(Errno) -> FileDescriptor {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
        let name = try new(name)
        return FileDescriptor(
            rawValue: try attempt { name.withCString { unsafe ru_open(rawValue, $0, flags, mode) } })
    }

    /// Opens a file that only serves as a lock; it is made where it is missing.
    func openLockFile(_ name: Bytes) throws(Errno) -> FileDescriptor {
        let flags = O_WRONLY | O_CREAT | O_NOFOLLOW
        return FileDescriptor(
            rawValue: try attempt { name.withCString { unsafe ru_open(rawValue, $0, flags, 0o600) } })
    }

    /// mkdirat(2).
    ///
    /// - Parameter isExact: Whether the umask takes nothing from the mode.
    func makeDirectory(_ name: Bytes, mode: FileMode = 0o755, isExact: Bool = false) throws(Errno) {
        let name = try new(name)
        try attempt {
            name.withCString { unsafe (isExact ? ru_make_directory : mkdirat)(rawValue, $0, mode) }
        }
    }

    func makeLink(_ name: Bytes, to target: Bytes) throws(Errno) {
        let (name, target) = (try new(name), try new(target))
        try attempt { target.withCString { target in name.withCString { unsafe symlinkat(target, rawValue, $0) } } }
    }

    func linkTarget(_ name: Bytes) throws(Errno) -> Bytes {
        var target = Bytes(repeating: 0, count: 4096)
        let count = try attempt { name.withCString { unsafe ru_read_link(rawValue, $0, &target, 4096) } }
        return target.upTo(count)
    }

    /// renameat(2), in the place of what has the other name.
    func rename(_ name: Bytes, to target: Bytes, in other: DirectoryHandle? = nil) throws(Errno) {
        let destination = other?.rawValue ?? rawValue
        let target = try new(target)
        try attempt {
            name.withCString { name in target.withCString { unsafe renameat(rawValue, name, destination, $0) } }
        }
    }

    /// Renames only if nothing has the other name; `Errno.exists` otherwise.
    func renameExclusive(_ name: Bytes, to target: Bytes) throws(Errno) {
        let target = try new(target)
        try attempt {
            name.withCString { name in target.withCString { unsafe ru_rename_exclusive(rawValue, name, $0) } }
        }
    }

    /// Swaps two entries, so that none of the two names is missing at any moment.
    func exchange(_ first: Bytes, _ second: Bytes) throws(Errno) {
        try attempt {
            first.withCString { first in second.withCString { unsafe ru_rename_exchange(rawValue, first, $0) } }
        }
    }

    /// Moves what is in a directory into another, in the place of what has the same names there.
    func merge(into target: DirectoryHandle) throws(Errno) {
        for name in try names() {
            do { try rename(name, to: name, in: target) } catch {
                guard error == .notEmpty || error == .exists else { throw error }
                try directory(name).merge(into: target.directory(name))
            }
        }
    }

    /// Removes an entry that is no directory.
    func remove(_ name: Bytes) throws(Errno) {
        try attempt { name.withCString { unsafe unlinkat(rawValue, $0, 0) } }
    }

    /// Removes an empty directory.
    func removeDirectory(_ name: Bytes) throws(Errno) {
        try attempt { name.withCString { unsafe unlinkat(rawValue, $0, AT_REMOVEDIR) } }
    }

    /// Removes an entry, and all that is in it on the same file system. Nothing there is no error.
    ///
    /// - Parameter made: The only directory that is meant; nil for whatever is there.
    /// - Throws: Why something is left; the rest is gone all the same.
    func removeTree(_ name: Bytes, made: FileStatus? = nil) throws(Errno) {
        do {
            guard let status = try status(of: name) else { return }
            if made != nil || status.kind == .directory {
                try TreeRemoval().remove(name, in: self, made)
            } else {
                try remove(name)
            }
        } catch { if error != .noSuchFile { throw error } }
    }
}
