/// The users whom root does not trust in this container: those that the service runs as. Of the process, as its ids are.
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

    /// Who runs something in root's place that is at a path, since this user could change it; that is said once. nil where nobody
    /// of them can.
    static func runner(of path: FilePath) -> Identity? {
        for identity in known {
            guard let doubt = PathWalk.doubt(path, distrust(of: identity)) else { continue }
            mention(path, identity, doubt, ", so what runs with it runs as that user and not as root")
            return identity
        }
        return nil
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
