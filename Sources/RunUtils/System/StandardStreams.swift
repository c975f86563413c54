import CRunUtils

/// The pipes and terminals among 0, 1 and 2 that were given to the user who is to write to them: somebody else could not
/// open /dev/stdout. Files and devices stay as they are.
struct StandardStreams {
    /// By descriptor; nil where nothing was changed.
    private var formerOwners: [Ownership?] = [nil, nil, nil]

    /// Gives them.
    ///
    /// - Parameter terminals: Whether terminals too; somebody must be there to give them back.
    init(givenTo owner: Ownership, terminals: Bool = true) {
        for descriptor in CInt(0)...2 {
            guard let status = try? FileStatus.of(descriptor), status.owner != owner else { continue }
            guard status.kind == .pipe || terminals && Terminal.isTerminal(descriptor) else { continue }
            if fchown(descriptor, owner.uid, owner.gid) == 0 {
                formerOwners[Int(descriptor)] = .some(status.owner)
            } else if status.kind == .pipe {
                // Without CAP_CHOWN its owner may still open it to everybody, which is everybody who sees our /proc.
                _ = fchmod(descriptor, status.mode | 0o666)
            }
        }
    }

    /// Gives a terminal back to whom it belonged, who goes on using it when this process is not a container's first.
    func giveBack() {
        for descriptor in CInt(0)...2 where Terminal.isTerminal(descriptor) {
            if let owner = formerOwners[Int(descriptor)] { _ = fchown(descriptor, owner.uid, owner.gid) }
        }
    }
}
