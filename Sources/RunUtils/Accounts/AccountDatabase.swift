/// The accounts of this container: looked up, and made, in the files themselves, since static programs have no name
/// service and small images no useradd.
struct AccountDatabase {
    let etc: FilePath
    let console: Console
    /// HOME as the image or its user set it: for who has no entry that says another one.
    let inheritedHome: FilePath?
    /// The groups that the container was started with; nil for those of this process.
    private let given: [UInt32]?
    /// Whether the service runs in this container already: whoever comes by then is not let into /etc/passwd.
    var isBesideService = false
    /// Whether it was said already that the account is not the one that was asked for.
    var isExplained = false

    @inline(never) init(
        console: Console, etc: FilePath = "/etc", inheritedHome: FilePath? = nil, given: [UInt32]? = nil
    ) {
        self.console = console
        self.etc = etc
        self.inheritedHome = inheritedHome
        self.given = given
    }

    /// The identity that "name", "uid", "name:group" or "uid:gid" stands for. Numbers need no entry; a user id without
    /// one has the same number as its group. A group that is named is the only one.
    func identity(_ text: String) throws(RunError) -> Identity {
        let parts = Bytes(text).pieces(separatedBy: .colon)
        guard parts.count <= 2, !parts.contains([]) else {
            throw RunError(.configuration, "\(quoted(text)) is not a user; expected a name or id, or \"user:group\"")
        }
        let account = try user(parts[0], in: .passwd(read("passwd")))
        if parts.count == 1 { return try member(account, account.gid) }
        let gid = try AccountDatabase.group(parts[1], in: .group(read("group")))
        return try AccountDatabase.mapped(account.with(gid, [gid]))
    }

    /// A user by its number, with the groups of whoever has it.
    @inline(never) func identity(_ owner: Ownership) throws(RunError) -> Identity {
        try member(user(Bytes("\(owner.uid)"), in: .passwd(read("passwd"))), owner.gid)
    }

    /// An account in a group, and in its others as the files have them now.
    @inline(never) func member(_ account: Identity, _ gid: UInt32) throws(RunError) -> Identity {
        try AccountDatabase.mapped(account.with(gid, groups(of: account.name, gid)))
    }

    private static func mapped(_ identity: Identity) throws(RunError) -> Identity {
        try IdentifierMap.require(identity.uid, identity.groups)
        return identity
    }

    private func user(_ word: Bytes, in passwd: AccountFile) throws(RunError) -> Identity {
        let id = word.identifier
        let record = id.flatMap { passwd.first(2, id: $0) } ?? passwd.first(0, word)
        if let fields = record?.fields, let uid = fields[2].identifier,
            let gid = fields[3].identifier
        {
            return Identity(
                name: fields[0].text, uid: uid, gid: gid, groups: [],
                home: fields[5].isEmpty ? "/" : FilePath(bytes: fields[5]),
                shell: fields[6].isEmpty ? "/bin/sh" : FilePath(bytes: fields[6]))
        }
        guard let id else {
            if word == Bytes("root") {
                return Identity(name: "root", uid: 0, gid: 0, groups: [], home: "/", shell: "/bin/sh")
            }
            throw RunError(
                .configuration, "there is no user \(quoted(word.text)) in /etc/passwd",
                hint: "set USER_NAME and USER_UID to have it made, or give a number")
        }
        return Identity(name: "\(id)", uid: id, gid: id, groups: [], home: homeWithoutEntry, shell: "/bin/sh")
    }

    private static func group(_ word: Bytes, in group: AccountFile) throws(RunError) -> UInt32 {
        if let id = word.identifier { return id }
        guard let fields = group.first(0, word)?.fields, let id = fields[2].identifier else {
            throw RunError(.configuration, "there is no group \(quoted(word.text)) in /etc/group")
        }
        return id
    }

    /// The groups of a user who need not have an account yet: the primary one first, those that list the user as a member
    /// (initgroups(3)), and those that the container was given, which are none of root's own.
    func groups(of name: String, _ gid: UInt32) throws(RunError) -> [UInt32] {
        let group = try AccountFile.group(read("group"))
        var groups = [gid]
        let own = [0] + AccountDatabase.groups(listing: "root", in: group)
        let extra = (given ?? CurrentProcess.groups).filter { !AccountDatabase.has(own, $0) }
        for id in AccountDatabase.groups(listing: name, in: group) + extra where !AccountDatabase.has(groups, id) {
            groups.append(id)
        }
        return groups
    }

    @inline(never) private static func has(_ groups: [UInt32], _ id: UInt32) -> Bool { groups.contains(id) }

    @inline(never) private static func groups(listing name: String, in group: AccountFile) -> [UInt32] {
        let name = Bytes(name)
        var groups: [UInt32] = []
        group.forEachEntry(mentioning: name) { entry in
            let fields = entry.fields
            guard fields.count >= 4, fields[3].pieces(separatedBy: .comma).contains(name),
                let id = fields[2].identifier
            else { return }
            groups.append(id)
        }
        return groups
    }

    func read(_ name: String) throws(RunError) -> Bytes {
        let path = etc.appending(name)
        do { return try ConfigurationReader.read(path).content } catch {
            if error == .noSuchFile || error == .notDirectory { return [] }
            throw RunError(cannot: "read", path, error)
        }
    }

    /// Where a file is edited: where the links at its path lead to, so that they stay. It need not be there.
    func place(of name: String) throws(RunError) -> FilePath {
        let path = etc.appending(name)
        var place = path
        do throws(Errno) {
            for _ in 0..<8 {
                guard let entry = try? PathWalk.entry(place),
                    try entry.directory.status(of: entry.name)?.kind == .symbolicLink
                else { return place }
                let target = FilePath(bytes: try entry.directory.linkTarget(entry.name))
                place = target.isAbsolute ? target : place.parent.appending(target.bytes)
            }
            throw .tooManyLinks
        } catch { throw RunError(cannot: "find", path, error) }
    }
}
