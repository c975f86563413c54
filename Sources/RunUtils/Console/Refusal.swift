/// Why an operation on a file is refused, and what helps, as far as that is sure.
enum Refusal {
    /// Why a path with a link is not taken; nil where the link leads nowhere by itself.
    static func link(on path: FilePath) -> String? {
        for distrust in [ServiceUser.distrust, .others] {
            guard let doubt = PathWalk.refusal(of: path, distrust) else { continue }
            let (directory, entry) = (doubt.directory.owner.uid, doubt.entry.owner.uid)
            let who = directory != 0 ? "user \(directory)" : entry != 0 ? "user \(entry)" : "others"
            return "a link is not followed from \(quoted(doubt.path)) on, which \(who) can change"
        }
        return nil
    }

    /// - Parameters:
    ///   - place: The directory that would have to be writable.
    ///   - capability: What the operation takes where it is not permitted (EPERM): CAP_CHOWN for a change of owner,
    ///     CAP_FOWNER for one of the mode, or of a name in a sticky directory.
    static func hint(_ error: Errno, in place: FilePath, needs capability: Capability = .fowner) -> String? {
        switch error {
        case .readOnlyFileSystem: "mount a writable volume or tmpfs at \(quoted(place))"
        case .notPermitted: capability.hintIfMissing
        case .permissionDenied where CurrentProcess.isRoot: Capability.dacOverride.hintIfMissing
        case .permissionDenied: "user \(Ownership.current.uid), group \(Ownership.current.gid) must have access to it"
        default: nil
        }
    }
}
