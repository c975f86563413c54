/// The variables that name the user of a container: the account is made at start-up, with the ids that the one who runs
/// the container chose.
public final class AccountVariables: Sendable {
    /// USER_NAME
    public let name: Variable<String?>
    /// USER_UID
    public let uid: Variable<UInt32?>
    /// USER_GID
    public let gid: Variable<UInt32?>
    /// GROUP_NAME
    public let groupName: Variable<String?>

    /// The variables with an image's defaults; without them, no account is made unless USER_NAME is set.
    @export(interface) public init(defaultName: String? = nil, defaultUID: UInt32? = nil) {
        name = Variable(
            "USER_NAME", .optional(.accountName), default: defaultName.map { .some($0) },
            "User that is made at start-up.")
        uid = Variable(
            "USER_UID", .optional(.id), default: defaultUID.map { .some($0) }, aliases: ["USER_ID"],
            requiredWith: "USER_NAME", requiredOfRootOnly: true,
            "Its user id; alone, the service has that id and no account.")
        gid = Variable(
            "USER_GID", .optional(.id), aliases: ["GROUP_ID"], "Its group id; USER_UID if not set.")
        groupName = Variable("GROUP_NAME", .optional(.accountName), "Name of its group; USER_NAME if not set.")
    }

    /// Who they describe, whether or not there is such an account. Without USER_NAME, that is a number.
    ///
    /// - Returns: nil where they describe nobody.
    @inline(never) func identity(_ settings: Settings, _ database: AccountDatabase) throws(RunError) -> Identity? {
        let (name, ids) = (try settings.value(of: name), try ids(settings))
        if name == nil && ids.uid == nil {
            // What is given and has no effect is said.
            if ids.isGIDGiven && CurrentProcess.isRoot {
                throw RunError(.configuration, "USER_GID is set, but not USER_UID")
            }
            return nil
        }
        guard let owner = AccountVariables.resolved(ids) else { return nil }
        guard let name else { return try database.identity(owner) }
        let groupName = try settings.value(of: groupName) ?? name
        let wanted = WantedAccount(name: name, uid: owner.uid, gid: owner.gid, groupName: groupName)
        if let objection = wanted.objection { throw objection }
        return try database.member(
            Identity(name: name, uid: owner.uid, gid: owner.gid, groups: [], home: "/", shell: "/bin/sh"), owner.gid)
    }

    /// The ids that were set, or that the image proposes.
    func ids(_ settings: Settings) throws(RunError) -> WantedIDs {
        WantedIDs(
            uid: try settings.value(of: uid), isUIDGiven: settings.isSet(uid.declaration),
            gid: try settings.value(of: gid), isGIDGiven: settings.isSet(gid.declaration))
    }

    /// Those that this process can take.
    static func resolved(_ ids: WantedIDs) -> Ownership? {
        ids.resolved(current: .current, canSwitch: CurrentProcess.isRoot || Capability.setuid.isHeld)
    }

    @VariableListBuilder var declarations: [VariableDeclaration] {
        name
        uid
        gid
        groupName
    }
}
