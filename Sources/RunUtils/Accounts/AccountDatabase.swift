/// The accounts of this container: looked up, and made, in the files themselves, since static programs have no name
/// service and small images no useradd.
struct AccountDatabase {
    let etc: FilePath
    let console: Console
    /// HOME as the image or its user set it: for who has no entry that says another one.
    let inheritedHome: FilePath?
    /// Whether the service runs in this container already: whoever comes by then is not let into /etc/passwd.
    var isBesideService = false

    init(console: Console, etc: FilePath = "/etc", inheritedHome: FilePath? = nil) {
        self.console = console
        self.etc = etc
        self.inheritedHome = inheritedHome
    }

    /// The identity that "name", "uid", "name:group" or "uid:gid" stands for. Numbers need no entry; a user id without
    /// one has the same number as its group.
    func identity(_ text: String) throws(RunError) -> Identity {
        let parts = Bytes(text).pieces(separatedBy: .colon)
        guard parts.count <= 2, !parts.contains([]) else {
            throw RunError(.configuration, "\(quoted(text)) is not a user; expected a name or id, or \"user:group\"")
        }
        let passwd = try AccountFile.passwd(read("passwd"))
        let group = try AccountFile.group(read("group"))
        let account = try user(parts[0], in: passwd)
        let gid = parts.count == 2 ? try AccountDatabase.group(parts[1], in: group) : account.gid
        return Identity(
            name: account.name, uid: account.uid, gid: gid,
            groups: AccountDatabase.supplementaryGroups(of: Bytes(account.name), gid, in: group),
            home: account.home, shell: account.shell)
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

    /// The groups of a user who need not have an account yet.
    func groups(of name: String, _ gid: UInt32) -> [UInt32] {
        guard let group = try? read("group") else { return [gid] }
        return AccountDatabase.supplementaryGroups(of: Bytes(name), gid, in: .group(group))
    }

    /// The groups that list the user as a member (initgroups(3)), the primary one first.
    private static func supplementaryGroups(of name: Bytes, _ gid: UInt32, in group: AccountFile) -> [UInt32] {
        var groups = [gid]
        group.forEachEntry(mentioning: name) { entry in
            let fields = entry.fields
            guard fields.count >= 4, fields[3].pieces(separatedBy: .comma).contains(name),
                let id = fields[2].identifier, !groups.contains(id)
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
