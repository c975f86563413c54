/// The user and group that a container is to have.
struct WantedAccount: Equatable {
    var name: String
    var uid: UInt32
    var gid: UInt32
    var groupName: String
    var shell: FilePath = "/bin/sh"

    var home: FilePath { FilePath("/home").appending(name) }

    /// Why it is not made; nil where nothing is wrong. Who root is, is no choice.
    var objection: RunError? {
        if name == "root" && uid != 0 { return WantedAccount.objection("user", uid) }
        return groupName == "root" && gid != 0 ? WantedAccount.objection("group", gid) : nil
    }

    private static func objection(_ kind: String, _ id: UInt32) -> RunError {
        RunError(
            .configuration, "the \(kind) \"root\" has id 0, and cannot be given id \(id)",
            hint: "choose another name for that \(kind)")
    }
}

/// Ids that an account is to have, and whether somebody chose them: what an image declares by default is a proposal.
struct WantedIDs: Equatable {
    var uid: UInt32?
    var isUIDGiven = false
    var gid: UInt32?
    var isGIDGiven = false

    /// The ids that are used. A process that cannot change its user has only its own, and takes them unless others were
    /// chosen; the start then fails and says what is missing. Platforms that choose a random user id rely on that.
    ///
    /// - Parameters:
    ///   - current: Those of this process.
    ///   - canSwitch: Whether it may take others: it is root, or has CAP_SETUID.
    /// - Returns: nil where no user id is to be found.
    func resolved(current: Ownership, canSwitch: Bool) -> Ownership? {
        let uid = canSwitch || isUIDGiven ? uid : current.uid
        guard let uid else { return nil }
        let takesCurrentGroup = !canSwitch && !isGIDGiven && uid == current.uid
        return Ownership(uid: uid, gid: takesCurrentGroup ? current.gid : gid ?? uid)
    }
}
