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
            "User id of that user; that of the entrypoint where it is not root.")
        gid = Variable(
            "USER_GID", .optional(.id), aliases: ["GROUP_ID"], "Group id of that user; USER_UID where it is not set.")
        groupName = Variable("GROUP_NAME", .optional(.accountName), "Name of its group; USER_NAME where it is not set.")
    }

    @VariableListBuilder var declarations: [VariableDeclaration] {
        name
        uid
        gid
        groupName
    }
}

extension ValueType where Value == String {
    fileprivate static var logFormat: ValueType {
        ValueType("\"text\" or \"json\"", example: "text") { $0 == "text" || $0 == "json" ? $0 : nil }
    }
}

/// Variables that every image has.
public enum StandardVariables {
    /// WAIT_FOR: what `runDaemon` waits for before everything else.
    public static let waitFor = Variable(
        "WAIT_FOR", .waitConditions, "Targets that must be there before the service starts, separated by spaces.")
    /// WAIT_TIMEOUT: for all targets together; zero waits for ever.
    public static let waitTimeout = Variable(
        "WAIT_TIMEOUT", .duration, default: .seconds(60), "How long to wait for them; 0 waits for ever.")
    /// STOP_GRACE: the deadline of a stop, after which the service is killed.
    public static let stopGrace = Variable(
        "STOP_GRACE", .optional(.duration),
        "When a stop takes longer, the service is killed; never where it is not set.")

    /// LOG_FORMAT: how messages are written.
    public static let logFormat = Variable(
        "LOG_FORMAT", .optional(.logFormat), default: "text", "Lines for people, or one JSON object a line.")

    /// The format of the log, which is asked for before the variables are checked. A wrong value is left to that check.
    static func logFormat(of environment: Environment) -> LogFormat {
        let settings = Settings([logFormat.declaration], environment: environment)
        return settings.value(named: Bytes(logFormat.declaration.name)) == Bytes("json") ? .json : .text
    }

    @VariableListBuilder static var declarations: [VariableDeclaration] {
        waitFor
        waitTimeout
        stopGrace
        logFormat
    }
}
