/// Files that take their places together: each is written beside its target, and when all are there they are swapped in
/// by rename(2). Until then, and after a failure, the targets are as they were.
final class FileSet {
    private final class Staged {
        let target: FilePath
        /// nil for a file that is as it should be already.
        let temporary: FilePath?
        let replaces: Bool
        /// Whether nothing is left of the temporary file, since it has become the target.
        var isMoved = false

        init(_ target: FilePath, _ temporary: FilePath?, replaces: Bool) {
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

    private var files: [Staged] = []
    private var directories: [StagingDirectory] = []
    private var mirror: StagedFiles?
    private let isDurable: Bool
    /// Files that were already as they should be.
    var unchanged: Int { files.count { $0.temporary == nil } }
    var changed: Int { files.count - unchanged }

    /// An empty set.
    ///
    /// - Parameter isDurable: Whether the files are on the disk before they take their places (fsync(2)).
    init(isDurable: Bool = false) { self.isDurable = isDurable }

    deinit { discard() }

    /// Writes a file's new content beside its target, with mode and owner; nothing when it would change nothing.
    func stage(_ content: Bytes, at target: FilePath, _ attributes: Attributes) throws(RunError) {
        do throws(Errno) {
            let existing = try existing(target)
            let difference = try FileSet.difference(existing, target, content, attributes)
            let temporary = try place(target, existing, isChanged: difference != nil)
            guard let temporary else { return }
            let file = try FileDescriptor.create(temporary)
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

    /// Makes a symbolic link beside its target.
    func stageLink(to destination: Bytes, at target: FilePath) throws(RunError) {
        do throws(Errno) {
            let existing = try FileStatus.at(target, following: false)
            if existing?.kind == .directory { throw .isDirectory }
            guard let temporary = try place(target, existing, isChanged: true) else { return }
            try FileSystem.makeLink(temporary, to: destination)
        } catch { throw FileSet.error("make the link", target, error) }
    }

    /// What a file at a target is that should have this content: nil when nothing is to change.
    enum Difference { case missing, content, attributes }

    static func difference(
        _ status: FileStatus?, _ target: FilePath, _ content: Bytes, _ attributes: Attributes
    ) throws(Errno) -> Difference? {
        guard let status else { return .missing }
        if status.kind == .directory { throw .isDirectory }
        guard status.kind == .regular, status.size == content.count, try FileSystem.readFile(target) == content else {
            return .content
        }
        return status.mode == attributes.mode && status.owner == attributes.owner ?? .current ? nil : .attributes
    }

    /// What is at a target. In a directory that was empty there is nothing; what is put there twice is noticed anyway.
    private func existing(_ target: FilePath) throws(Errno) -> FileStatus? {
        if known(target.parent)?.wasEmpty == true { return nil }
        return try FileStatus.at(target, following: false)
    }

    /// Takes the target for a file of this set.
    ///
    /// - Returns: Where its new version is to be made; nil when there is none.
    private func place(_ target: FilePath, _ existing: FileStatus?, isChanged: Bool) throws(Errno) -> FilePath? {
        let parent = target.parent
        if isChanged && known(parent) == nil { try FileSystem.makeDirectories(parent) }
        let directory = try directory(parent)
        if !directory.claim(target.name) { throw .exists }
        let temporary = isChanged ? directory.temporary(parent, files.count) : nil
        files.append(Staged(target, temporary, replaces: existing != nil))
        return temporary
    }

    private func known(_ path: FilePath) -> StagingDirectory? {
        for directory in directories where directory.path == path { return directory }
        return nil
    }

    /// The directory at a path, however it is spelled.
    private func directory(_ path: FilePath) throws(Errno) -> StagingDirectory {
        if let known = known(path) { return known }
        guard let status = try FileStatus.at(path) else { throw .noSuchFile }
        for directory in directories where status.isSameFile(as: directory.status) { return directory }
        let new = StagingDirectory(path, status)
        directories.append(new)
        return new
    }

    /// The files where a program can look at them before they take their places; nil when none would change.
    func checkable() throws(RunError) -> StagedFiles? {
        guard let first = files.first(where: { $0.temporary != nil }) else { return nil }
        do throws(Errno) {
            let staged = StagedFiles(try directory(first.target.parent).temporary(first.target.parent, files.count))
            mirror = staged
            for file in files { try staged.add(file.target, file.temporary ?? file.target) }
            try staged.complete()
            return staged
        } catch { throw RunError(cannot: "lay out the files for a check beside", first.target, error) }
    }

    /// Puts all files in place. When one of them cannot be, those before it are put back.
    func commit() throws(RunError) {
        for index in files.indices {
            let file = files[index]
            guard let temporary = file.temporary else { continue }
            do throws(Errno) {
                if file.replaces {
                    try FileSystem.exchange(temporary, file.target)
                } else {
                    try FileSystem.rename(temporary, to: file.target)
                    file.isMoved = true
                }
            } catch {
                for earlier in files[..<index].reversed() {
                    guard let temporary = earlier.temporary else { continue }
                    if earlier.replaces {
                        try? FileSystem.exchange(temporary, earlier.target)
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
        mirror?.remove()
        mirror = nil
        for file in files where !file.isMoved {
            if let temporary = file.temporary { try? FileSystem.remove(temporary) }
        }
        files = []
        directories = []
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
    /// How the names of all new versions of this file begin.
    var temporaryPrefix: Bytes { Bytes(".") + name + Bytes(".new-") }
}
