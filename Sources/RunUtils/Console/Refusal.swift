/// What helps against a refused operation on a file, as far as that is sure.
enum Refusal {
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
