import RunUtils

/// What POSTGRES_INITDB_ARGS says (initdb(1)), as far as the entrypoint must know it.
struct InitdbArguments: Equatable {
    /// The method for local connections and for others, where it is named.
    private(set) var localMethod: String?
    private(set) var hostMethod: String?
    /// How passwords are kept, where it is named as a setting of the new cluster.
    private var encryption: String?
    /// Options that say what a variable of the image says, with that variable.
    private(set) var conflicts: [String: String] = [:]

    private static let variables = [
        ("-U", "--username", "POSTGRES_USER"), ("-D", "--pgdata", "PGDATA"),
        ("-X", "--waldir", "POSTGRES_INITDB_WALDIR"),
        ("-W", "--pwprompt", "POSTGRES_PASSWORD"), ("", "--pwfile", "POSTGRES_PASSWORD_FILE"),
    ]

    init(_ words: [String]) {
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            func value(_ short: String, _ long: String) -> String? {
                if word == long || (!short.utf8.isEmpty && word == short) { return next }
                if let rest = Text.rest(of: word, behind: "\(long)=") { return rest }
                return short.utf8.isEmpty ? nil : Text.rest(of: word, behind: short)
            }
            if let method = value("-A", "--auth") { (localMethod, hostMethod) = (method, method) }
            if let method = value("", "--auth-local") { localMethod = method }
            if let method = value("", "--auth-host") { hostMethod = method }
            if let setting = value("-c", "--set") {
                encryption = ServerWords(["-c", setting])[SettingName.encryption] ?? encryption
            }
            for (short, long, variable) in InitdbArguments.variables where value(short, long) != nil {
                conflicts[long] = variable
            }
        }
    }

    /// Whether initdb lets passwords be kept as MD5, by a setting of the new cluster.
    var keepsMD5: Bool {
        (localMethod == "md5" && hostMethod != "scram-sha-256")
            || (hostMethod == "md5" && localMethod != "scram-sha-256")
    }

    /// Whether the new cluster keeps passwords as MD5 from the beginning, which is initdb's decision or a setting.
    var meansMD5: Bool { keepsMD5 || SettingName.isMD5(encryption ?? "") }

    /// Why the arguments cannot be; nil when they can.
    var objection: RunError? {
        guard let (option, variable) = conflicts.min(by: { $0.key < $1.key }) else { return nil }
        return RunError(
            .configuration, "POSTGRES_INITDB_ARGS: \(option) is not allowed there; the entrypoint sets it itself",
            hint: "set \(variable)")
    }
}
