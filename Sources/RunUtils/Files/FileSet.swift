/// Files that take their places together: each is written beside its target, and when all are there they are swapped in
/// by rename(2). Until then, and after a failure, the targets are as they were. A directory that is not there yet takes
/// its place with all that is in it.
final class FileSet {
    /// What a file is to be.
    struct Attributes: Equatable {
        var mode: FileMode
        /// nil: whoever this process runs as, with the group that the directory may give.
        var owner: Ownership?
        /// Whether it gets the extended attributes of the file in whose place it comes: labels and access lists.
        var keepsOthers = false
    }

    private var files: [FileSetEntry] = []
    private var directories: [StagingDirectory] = []
    private var mirror: StagedFiles?
    private let isDurable: Bool
    private let isLocked: Bool
    /// What goes when all others are in their places.
    private(set) var removals: [Bytes] = []
    /// Files that were already as they should be.
    var unchanged: Int { files.count { $0.kind == .file && $0.temporary == nil } }
    var changed: Int { files.count { $0.kind == .file } - unchanged }
    var changedTargets: [FilePath] { files.filter { $0.kind == .file && $0.temporary != nil }.map { $0.target } }

    /// An empty set.
    ///
    /// - Parameters:
    ///   - isDurable: Whether the files are on the disk before they take their places (fsync(2)).
    ///   - isLocked: Whether the caller holds the locks of the directories.
    init(isDurable: Bool = false, isLocked: Bool = false) { (self.isDurable, self.isLocked) = (isDurable, isLocked) }

    deinit { discard() }

    /// Writes a file's new content beside its target, with mode and owner; nothing when it would change nothing.
    func stage(
        _ content: Bytes, at target: FilePath, _ attributes: Attributes, isRecord: Bool = false
    ) throws(RunError) {
        do throws(Errno) {
            let directory = try directory(of: target)
            let existing = try existing(target, in: directory)
            let difference = try FileSet.difference(
                existing, Entry(directory: directory.handle, name: target.name), content, attributes)
            let staged = try take(
                isRecord ? .record : .file, target, in: directory, isChanged: difference != nil,
                replaces: existing != nil)
            guard let name = staged.temporary else { return }
            let file = try directory.handle.create(name, mode: attributes.mode & 0o777)
            try file.writeAll(content)
            if attributes.keepsOthers, existing != nil {
                file.copyAttributes(of: try directory.handle.openForReading(target.name))
            }
            try directory.set(attributes, of: file)
            if isDurable { try file.synchronize() }
        } catch {
            throw FileSet.error("write", target, error, changesOwner: attributes.owner != nil)
        }
    }

    /// Whether it has a file for a target.
    func contains(_ target: FilePath) -> Bool { files.contains { $0.target == target } }

    /// Lets a file go when all others are in their places.
    func remove(_ target: FilePath) { removals.append(target.bytes) }

    /// Makes a symbolic link beside its target.
    func stageLink(to destination: Bytes, at target: FilePath) throws(RunError) {
        do throws(Errno) {
            let directory = try directory(of: target)
            let existing = try existing(target, in: directory)
            if existing?.kind == .directory { throw .isDirectory }
            let staged = try take(.file, target, in: directory, replaces: existing != nil)
            try directory.handle.makeLink(staged.temporary ?? [], to: destination)
        } catch { throw FileSet.error("make the link", target, error) }
    }

    /// In what a file at a target is not as it should be.
    enum Difference { case missing, content, attributes }

    /// - Parameter status: What was seen there. It may be something else by now, and is opened as such.
    /// - Returns: nil when nothing is to change.
    static func difference(
        _ status: FileStatus?, _ target: Entry, _ content: Bytes, _ attributes: Attributes
    ) throws(Errno) -> Difference? {
        guard let status else { return .missing }
        if status.kind == .directory { throw .isDirectory }
        guard status.kind == .regular, status.size == content.count else { return .content }
        let file = try target.directory.openForReading(target.name)
        let opened = try file.status
        guard opened.isSameFile(as: status), opened.kind == .regular,
            try file.readAll(limit: content.count + 1, pieces: content.count + 1, size: content.count) == content
        else { return .content }
        let isOwned = attributes.owner.map { $0 == opened.owner } ?? (opened.owner.uid == Ownership.current.uid)
        return opened.mode == attributes.mode && isOwned ? nil : .attributes
    }

    /// What is at a target. In a directory that was empty there is nothing; what is put there twice is noticed anyway.
    private func existing(_ target: FilePath, in directory: StagingDirectory) throws(Errno) -> FileStatus? {
        directory.wasEmpty ? nil : try directory.handle.status(of: target.name)
    }

