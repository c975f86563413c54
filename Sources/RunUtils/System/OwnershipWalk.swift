import CRunUtils

/// Gives a tree to an owner: only wrong entries are changed, links themselves and not what they lead to, and nothing on
/// another mount. Every entry is changed by a descriptor of its own; a directory after what is in it, since without
/// CAP_DAC_OVERRIDE it could not be entered any more.
final class OwnershipWalk: TreeWalk {
    private let owner: Ownership
    private let isToGoOn: () -> Bool
    /// How many entries were wrong.
    private(set) var changed = 0
    /// Whether the owner could have brought into the tree what was in another directory.
    private var isOpen = false
    /// The first file that stays another's, since only that user may look into it.
    private(set) var spared: FilePath?

    init(_ owner: Ownership, goesOn: @escaping () -> Bool) {
        self.owner = owner
        isToGoOn = goesOn
    }

    /// Walks a tree, or changes a single file. A link at the path is refused with `tooManyLinks`, and what a user could have
    /// moved there with `displaced`.
    ///
    /// - Returns: Whether it came to its end.
    func give(_ path: FilePath) throws(Errno) -> Bool {
        let entry = try PathWalk.entry(path)
        guard let status = try entry.directory.status(of: entry.name) else { throw .noSuchFile }
        if status.kind == .symbolicLink { throw .tooManyLinks }
        if status.kind != .directory {
            countFile()
            let file = try entry.directory.open(entry.name, CInt(RU_REFER))
            if try isWrong(file.status, path) { try change(file.rawValue) }
            return true
        }
        let top = try entry.directory.open(entry.name, O_RDONLY | O_DIRECTORY)
        _ = try isWrong(top.status, path)
        isOpen = ServiceUser.mover(of: path, for: owner) != nil
        return try walk(top, path.bytes)
    }

    private func isWrong(_ status: FileStatus, _ path: FilePath) throws(Errno) -> Bool {
        if status.owner == owner { return false }
        if ServiceUser.couldHaveMoved(status, at: path, for: owner) { throw .displaced }
        return true
    }

    override func goesOn() -> Bool { isToGoOn() }

    override func visit(_ name: Bytes, _ status: FileStatus, in directory: CInt) throws(Errno) {
        if status.owner != owner {
            let entry = try TreeWalk.open(name, lists: false, in: directory)
            if isOpen, try isSecret(entry.status) {
                spared = spared ?? place
            } else {
                try change(entry.rawValue)
            }
        }
    }

    override func leave(_ directory: CInt, _ status: FileStatus) throws(Errno) {
        if status.owner != owner { try change(directory) }
    }

    /// Whether a file is another's in a directory of the owner's, who could not use it and may have moved it there, or made one of
    /// its names. A plain file is of use to who reads it; a socket, pipe or device to who writes as well.
    private func isSecret(_ status: FileStatus) -> Bool {
        let use: FileMode = status.kind == .regular ? 0o004 : 0o006
        return directory?.owner.uid == owner.uid && status.owner.uid != owner.uid
            && (status.mode & use != use || status.links > 1)
    }

    private func change(_ descriptor: CInt) throws(Errno) {
        if let simulation = Simulation.current {
            simulation.changeOwner(of: try FileStatus.of(descriptor), to: owner)
        } else {
            try attempt { ru_change_owner(descriptor, owner.uid, owner.gid) }
        }
        changed += 1
    }
}
