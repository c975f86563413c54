/// The users whom root does not trust in this container: those that the service runs as. Known for the whole process.
enum ServiceUser {
    nonisolated(unsafe) private static var identities: [Identity] = []
    /// Finds out more, when it is asked for the first time.
    nonisolated(unsafe) private static var source: (() -> [Identity])?
    nonisolated(unsafe) private static var say: (String) -> Void = { (_) in }
    /// What was said.
    nonisolated(unsafe) private static var said: [FilePath] = []

    /// - Parameters:
    ///   - say: Takes a line for whoever reads the log.
    ///   - source: Who it is, asked when that matters; nothing of it is distrusted while it is asked.
    static func begin(saying say: @escaping (String) -> Void, source: @escaping () -> [Identity]) {
        guard isOfInterest else { return }
        unsafe self.say = say
        unsafe self.source = source
    }

    /// Adds one.
    static func add(_ identity: Identity) {
        guard isOfInterest, !identity.isRoot, unsafe !identities.contains(where: { $0.ids == identity.ids }) else {
            return
        }
        unsafe identities.append(identity)
    }

    private static var isOfInterest: Bool { CurrentProcess.isRoot && Simulation.current == nil }

    private static var known: [Identity] {
        if let find = unsafe source {
            unsafe source = nil
            for identity in find() { add(identity) }
        }
        return unsafe identities
    }

    static var isNobody: Bool { known.isEmpty }

    /// The first of them.
    static var one: Identity? { known.first }

    /// Whether one of them can change a file, or what is in a directory.
    static func canChange(what path: FilePath) -> Bool {
        known.contains { PathWalk.doubt(path, distrust(of: $0)) != nil }
    }

    /// What that means for a path.
    static var distrust: Distrust {
        let known = known
        if known.isEmpty { return .nobody }
        return .any(known.map { distrust(of: $0) })
    }

    private static func distrust(of identity: Identity) -> Distrust {
        .user(identity.uid, groups: identity.groups + [identity.gid])
    }

    /// Who runs something in root's place that is at a path, since this user could change it; that is said once. nil where none
    /// of them can.
    static func runner(of path: FilePath) -> Identity? {
        for identity in known {
            guard let doubt = PathWalk.doubt(path, distrust(of: identity)) else { continue }
            mention(path, identity, doubt, ", so it runs as that user, not as root")
            return identity
        }
        return nil
    }

    /// Who could have moved there what a path leads to, and where.
    struct Mover {
        let identity: Identity
        /// What that user can change.
        let place: FilePath
    }

    /// The first of them who could have moved there what a path leads to; nil where none of them could.
    ///
    /// - Parameters:
    ///   - entries: Whether it is about what is in the directory at the path.
    ///   - owner: Somebody who gets what is there, and is distrusted as well.
    static func mover(of path: FilePath, entries: Bool = false, for owner: Ownership? = nil) -> Mover? {
        mover(of: path, entries, among: suspects(owner))
    }

    private static func mover(of path: FilePath, _ entries: Bool = false, among users: [Identity]) -> Mover? {
        for identity in users {
            if let doubt = PathWalk.displacement(path, distrust(of: identity), ofEntries: entries) {
                return Mover(identity: identity, place: doubt.path.parent)
            }
        }
        return nil
    }

    private static func suspects(_ owner: Ownership?) -> [Identity] {
        guard let owner, owner.uid != 0, isOfInterest, !known.contains(where: { $0.uid == owner.uid }) else {
            return known
        }
        return known + [Identity(owner)]
    }

    /// Whether one of them could have moved there what a path leads to, and it is not that user's own: root neither gives it away
    /// nor puts anything into it.
    static func couldHaveMoved(_ status: FileStatus, at path: FilePath, for owner: Ownership? = nil) -> Bool {
        mover(of: path, among: suspects(owner).filter { $0.uid != status.owner.uid }) != nil
    }

    /// Makes a directory that is to be at a path. Where one of them could put another into its place meanwhile, it is that user's.
    static func makeDirectory(_ entry: Entry, at path: FilePath) throws(Errno) -> DirectoryHandle {
        let maker = mover(of: path)?.identity
        let handle = try FileIdentity.acting(for: maker) { () throws(Errno) in
            try entry.directory.makeDirectory(entry.name)
            return try entry.directory.directory(entry.name)
        } refused: {
            $0
        }
        if let maker, try handle.status.owner.uid != maker.uid { throw .displaced }
        return handle
    }

    /// Removes what was made in a directory, with all that is in it: with the rights of who could have put something else there.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - made: What this process made there, which is known again; nil for what an earlier one left, where the directory's owner
    ///     is not trusted either.
    static func removeTree(_ entry: Entry, at path: FilePath, made: FileStatus?) {
        guard let owner = try? entry.directory.status.owner else { return }
        let identity = made == nil && owner.uid != 0 ? Identity(owner) : mover(of: path)?.identity
        try? FileIdentity.acting(for: identity) { () throws(Errno) in
            try entry.directory.removeTree(entry.name, made: made)
        } refused: {
            $0
        }
    }

    /// Says of a source, once for its place, that one of them can change it, though root's programs read what it becomes.
    static func mention(source path: FilePath) {
        for identity in known {
            guard let doubt = PathWalk.doubt(path, distrust(of: identity)) else { continue }
            mention(
                doubt.path, identity, doubt,
                ", and root's programs read what it becomes: give it to root, or mount it read-only")
        }
    }

    private static func mention(_ path: FilePath, _ identity: Identity, _ doubt: PathWalk.Doubt, _ consequence: String)
    {
        if unsafe said.contains(where: { $0 == path }) { return }
        unsafe said.append(path)
        let place = doubt.path == path ? "" : " at \"\(doubt.path)\""
        unsafe say("user \(identity.uid) can change \"\(path)\"\(place)\(consequence)")
    }
}
