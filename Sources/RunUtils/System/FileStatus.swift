import CRunUtils

/// Permission bits, with set-uid, set-gid and sticky.
typealias FileMode = UInt32

/// What stat(2) tells of a file.
struct FileStatus: Equatable {
    enum Kind { case regular, directory, symbolicLink, socket, pipe, other }

    /// How many bytes a file may have that is read as a whole. A template is in memory two or three times, and a file that is
    /// nothing but a size takes no place on a disk.
    static let sizeLimit = 1 << 28

    let device: UInt64
    let inode: UInt64
    let kind: Kind
    let mode: FileMode
    let owner: Ownership
    let size: Int
    /// How many names it has.
    let links: Int

    init(_ raw: stat) {
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        mode = raw.st_mode & 0o7777
        let simulated = Simulation.current?.owner(device: device, inode: inode)
        owner = simulated ?? Ownership(uid: raw.st_uid, gid: raw.st_gid)
        size = Int(raw.st_size)
        links = Int(raw.st_nlink)
        switch raw.st_mode & mode_t(S_IFMT) {
        case mode_t(S_IFREG): kind = .regular
        case mode_t(S_IFDIR): kind = .directory
        case mode_t(S_IFLNK): kind = .symbolicLink
        case mode_t(S_IFSOCK): kind = .socket
        case mode_t(S_IFIFO): kind = .pipe
        default: kind = .other
        }
    }

    /// What counts for who can change it.
    func rights(hasAccessList: @autoclosure () -> Bool = false) -> Rights {
        Rights(owner: owner, mode: mode, hasAccessList: mode & 0o020 != 0 && hasAccessList())
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
}
