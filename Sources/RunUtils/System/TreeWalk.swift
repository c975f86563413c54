import CRunUtils

/// Goes through a directory and all below it on the same mount.
///
/// Whoever may write in the tree can rename directories and put links in their place at any moment. So the walk goes from
/// directory to directory by descriptors. It keeps one directory open, however deep the tree is, and goes back by "..", which
/// must lead to where it came from.
class TreeWalk {
    /// A directory on the way down to the present one.
    private final class Level {
        let name: Bytes
        let status: FileStatus
        /// Those below it that are still to be walked.
        var directories: [Bytes] = []

        init(_ name: Bytes, _ status: FileStatus) {
            self.name = name
            self.status = status
        }
    }

    private var current: FileDescriptor?
    private var levels: [Level] = []
    private var present: Bytes?
    /// How many entries were looked at.
    private(set) var entries = 0

    /// Asked now and then.
    func goesOn() -> Bool { true }

    /// Does what is to be done with an entry that is no directory.
    func visit(_ name: Bytes, _ status: FileStatus, in directory: CInt) throws(Errno) {}

    /// Does what is to be done with a directory when all in it has been visited, while it is open.
    func leave(_ directory: CInt, _ status: FileStatus) throws(Errno) {}

    /// Does what is to be done with a directory afterwards.
    func left(_ name: Bytes, in parent: CInt) throws(Errno) {}

    /// Decides whether the walk goes on past an entry that could not be looked at, entered or changed.
    func pass(_ error: Errno) throws(Errno) { throw error }

    /// Walks the tree below a directory.
    ///
    /// - Parameter name: What stands for it in `place`.
    /// - Returns: Whether it came to its end.
    func walk(_ top: consuming FileDescriptor, _ name: Bytes) throws(Errno) -> Bool {
        try enter(top, name)
        while let level = levels.last {
            guard goesOn() else { return false }
            if let name = level.directories.popLast() { try descend(name) } else { try ascend(from: level) }
        }
        return true
    }

    /// Counts what is no tree.
    func countFile() { entries = 1 }

    /// Where the walk is, for an error.
    var place: FilePath {
        var place = FilePath(bytes: levels.first?.name ?? [])
        for level in levels.dropFirst() { place = place.appending(level.name) }
        return present.map { place.appending($0) } ?? place
    }

    /// The directory whose entries are visited, as it was when the walk came to it.
    var directory: FileStatus? { levels.last?.status }

    private var descriptor: CInt { current?.rawValue ?? -1 }

    /// Visits everything in a directory but what is in directories below it.
    private func enter(_ directory: consuming FileDescriptor, _ name: Bytes) throws(Errno) {
        let level = Level(name, try directory.status)
        levels.append(level)
        entries += 1
        current = .some(directory)
        present = nil
        guard let stream = unsafe ru_list(descriptor) else { throw .current }
        defer { unsafe _ = closedir(stream) }
        var count = 0
        while let name = unsafe ru_next_entry(stream, nil) {
            let name = unsafe Bytes(cString: name)
            count += 1
            if count & 255 == 0, !goesOn() { return }
            present = name
            do throws(Errno) {
                let status = try FileStatus.of(name, in: descriptor)
                if status.device != level.status.device { continue }
                if status.kind == .directory {
                    level.directories.append(name)
                } else {
                    try visit(name, status, in: descriptor)
                    entries += 1
                }
            } catch { try meet(error) }
        }
        if ru_errno() != 0 { throw .current }
        present = nil
    }

    private func descend(_ name: Bytes) throws(Errno) {
        present = name
        do throws(Errno) {
            let directory = try TreeWalk.open(name, lists: true, in: descriptor)
            if try directory.status.device == levels.last?.status.device { try enter(directory, name) }
        } catch { try meet(error) }
        present = nil
    }

    private func ascend(from level: Level) throws(Errno) {
        var parent: FileDescriptor?
        if levels.count > 1 {
            let above = FileDescriptor(rawValue: try attempt { ru_open_parent(descriptor) })
            guard try above.status.isSameFile(as: levels[levels.count - 2].status) else { throw .stale }
            parent = .some(above)
        }
        try leave(descriptor, level.status)
        levels.removeLast()
        current = parent.take()
        if current != nil { try left(level.name, in: descriptor) }
    }

    /// Opens an entry, not through a link and not on another mount.
    ///
    /// - Parameter lists: Whether it is a directory to be listed, and not only to be referred to.
    static func open(_ name: Bytes, lists: Bool, in directory: CInt) throws(Errno) -> FileDescriptor {
        do {
            return FileDescriptor(
                rawValue: try attempt { name.withCString { unsafe ru_open_entry(directory, $0, lists) } })
        } catch { if error != .notImplemented { throw error } }
        let entry = FileDescriptor(
            rawValue: try attempt { name.withCString { unsafe ru_open_entry_anywhere(directory, $0, lists) } })
        if MountTable.areApart(directory, entry.rawValue) { throw .otherMount }
        return entry
    }

    /// An entry that is gone or another one by now, or on another mount, is left alone.
    private func meet(_ error: Errno) throws(Errno) {
        for harmless in [Errno.noSuchFile, .notDirectory, .tooManyLinks, .otherMount] where error == harmless { return }
        try pass(error)
    }
}
