/// Reads what somebody who may do so has put there to be read: configuration, templates and secrets. It may have any owner, and
/// links are followed, unless the service's user could have made them.
final class ConfigurationReader {
    private let distrust = ServiceUser.distrust
    /// That of the last file; the handle once a second file of it was asked for; and who could have moved there what is in it, so
    /// that it is read with that user's rights.
    private var directory: (path: FilePath, handle: DirectoryHandle?, reader: Identity?) = ("", nil, nil)
    /// Whether no file of that directory was asked for before.
    private var isFirst = true

    /// - Throws: `Errno.notPlainFile` for anything but a file, `Errno.tooManyLinks` for a link that is not to be followed,
    ///   `Errno.tooLarge` for more than `FileStatus.sizeLimit` bytes.
    static func read(_ path: FilePath) throws(Errno) -> (content: Bytes, status: FileStatus) {
        try ConfigurationReader().read(path)
    }

    func read(_ path: FilePath) throws(Errno) -> (content: Bytes, status: FileStatus) {
        if !path.hasParent(directory.path) {
            directory = (path.parent, nil, ServiceUser.mover(of: path.parent, entries: true)?.identity)
            isFirst = true
        }
        do throws(Errno) {
            return try FileIdentity.acting(for: directory.reader) { () throws(Errno) in
                try content(path)
            } refused: {
                $0
            }
        } catch {
            if error != .permissionDenied || directory.reader == nil || ServiceUser.mover(of: path) != nil {
                throw error
            }
        }
        // A file that is mounted.
        return try content(path)
    }

    private func content(_ path: FilePath) throws(Errno) -> (content: Bytes, status: FileStatus) {
        let file = try open(path)
        let status = try file.status
        guard status.kind == .regular else { throw .notPlainFile }
        // Another name of somebody else's file, where fs.protected_hardlinks (proc(5)) is switched off.
        if status.links > 1, !distrust.isTheirs(status.owner), PathWalk.doubt(path, distrust) != nil {
            throw .tooManyLinks
        }
        if status.size > FileStatus.sizeLimit { throw .tooLarge }
        // One read for the file, which finds its end as well; files of /proc tell no size.
        let content = try file.readAll(
            limit: FileStatus.sizeLimit + 1, pieces: max(4096, min(status.size + 1, 1 << 26)), size: status.size)
        if content.count > FileStatus.sizeLimit { throw .tooLarge }
        return (content, status)
    }

    /// Many files of a directory are opened from there, which is less work than to go along all of their paths.
    private func open(_ path: FilePath) throws(Errno) -> FileDescriptor {
        defer { isFirst = false }
        if isFirst { return try PathWalk.open(path, distrust) }
        if directory.handle == nil { directory.handle = try PathWalk.plainDirectory(directory.path, distrust) }
        guard let handle = directory.handle else { return try PathWalk.open(path, distrust) }
        do { return try handle.openForReading(path.name) } catch {
            if error != .tooManyLinks { throw error }
            return try PathWalk.open(path, distrust)
        }
    }
}
