/// The user whom root does not trust in this container: the one that the service runs as. Of the process, as its ids are.
enum ServiceUser {
    /// nil as long as nobody is known, and where that is root itself.
    nonisolated(unsafe) private static var identity: Identity?
    nonisolated(unsafe) private static var say: (String) -> Void = { (_) in }
    /// What was said.
    nonisolated(unsafe) private static var said: [FilePath] = []

    /// - Parameter say: Takes a line for whoever reads the log.
    static func set(_ identity: Identity, saying say: @escaping (String) -> Void) {
        guard CurrentProcess.isRoot, Simulation.current == nil else { return }
        unsafe self.identity = identity.isRoot ? nil : identity
        unsafe self.say = say
    }

    /// What that means for a path.
    static var distrust: Distrust {
        guard let identity = unsafe identity else { return .nobody }
        return .user(identity.uid, groups: identity.groups + [identity.gid])
    }

    /// Who runs what is at a path in root's place, since this user could change it; that is said once. nil where he cannot.
    static func runner(of path: FilePath) -> Identity? {
        guard let identity = unsafe identity, let doubt = PathWalk.doubt(path, distrust) else { return nil }
        if unsafe !said.contains(where: { $0 == path }) {
            unsafe said.append(path)
            let place = doubt.path == path ? "" : " at \"\(doubt.path)\""
            unsafe say("user \(identity.uid) can change \"\(path)\"\(place), so it runs as that user and not as root")
        }
        return identity
    }
}
