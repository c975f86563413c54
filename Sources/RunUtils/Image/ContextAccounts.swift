extension Context {
    /// Makes the account that USER_NAME, USER_UID, USER_GID and GROUP_NAME describe.
    ///
    /// - Returns: Its identity; nil when USER_NAME is not set.
    @discardableResult
    public func ensureAccount() throws(RunError) -> Identity? {
        if let account { return account }
        guard let name = try self[image.account.name], let uid = try self[image.account.uid] else { return nil }
        let gid = try self[image.account.gid] ?? uid
        let groupName = try self[image.account.groupName] ?? name
        let wanted = WantedAccount(name: name, uid: uid, gid: gid, groupName: groupName)
        account = try Accounts(console: console).ensure(wanted, events())
        return account
    }

    /// The identity that "name", "uid", "name:group" or "uid:gid" stands for.
    public func identity(_ text: String) throws(RunError) -> Identity { try Accounts(console: console).identity(text) }

    /// Who a service runs as: the named user or, where no name is given, the account of the image's variables. That
    /// account is made in any case, so that a name may mean it.
    ///
    /// - Parameter name: What `identity` takes; nil when nobody is named.
    /// - Returns: nil when nobody is named and there is no account.
    public func serviceIdentity(_ name: String?) throws(RunError) -> Identity? {
        let account = try ensureAccount()
        guard let name else { return account }
        if let account, account.name == name { return account }
        return try identity(name)
    }
}