    /// Takes the target for a file of this set.
    private func take(
        _ kind: FileSetEntry.Kind, _ target: FilePath, in directory: StagingDirectory, isChanged: Bool = true,
        replaces: Bool = false
    ) throws(Errno) -> FileSetEntry {
        let name = target.name
        // In a new directory each is made under its own name, and the system notices the second.
        if !directory.isNew && !directory.claim(name) { throw .exists }
        let meanwhile = directory.isNew ? name : directory.temporary(files.count)
        let staged = FileSetEntry(kind, target, in: directory, isChanged ? .some(meanwhile) : nil, replaces: replaces)
        files.append(staged)
        return staged
    }

    private func directory(of target: FilePath) throws(Errno) -> StagingDirectory {
        for directory in directories where target.hasParent(directory.path) { return directory }
        return try directory(target.parent)
    }

    /// The directory at a path, however it is spelled; a new one when there is none.
    private func directory(_ path: FilePath) throws(Errno) -> StagingDirectory {
        for directory in directories where directory.path == path { return directory }
        let handle: DirectoryHandle
        do { handle = try PathWalk.directory(path) } catch {
            guard error == .noSuchFile else { throw error }
            return try newDirectory(path)
        }
        let status = try handle.status
        for directory in directories where status.isSameFile(as: directory.status) { return directory }
        if ServiceUser.couldHaveMoved(status, at: path) { throw .displaced }
        let new = StagingDirectory(path, at: path, handle, status, isLocked: isLocked)
        directories.append(new)
        return new
    }

    private func newDirectory(_ path: FilePath) throws(Errno) -> StagingDirectory {
        let name = path.name
        if name == Bytes("..") { throw .noSuchFile }
        let parent = try directory(path.parent)
        let clean = name == Bytes(".") ? parent.path : parent.path.appending(name)
        if clean != path { return try directory(clean) }
        let staged = try take(.directory, path, in: parent)
        let temporary = staged.temporary ?? []
        let handle = try ServiceUser.makeDirectory(Entry(directory: parent.handle, name: temporary), at: path)
        let new = StagingDirectory(path, at: staged.place, handle, nil, isLocked: isLocked)
        directories.append(new)
        return new
    }

    /// The files where a program can look at them before they take their places; nil when none would change.
    func checkable() throws(RunError) -> StagedFiles? {
        guard let first = files.first(where: { $0.moves && $0.kind != .record }) else { return nil }
        do throws(Errno) {
            let staged = try StagedFiles(first.directory, first.directory.temporary(files.count))
            mirror = staged
            for file in files where file.kind == .file {
                let entry = Entry(directory: file.directory.handle, name: file.temporary ?? file.target.name)
                try staged.add(file.target, entry, at: file.place)
            }
            try staged.complete(without: removals)
            return staged
        } catch { throw RunError(cannot: "lay out the files for a check beside", first.target, error) }
    }

    /// Puts all files in place. When one of them cannot be, those before it are put back.
    func commit() throws(RunError) {
        // First: it may lie beside a new directory, where after a kill the next start would not look.
        removeMirror()
        for index in files.indices where files[index].moves {
            do throws(Errno) { try files[index].move() } catch {
                for earlier in files[..<index].reversed() where earlier.moves { try? earlier.moveBack() }
                throw FileSet.error("replace", files[index].target, error)
            }
        }
        for removal in removals {
            let target = FilePath(bytes: removal)
            do throws(Errno) {
                let entry = try PathWalk.entry(target)
                try entry.directory.remove(entry.name)
            } catch { if error != .noSuchFile { throw FileSet.error("remove", target, error) } }
        }
        discard()
    }

    /// Removes what was staged: new files that are not wanted, or the old ones after a swap.
    private func discard() {
        removeMirror()
        var trees: [(entry: Entry, path: FilePath, made: FileStatus)] = []
        for file in files where file.moves && !file.isMoved && !file.remove() {
            guard let made = try? directories.first(where: { $0.path == file.target })?.handle.status else { continue }
            trees.append((Entry(directory: file.directory.handle, name: file.temporary ?? []), file.place, made))
        }
        files = []
        directories = []
        // These take descriptors, which the directories may have used up.
        for tree in trees { ServiceUser.removeTree(tree.entry, at: tree.path, made: tree.made) }
    }

    private func removeMirror() {
        mirror?.remove()
        mirror = nil
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
        // It is the directory that is not trusted then.
        let isElsewhere = error == .displaced
        var failure = RunError(
            cannot: isElsewhere ? "\(verb) in" : verb, isElsewhere ? target.parent : target, error, hint: hint)
        if error == .resourceBusy { failure.status = .permission }
        return failure
    }
}
