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
    public init(defaultName: String? = nil, defaultUID: UInt32? = nil) {
        name = Variable(
            "USER_NAME", .optional(.accountName), default: defaultName.map { .some($0) },
            "User that is made at start-up.")
        uid = Variable(
            "USER_UID", .optional(.id), default: defaultUID.map { .some($0) }, aliases: ["USER_ID"],
            requiredWith: "USER_NAME", requiredOfRootOnly: true,
            "Its user id; the entrypoint's own when it is not root.")
        gid = Variable(
            "USER_GID", .optional(.id), aliases: ["GROUP_ID"], "Its group id; USER_UID if not set.")
        groupName = Variable("GROUP_NAME", .optional(.accountName), "Name of its group; USER_NAME if not set.")
    }

    @VariableListBuilder var declarations: [VariableDeclaration] {
        name
        uid
        gid
        groupName
    }
}
