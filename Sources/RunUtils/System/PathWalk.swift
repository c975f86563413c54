import CRunUtils

/// An entry of an open directory. There need not be one.
struct Entry {
    let directory: DirectoryHandle
    /// One component.
    let name: Bytes
}

/// Goes along a path from directory to directory, each by its descriptor, so that what was looked at is what is used. A link
/// counts as what it leads to only where none of those who are distrusted could have made it, or led there; else it is
/// refused (`Errno.tooManyLinks`), as systemd's chase() and the kernel's fs.protected_symlinks (proc(5)) do.
final class PathWalk {
    /// The first step that those who are distrusted could have led elsewhere.
    struct Doubt {
        let path: FilePath
        let directory: FileStatus
        let entry: FileStatus
    }

    private let distrust: Distrust
    private(set) var directory: DirectoryHandle
    private(set) var status: FileStatus
    /// Where the walk is.
    private var path: FilePath
    private(set) var doubt: Doubt?
    /// Whether nobody is thought to replace what is mounted: rename(2) and unlink(2) refuse that.
    private let trustsMounts: Bool
    /// Who made a link that was followed, if that was neither root nor this process's user.
    private var linkOwner: Ownership?

    init(_ path: FilePath, _ distrust: Distrust, trustsMounts: Bool = false) throws(Errno) {
        self.distrust = distrust
        self.trustsMounts = trustsMounts
        self.path = path.isAbsolute ? "/" : "."
        directory = try DirectoryHandle.start(path)
        status = try directory.status
    }

    /// The entry at a path.
    ///
    /// - Parameter followsLast: Whether a link at the end stands for its target; one that must not is refused.
    static func entry(
        _ path: FilePath, _ distrust: Distrust = .others, followsLast: Bool = false
    ) throws(Errno) -> Entry {
        let path = path.entry
        if !followsLast {
            let name = path.name
            return Entry(directory: try directory(path.parent, distrust), name: name.isEmpty ? Bytes(".") : name)
        }
        let walk = try PathWalk(path, distrust)
        let name = try walk.go(path, followsLast: true)
        return Entry(directory: walk.directory, name: name)
    }

    /// The directory at a path.
    static func directory(_ path: FilePath, _ distrust: Distrust = .others) throws(Errno) -> DirectoryHandle {
        if let directory = try directoryWithoutLinks(path) { return directory }
        let entry = try entry(path, distrust, followsLast: true)
        return try entry.directory.directory(entry.name, following: entry.directory.isOfProcesses)
    }

    /// In one call; nil where the path must be walked.
    private static func directoryWithoutLinks(_ path: FilePath) throws(Errno) -> DirectoryHandle? {
        if goesUp(path) { return nil }
        do { return try DirectoryHandle.openWithoutLinks(path) } catch {
            if error != .tooManyLinks && error != .notImplemented { throw error }
        }
        return nil
    }

    /// Where ".." leads, somebody may decide who can move the directory.
    private static func goesUp(_ path: FilePath) -> Bool { path.bytes.firstRange(of: "..") != nil }

    /// Opens a file for reading, of whatever kind it is, without waiting for a writer.
    static func open(_ path: FilePath, _ distrust: Distrust) throws(Errno) -> FileDescriptor {
        let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY
        if !goesUp(path) {
            do {
                return FileDescriptor(
                    rawValue: try attempt { path.withCString { unsafe ru_open_without_links(AT_FDCWD, $0, flags) } })
            } catch { if error != .tooManyLinks && error != .notImplemented { throw error } }
        }
        let walk = try PathWalk(path, distrust)
        let name = try walk.go(path.entry, followsLast: true)
        if let owner = walk.linkOwner, Simulation.current == nil {
            do { return try open(path, distrust, withRightsOf: owner) } catch {
                // Without the right to take that user's, the mode tells.
                if error != .notImplemented { throw error }
                let status = try walk.directory.status(of: name)
                if let status, status.mode & 0o004 == 0, status.owner.uid != owner.uid { throw .tooManyLinks }
            }
        }
        return try walk.directory.open(name, flags, following: walk.directory.isOfProcesses)
    }

    /// A link of somebody else's leads no further than that user could read.
    private static func open(
        _ path: FilePath, _ distrust: Distrust, withRightsOf owner: Ownership
    ) throws(Errno) -> FileDescriptor {
        if geteuid() != 0 || FileIdentity.isAnothers { throw .notImplemented }
        let opened = Opened()
        try FileIdentity.acting(for: Identity(owner)) { () throws(Errno) in
            do throws(Errno) { opened.file = .some(try PathWalk.open(path, distrust)) } catch {
                throw error == .permissionDenied ? .tooManyLinks : error
            }
        } refused: { _ in
            .notImplemented
        }
        guard let file = opened.file.take() else { throw .notImplemented }
        return file
    }

