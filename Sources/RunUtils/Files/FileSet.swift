/// Files that take their places together: each is written beside its target, and when all are there they are swapped in
/// by rename(2). Until then, and after a failure, the targets are as they were.
final class FileSet {
    private final class Staged {
        let target: FilePath
        let temporary: FilePath
        let replaces: Bool

        init(_ target: FilePath, _ temporary: FilePath, replaces: Bool) {
            self.target = target
            self.temporary = temporary
            self.replaces = replaces
        }
    }

    /// What a file is to be.
    struct Attributes: Equatable {
        var mode: FileMode
        /// nil: whoever this process runs as.
        var owner: Ownership?
        /// A file whose extended attributes it gets: labels and access lists.
        var model: FilePath?
    }

    private var staged: [Staged] = []
    private let isDurable: Bool
    /// Files that were already as they should be.
    private(set) var unchanged = 0

    var changed: Int { staged.count }

    /// An empty set.
    ///
    /// - Parameter isDurable: Whether the files are on the disk before they take their places (fsync(2)).
    init(isDurable: Bool = false) { self.isDurable = isDurable }

    deinit { discard() }

    /// Writes a file's new content beside its target, with mode and owner; nothing when it would change nothing.
    func stage(_ content: Bytes, at target: FilePath, _ attributes: Attributes) throws(RunError) {
        do throws(Errno) {
            let existing = try FileStatus.at(target, following: false)
            if existing?.kind == .directory { throw .isDirectory }
            let temporary = target.temporarySibling
            if let existing, try isUnchanged(existing, target, content, attributes) {
                unchanged += 1
                // A kill right after the swap leaves the old file there.
                if !isStaged(temporary) { try? FileSystem.remove(temporary) }
                return
            }
            try FileSystem.makeDirectories(target.parent)
            let file = try create(temporary)
            staged.append(Staged(target, temporary, replaces: existing != nil))
            try file.writeAll(content)
            if let model = attributes.model { file.copyAttributes(of: model) }
            // The mode first: of somebody else's file it takes a capability more. A change of owner clears set-id bits.
            try file.changeMode(attributes.mode)
            if let owner = attributes.owner, owner != .current {
                try file.changeOwner(owner)
                if attributes.mode & 0o6000 != 0 { try file.changeMode(attributes.mode) }
            }
            if isDurable { try file.synchronize() }
        } catch {
            throw FileSet.error("write", target, error, changesOwner: attributes.owner != nil)
        }
    }

    /// Takes the place of one that a kill left behind, but not of one of this set.
    private func create(_ temporary: FilePath) throws(Errno) -> FileDescriptor {
        do { return try FileDescriptor.create(temporary) } catch {
            guard error == .exists, !isStaged(temporary) else { throw error }
        }
        try FileSystem.remove(temporary)
        return try FileDescriptor.create(temporary)
    }

    private func isStaged(_ temporary: FilePath) -> Bool {
        for file in staged where file.temporary == temporary { return true }
        return false
    }

    private func isUnchanged(
        _ status: FileStatus, _ target: FilePath, _ content: Bytes, _ attributes: Attributes
    ) throws(Errno) -> Bool {
        guard status.kind == .regular, status.mode == attributes.mode, status.size == content.count,
            status.owner == attributes.owner ?? .current
        else { return false }
        return try FileSystem.readFile(target) == content
    }

    /// Makes a symbolic link beside its target.
    func stageLink(to destination: Bytes, at target: FilePath) throws(RunError) {
        do throws(Errno) {
            let existing = try FileStatus.at(target, following: false)
            if existing?.kind == .directory { throw .isDirectory }
            try FileSystem.makeDirectories(target.parent)
            let temporary = target.temporarySibling
            try? FileSystem.remove(temporary)
            try FileSystem.makeLink(temporary, to: destination)
            staged.append(Staged(target, temporary, replaces: existing != nil))
        } catch { throw FileSet.error("make the link", target, error) }
    }

    /// Puts all files in place. When one of them cannot be, those before it are put back.
    func commit() throws(RunError) {
        for index in staged.indices {
            let file = staged[index]
            do throws(Errno) {
                if file.replaces {
                    try FileSystem.exchange(file.temporary, file.target)
                } else {
                    try FileSystem.rename(file.temporary, to: file.target)
                }
            } catch {
                for earlier in staged[..<index].reversed() {
                    if earlier.replaces {
                        try? FileSystem.exchange(earlier.temporary, earlier.target)
                    } else {
                        try? FileSystem.remove(earlier.target)
                    }
                }
                throw FileSet.error("replace", file.target, error)
            }
        }
        discard()
    }

    /// Removes what was staged: new files that are not wanted, or the old ones after a swap.
    private func discard() {
        for file in staged { try? FileSystem.remove(file.temporary) }
        staged = []
    }

    private static func error(_ verb: String, _ target: FilePath, _ error: Errno, changesOwner: Bool = false)
        -> RunError
    {
        let hint: String? =
            switch error {
            case .exists: "two files are to be put there"
            case .resourceBusy: "\(quoted(target)) is a mount of its own; mount its directory instead"
            case .notPermitted where changesOwner: Capability.chown.hintIfMissing
            default: nil
            }
        var failure = RunError(cannot: verb, target, error, hint: hint)
        if error == .resourceBusy { failure.status = .permission }
        return failure
    }
}

extension FilePath {
    /// Where a new version of this file is written: hidden, in the same directory, the same name each time this container
    /// starts, so that one left by a kill is not there twice.
    var temporarySibling: FilePath {
        parent.appending(temporaryPrefix + Bytes("\(CurrentProcess.hostName())-\(CurrentProcess.pid)"))
    }

    /// How the names of all new versions of this file begin.
    var temporaryPrefix: Bytes { Bytes(".") + name + Bytes(".new-") }
}
