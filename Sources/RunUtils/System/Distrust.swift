/// Whom root does not trust when it goes along a path.
enum Distrust: Equatable {
    /// Nobody: what is there was put there by somebody who may.
    case nobody
    /// A user, with his groups.
    case user(UInt32, groups: [UInt32])
    /// Each of several.
    indirect case any([Distrust])
    /// All but root and who this process acts for: of them nothing is taken that leads elsewhere.
    case others

    /// Whether they can change a file's content, or put entries into a directory and take them out.
    func canWrite(_ rights: Rights) -> Bool {
        switch self {
        case .nobody: false
        case .any(let list): list.contains { $0.canWrite(rights) }
        case .others: isTheirs(rights.owner) || rights.mode & 0o022 != 0
        case .user(_, let groups):
            isTheirs(rights.owner) || rights.mode & 0o002 != 0
                || rights.mode & 0o020 != 0
                    && (rights.hasAccessList || groups.contains { $0 == rights.owner.gid })
        }
    }

    /// Whether they can put something else into the place of an entry of a directory. In a sticky one, only the owners of
    /// both can (unlink(2)).
    func canReplace(_ entry: Rights, in directory: Rights) -> Bool {
        if case .any(let list) = self { return list.contains { $0.canReplace(entry, in: directory) } }
        guard canWrite(directory) else { return false }
        return directory.mode & 0o1000 == 0 || isTheirs(directory.owner) || isTheirs(entry.owner)
    }

    /// Whether they own it.
    func isTheirs(_ owner: Ownership) -> Bool {
        switch self {
        case .nobody: false
        case .any(let list): list.contains { $0.isTheirs(owner) }
        case .user(let uid, _): owner.uid == uid
        case .others: owner.uid != 0 && owner.uid != Ownership.current.uid
        }
    }
}