    private final class Opened {
        var file: FileDescriptor?
    }

    /// A directory whose files can be opened from there as by their paths; nil where a link of somebody else's is on the way.
    static func plainDirectory(_ path: FilePath, _ distrust: Distrust) throws(Errno) -> DirectoryHandle? {
        if let directory = try directoryWithoutLinks(path) { return directory }
        let walk = try PathWalk(path, distrust)
        let name = try walk.go(path.entry, followsLast: true)
        return walk.linkOwner == nil ? try walk.directory.directory(name) : nil
    }

    // MARK: Walking

    /// How many links are followed, as by the kernel (path_resolution(7)).
    private static let linkLimit = 40

    /// Goes to the directory of the last component.
    ///
    /// - Returns: The last component, which is no link if it was to be followed.
    func go(_ path: FilePath, followsLast: Bool) throws(Errno) -> Bytes {
        var components = PathWalk.components(path)
        var links = 0
        while let name = components.popLast() {
            let isLast = components.isEmpty
            if name == Bytes("..") {
                // Up from a place that may be moved meanwhile.
                if doubt != nil { throw .tooManyLinks }
                try enter(name)
                continue
            }
            let entry = try look(name)
            if entry.kind == .symbolicLink, !isLast || followsLast {
                links += 1
                if doubt != nil || links > PathWalk.linkLimit { throw .tooManyLinks }
                if entry.owner.uid != 0 && entry.owner.uid != Ownership.current.uid {
                    if let linkOwner, linkOwner.uid != entry.owner.uid { throw .tooManyLinks }
                    linkOwner = entry.owner
                }
                // An open file of this process, such as /dev/stdin: only the kernel can follow that, and nobody can make one.
                if isLast && directory.isOfProcesses { return name }
                var target = FilePath(bytes: try directory.linkTarget(name))
                // In a dry run, links of our own are made for the kernel, which knows nothing of the root.
                if let root = Simulation.current?.root.bytes, target.bytes.starts(with: root + [.slash]) {
                    target = FilePath(bytes: Bytes(target.bytes.dropFirst(root.count)))
                }
                if target.isAbsolute { try enterRoot() }
                components += PathWalk.components(target)
            } else if isLast {
                return name
            } else {
                try enter(name)
            }
        }
        return Bytes(".")
    }

    /// In reverse order.
    private static func components(_ path: FilePath) -> [Bytes] {
        path.bytes.pieces(separatedBy: .slash).filter { !$0.isEmpty && $0 != Bytes(".") }.reversed()
    }

    private func look(_ name: Bytes) throws(Errno) -> FileStatus {
        do throws(Errno) {
            let entry = try FileStatus.of(name, in: directory.rawValue)
            if couldLead(entry) { note(name, entry) }
            return entry
        } catch {
            // What is missing now may be there a moment later.
            if distrust.canWrite(status.rights(hasAccessList: directory.hasAccessList)) { note(name, status) }
            throw error
        }
    }

    private func note(_ name: Bytes, _ entry: FileStatus) {
        if doubt != nil || directory.isFixed { return }
        doubt = Doubt(path: path.appending(name), directory: status, entry: entry)
    }

    /// Drops the doubt that began with an entry, which is open, if that is where something is mounted.
    func forgiveMount(_ name: Bytes, _ entry: CInt) {
        guard trustsMounts, let doubt, doubt.path == path.appending(name) else { return }
        if MountTable.areApart(directory.rawValue, entry) { self.doubt = nil }
    }

    /// A link that is theirs may be from a time when the directory was theirs too.
    private func couldLead(_ entry: FileStatus) -> Bool {
        distrust.canReplace(entry.rights(), in: status.rights(hasAccessList: directory.hasAccessList))
            || entry.kind == .symbolicLink && distrust.isTheirs(entry.owner)
    }

    private func enter(_ name: Bytes) throws(Errno) {
        let entry = try directory.directory(name)
        forgiveMount(name, entry.rawValue)
        directory = entry
        status = try directory.status
        path = path.appending(name)
    }

    private func enterRoot() throws(Errno) {
        directory = try DirectoryHandle.start("/")
        status = try directory.status
        path = "/"
    }
}
