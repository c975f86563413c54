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

    /// Why a path is refused, where that is more than the error says, and what helps.
    ///
    /// - Parameter owner: Who was to get what is there.
    static func reason(_ error: Errno, at path: FilePath, for owner: Ownership? = nil) -> (text: String, hint: String?)?
    {
        switch error {
        case .tooManyLinks:
            return link(on: path).map { ($0, "let the directory belong to root, or mount it read-only") }
        case .unprintable: return (error.description, Unprintable.hint)
        case .tooLarge:
            guard let status = try? FileStatus.at(path) else { return nil }
            return ("it has \(grouped(status.size)) bytes; expected at most \(grouped(FileStatus.sizeLimit))", nil)
        case .displaced:
            guard let mover = ServiceUser.mover(of: path, for: owner), let status = try? FileStatus.at(path) else {
                return nil
            }
            let (user, other) = ("user \(mover.identity.uid)", "user \(status.owner.uid)")
            return (
                "it belongs to \(other), and \(user), who can change \(quoted(mover.place)), may have moved it there",
                "give it to \(user), or mount a volume there"
            )
        case .permissionDenied where CurrentProcess.isRoot:
            guard let mover = ServiceUser.mover(of: path, entries: false) else { return nil }
            let user = "user \(mover.identity.uid)"
            return (
                "\(user), who can change \(quoted(mover.place)), has no access to it",
                "give it to \(user), or that directory to root"
            )
        default: return nil
        }
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

extension Unprintable {
    fileprivate static let hint =
        "give the type a description (CustomStringConvertible), or write a part of it, such as rawValue"

    /// - Parameter what: Where it stands, for the message.
    /// - Throws: Status 70 where it is in a text.
    static func refuse(_ bytes: Bytes, in what: @autoclosure () -> String) throws(RunError) {
        if isIn(bytes) { throw RunError(.software, "\(what()) \(Unprintable.reason)", hint: hint) }
    }
}
