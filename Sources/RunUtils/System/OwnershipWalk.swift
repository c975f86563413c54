import CRunUtils

/// Gives a tree to an owner: only wrong entries are changed, links themselves and not what they lead to, and nothing on
/// another mount.
///
/// Whoever may write in the tree can rename directories and put links in their place at any moment. So the walk goes from
/// directory to directory by descriptors, and every entry is changed by a descriptor of its own. It keeps one directory
/// open, however deep the tree is, and goes back by "..", which must lead to where it came from. A directory is changed
/// after what is in it: without CAP_DAC_OVERRIDE it could not be entered any more.
final class OwnershipWalk {
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

    private let owner: Ownership
    /// Asked now and then.
    private let goesOn: () -> Bool
    private var current: FileDescriptor?
    private var levels: [Level] = []
    private var present: Bytes?
    /// How many entries were looked at, and how many of them were wrong.
    private(set) var (entries, changed) = (0, 0)

    init(_ owner: Ownership, goesOn: @escaping () -> Bool) {
        self.owner = owner
        self.goesOn = goesOn
    }

    /// Walks a tree, or changes a single file. A link at the path is refused with `tooManyLinks`.
    ///
    /// - Returns: Whether it came to its end.
    func run(_ path: FilePath) throws(Errno) -> Bool {
        guard let status = try FileStatus.at(path, following: false) else { throw .noSuchFile }
        if status.kind == .symbolicLink { throw .tooManyLinks }
        if status.kind != .directory {
            if status.owner != owner {
                let file = FileDescriptor(
                    rawValue: try attempt { path.withCString { unsafe ru_open_entry(AT_FDCWD, $0, false) } })
                try change(file.rawValue)
            }
            entries = 1
            return true
        }
        let top = try FileDescriptor.openDirectory(path)
        try enter(top, path.bytes)
        while let level = levels.last {
            guard goesOn() else { return false }
            if let name = level.directories.popLast() { try descend(name) } else { try ascend(from: level) }
        }
        return true
    }

    /// Where the walk is, for an error.
    var place: FilePath {
        var place = FilePath(bytes: levels.first?.name ?? [])
        for level in levels.dropFirst() { place = place.appending(level.name) }
        return present.map { place.appending($0) } ?? place
    }

    private var descriptor: CInt { current?.rawValue ?? -1 }

    /// Looks at everything in a directory but what is in directories below it.
    private func enter(_ directory: consuming FileDescriptor, _ name: Bytes) throws(Errno) {
        let level = Level(name, try directory.status)
        entries += 1
        levels.append(level)
        current = .some(directory)
        present = nil
        guard let stream = unsafe ru_list(descriptor) else { throw .current }
        defer { unsafe _ = closedir(stream) }
        while let name = unsafe ru_next_entry(stream, nil) {
            let name = unsafe Bytes(cString: name)
            if entries & 255 == 0, !goesOn() { return }
            present = name
            do throws(Errno) {
                let status = try FileStatus.of(name, in: descriptor)
                if status.device != level.status.device { continue }
                if status.kind == .directory {
                    level.directories.append(name)
                } else {
                    try look(name, in: descriptor, status)
                }
            } catch { try OwnershipWalk.tolerate(error) }
        }
        if ru_errno() != 0 { throw .current }
        present = nil
    }

    private func descend(_ name: Bytes) throws(Errno) {
        present = name
        do throws(Errno) {
            let directory = try open(name, lists: true, in: descriptor)
            if try directory.status.device == levels.last?.status.device { try enter(directory, name) }
        } catch { try OwnershipWalk.tolerate(error) }
        present = nil
    }

    private func ascend(from level: Level) throws(Errno) {
        var parent: FileDescriptor?
        if levels.count > 1 {
            let above = FileDescriptor(rawValue: try attempt { ru_open_parent(descriptor) })
            guard try above.status.isSameFile(as: levels[levels.count - 2].status) else { throw .stale }
            parent = .some(above)
        }
        if level.status.owner != owner { try change(descriptor) }
        levels.removeLast()
        current = parent.take()
    }

    /// Counts an entry, and changes it if it is wrong.
    private func look(_ name: Bytes, in directory: CInt, _ status: FileStatus) throws(Errno) {
        if status.owner != owner {
            let entry = try open(name, lists: false, in: directory)
            try change(entry.rawValue)
        }
        entries += 1
    }

    private func change(_ descriptor: CInt) throws(Errno) {
        if let simulation = Simulation.current {
            simulation.changeOwner(of: try FileStatus.of(descriptor), to: owner)
        } else {
            try attempt { ru_change_owner(descriptor, owner.uid, owner.gid) }
        }
        changed += 1
    }

    private func open(_ name: Bytes, lists: Bool, in directory: CInt) throws(Errno) -> FileDescriptor {
        FileDescriptor(rawValue: try attempt { name.withCString { unsafe ru_open_entry(directory, $0, lists) } })
    }

    /// An entry that is gone or another one by now, or on another mount, is left alone.
    private static func tolerate(_ error: Errno) throws(Errno) {
        for harmless in [Errno.noSuchFile, .notDirectory, .tooManyLinks, .otherMount] where error == harmless { return }
        throw error
    }
}
