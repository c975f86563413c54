/// Users and groups: `context.accounts`.
public struct Accounts {
    let context: Context

    var database: AccountDatabase {
        @inline(never) get {
            AccountDatabase(
                console: context.console, inheritedHome: context.environment["HOME"].map { FilePath(bytes: $0) })
        }
    }

    /// Makes the account that USER_NAME, USER_UID, USER_GID and GROUP_NAME describe. An entrypoint that is not root can only
    /// be what it is: unless other ids were set, the account gets those of this process. For USER_UID alone nothing is made.
    ///
    /// - Returns: Its identity; nil when neither USER_NAME nor USER_UID is set.
    @discardableResult
    @export(interface) public func ensure() throws(RunError) -> Identity? {
        if let account = context.account { return account }
        let variables = context.entrypoint.account
        guard let name = try context.value(of: variables.name) else { return try fileOwner(nil) }
        let ids = try variables.ids(context.settings)
        guard let owner = AccountVariables.resolved(ids) else { return nil }
        var database = database
        if let uid = ids.uid, uid != owner.uid {
            context.console.warn(
                "not root, so \(quoted(name)) has the user id of this process, \(owner.uid), and not \(uid)")
            database.isExplained = true
        }
        let groupName = try context.value(of: variables.groupName) ?? name
        let made = try make(
            WantedAccount(name: name, uid: owner.uid, gid: owner.gid, groupName: groupName), database)
        ServiceUser.add(made)
        context.account = made
        return made
    }

    /// The identity that USER_NAME, USER_UID and USER_GID describe. No account is made.
    ///
    /// - Returns: nil when neither USER_NAME nor USER_UID is set.
    @export(interface) public func declared() throws(RunError) -> Identity? { try fileOwner(nil) }

    /// Tells who the service runs as, where that is not the account of the image's variables: what this user can change is
    /// not trusted from then on. Root does not execute it, and follows no links there.
    ///
    /// - Parameter name: What `identity` takes; nil for that account. One that is not known yet changes nothing.
    @export(interface) public func distrust(_ name: String?) {
        if let user = try? fileOwner(name) { ServiceUser.add(user) }
    }

    /// Who runs a script that root would run: the service's user, with a line that says so, if that user could change it or what
    /// interprets it.
    ///
    /// - Returns: nil where nobody but root can: then it may run as the entrypoint's own user.
    @export(interface) public func runner(of script: FilePath) -> Identity? {
        RootCode.runner(of: [script.bytes], at: script, in: nil)
    }

    /// Makes another account, for an image that needs more than one: in passwd(5), group(5) and, if there is one, shadow(5).
    ///
    /// - Parameters:
    ///   - name: At most 32 letters, digits, ".", "_" and "-"; not only digits.
    ///   - uid: Its user id.
    ///   - gid: The id of its group.
    ///   - groupName: What its group is called if there is none with that id; `name` by default.
    /// - Returns: Its identity. Where no entry can be made, that is said, and its ids work as numbers.
    @export(interface) public func ensure(
        _ name: String, uid: UInt32, gid: UInt32, groupName: String? = nil
    ) throws(RunError) -> Identity {
        try make(WantedAccount(name: name, uid: uid, gid: gid, groupName: groupName ?? name), database)
    }

    private func make(_ wanted: WantedAccount, _ database: AccountDatabase) throws(RunError) -> Identity {
        var database = database
        database.isBesideService = !isRoot && context.daemon.told != nil
        return try database.ensure(wanted, context.events())
    }

    /// Whether this process runs as root, and may be anybody.
    public var isRoot: Bool { CurrentProcess.isRoot }

    /// What /etc/passwd calls a user id; nil where it has no entry.
    @export(interface) public func name(of uid: UInt32) throws(RunError) -> String? {
        try AccountFile.passwd(database.read("passwd")).first(2, id: uid)?.fields[0].text
    }

    /// The identity that "name", "uid", "name:group" or "uid:gid" stands for. A group that is named is its only one.
    @export(interface) public func identity(_ text: String) throws(RunError) -> Identity { try database.identity(text) }

    /// Who a service runs as: the named user or, where no name is given, the account of the image's variables. That
    /// account is made in any case, so that a name may mean it.
    ///
    /// - Parameter name: What `identity` takes; nil when nobody is named.
    /// - Returns: nil when nobody is named and there is no account.
    @export(interface) public func service(_ name: String?) throws(RunError) -> Identity? {
        let account = try ensure()
        guard let name else { return account }
        if let account, account.name == name { return account }
        return try identity(name)
    }

    /// Whose rendered files are: the named user's or, where no name is given, those of the account that the variables
    /// describe. No account is made.
    ///
    /// - Returns: nil when nobody is named and there is no account.
    @inline(never) func fileOwner(_ name: String?) throws(RunError) -> Identity? {
        let account = try context.entrypoint.account.identity(context.settings, database)
        if let account, name.map({ $0 == account.name }) ?? true { return account }
        guard let name else { return nil }
        return try identity(name)
    }
}
