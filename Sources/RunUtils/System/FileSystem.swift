import CRunUtils

/// Permission bits, with set-uid, set-gid and sticky.
typealias FileMode = UInt32

/// What stat(2) tells of a file.
struct FileStatus: Equatable {
    enum Kind { case regular, directory, symbolicLink, socket, pipe, other }

    let device: UInt64
    let inode: UInt64
    let kind: Kind
    let mode: FileMode
    let owner: Ownership
    let size: Int

    private init(_ raw: stat) {
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        mode = raw.st_mode & 0o7777
        let simulated = Simulation.current?.owner(device: device, inode: inode)
        owner = simulated ?? Ownership(uid: raw.st_uid, gid: raw.st_gid)
        size = Int(raw.st_size)
        switch raw.st_mode & mode_t(S_IFMT) {
        case mode_t(S_IFREG): kind = .regular
        case mode_t(S_IFDIR): kind = .directory
        case mode_t(S_IFLNK): kind = .symbolicLink
        case mode_t(S_IFSOCK): kind = .socket
        case mode_t(S_IFIFO): kind = .pipe
        default: kind = .other
        }
    }

    /// Whether both are of the same file.
    func isSameFile(as other: FileStatus?) -> Bool { device == other?.device && inode == other?.inode }

    static func of(_ descriptor: CInt) throws(Errno) -> FileStatus {
        var raw = stat()
        try attempt { unsafe fstat(descriptor, &raw) }
        return FileStatus(raw)
    }

    /// The status of an entry of a directory, of a link itself.
    static func of(_ name: Bytes, in directory: CInt) throws(Errno) -> FileStatus {
        var raw = stat()
        try attempt { name.withCString { unsafe fstatat(directory, $0, &raw, AT_SYMLINK_NOFOLLOW) } }
        return FileStatus(raw)
    }

    /// The status of the file at a path, or nil when there is none.
    ///
    /// - Parameter following: Whether a symbolic link at the end stands for its target.
    static func at(_ path: FilePath, following: Bool = true) throws(Errno) -> FileStatus? {
        var raw = stat()
        do {
            try attempt {
                (following ? path : path.entry).withCString { unsafe following ? stat($0, &raw) : lstat($0, &raw) }
            }
        } catch {
            if error == .noSuchFile || error == .notDirectory { return nil }
            throw error
        }
        return FileStatus(raw)
    }
}

/// Typed calls on paths.
enum FileSystem {
    static func readFile(_ path: FilePath, flags: CInt = 0) throws(Errno) -> Bytes {
        try read(path, flags: flags).content
    }

    /// A file's content, and its status when it was opened.
    static func read(_ path: FilePath, flags: CInt = 0) throws(Errno) -> (content: Bytes, status: FileStatus) {
        let file = try FileDescriptor.open(path, O_RDONLY | flags)
        let status = try file.status
        // One read for the file, which finds its end as well; files of /proc tell no size.
        let content = try file.readAll(pieces: max(4096, min(status.size + 1, 1 << 26)), size: status.size)
        return (content, status)
    }

    /// renameat(2); `directory` is where relative paths begin.
    static func rename(
        _ from: FilePath, to target: FilePath, in directory: CInt = FileDescriptor.workingDirectory
    ) throws(Errno) {
        try attempt {
            from.withCString { from in target.withCString { unsafe renameat(directory, from, directory, $0) } }
        }
    }

    /// Moves what is in a directory into another, in the place of what has the same names there.
    static func merge(_ from: FilePath, into target: FilePath) throws(Errno) {
        for name in try names(in: from) {
            let (entry, place) = (from.appending(name), target.appending(name))
            do { try rename(entry, to: place) } catch {
                guard error == .notEmpty || error == .exists else { throw error }
                try merge(entry, into: place)
            }
        }
    }

    /// Renames only if nothing is at the target; `Errno.exists` otherwise.
    static func renameExclusive(_ from: FilePath, to target: FilePath) throws(Errno) {
        try attempt {
            from.withCString { from in target.withCString { unsafe ru_rename_exclusive(from, $0) } }
        }
    }

    /// Swaps two files, so that none of the two names is missing at any moment.
    static func exchange(
        _ first: FilePath, _ second: FilePath, in directory: CInt = FileDescriptor.workingDirectory
    ) throws(Errno) {
        try attempt {
            first.withCString { first in second.withCString { unsafe ru_rename_exchange(directory, first, $0) } }
        }
    }

    static func remove(_ path: FilePath, in directory: CInt = FileDescriptor.workingDirectory) throws(Errno) {
        try attempt { path.withCString { unsafe unlinkat(directory, $0, 0) } }
    }

    /// Removes a file, or a directory with all that is in it, as far as the system lets us. Links are not followed.
    static func removeTree(_ path: FilePath) {
        guard let status = try? FileStatus.at(path, following: false), status.kind == .directory else {
            return (try? remove(path)) ?? ()
        }
        for name in (try? names(in: path)) ?? [] { removeTree(path.appending(name)) }
        _ = path.withCString { unsafe rmdir($0) }
    }

    /// mkdir(2), subject to the umask.
    static func makeDirectory(_ path: FilePath, mode: FileMode = 0o755) throws(Errno) {
        try attempt { path.withCString { unsafe mkdir($0, mode) } }
    }

    /// Creates a directory and those above it where they are missing.
    static func makeDirectories(_ path: FilePath) throws(Errno) {
        if let status = try FileStatus.at(path) {
            if status.kind == .directory { return }
            throw .notDirectory
        }
        try makeDirectories(path.parent)
        do { try makeDirectory(path) } catch { if error != .exists { throw error } }
    }

    /// lchown(2): a symbolic link itself, never its target.
    static func changeOwner(_ path: FilePath, _ owner: Ownership) throws(Errno) {
        if let simulation = Simulation.current {
            guard let status = try FileStatus.at(path, following: false) else { throw .noSuchFile }
            return simulation.changeOwner(of: status, to: owner)
        }
        try attempt { path.withCString { unsafe lchown($0, owner.uid, owner.gid) } }
    }

    static func changeMode(_ path: FilePath, _ mode: FileMode) throws(Errno) {
        try attempt { path.withCString { unsafe chmod($0, mode) } }
    }

    static func linkTarget(_ path: FilePath) throws(Errno) -> Bytes {
        var target = Bytes(repeating: 0, count: 4096)
        let count = try attempt { path.withCString { unsafe ru_read_link($0, &target, 4096) } }
        return Bytes(target[..<count])
    }

    static func makeLink(_ path: FilePath, to target: Bytes) throws(Errno) {
        try attempt { target.withCString { target in path.withCString { unsafe symlink(target, $0) } } }
    }

    static func isExecutable(_ path: FilePath) -> Bool {
        path.withCString { unsafe access($0, X_OK) } == 0
    }

    static func isWritable(_ path: FilePath) -> Bool { path.withCString { unsafe access($0, W_OK) } == 0 }

    static func removeDirectory(_ path: FilePath) throws(Errno) {
        try attempt { path.withCString { unsafe rmdir($0) } }
    }

    /// The names in a directory, without "." and "..", sorted by their bytes.
    static func names(in path: FilePath) throws(Errno) -> [Bytes] { try list(path).names }

    /// The same names, and whether the directory says itself that all are plain files; not every file system does.
    static func list(_ path: FilePath) throws(Errno) -> (names: [Bytes], areFiles: Bool) {
        guard let stream = path.withCString({ unsafe opendir($0) }) else { throw .current }
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
}
