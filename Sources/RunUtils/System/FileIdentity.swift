import CRunUtils

/// Whose rights count when this process acts on files.
enum FileIdentity {
    /// Whether they are not this process's own at present.
    static var isAnothers: Bool { ru_acts_for_another() }

    /// Does something with a user's own rights on files and no others, so that no link and no directory that is moved leads
    /// further than that user could go (setfsuid(2)). No program starts meanwhile. Who is not root, or is to act for root,
    /// acts as it is.
    ///
    /// - Parameter refused: What is thrown when that user's rights cannot be taken; nothing has been done then.
    static func acting<Result, Failure: Error>(
        for identity: Identity?, _ body: () throws(Failure) -> Result, refused: (Errno) -> Failure
    ) throws(Failure) -> Result {
        guard let identity, !identity.isRoot, geteuid() == 0, Simulation.current == nil else { return try body() }
        if isAnothers {
            if Ownership.current.uid != identity.uid { throw refused(.resourceBusy) }
            return try body()
        }
        var groups = identity.groups
        let isChanged = unsafe ru_act_for(identity.uid, identity.gid, &groups, groups.count)
        if isChanged < 0 { throw refused(.current) }
        defer { if ru_act_for_oneself() < 0 { unsafe ru_end(77, "cannot act with its own rights again", ru_errno()) } }
        return try body()
    }
}
