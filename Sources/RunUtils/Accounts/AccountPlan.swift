/// What becomes of the account files so that a wanted account is there. A pure decision: files in, files and remarks out.
struct AccountPlan: Equatable {
    var passwd: AccountFile
    var group: AccountFile
    /// nil when there is no such file; none is made.
    var shadow: AccountFile?
    /// What somebody who reads the log should know.
    private(set) var remarks: [String] = []
    /// Whether the user had no entry before.
    private(set) var addsUser = false
    /// Whether any file becomes another one.
    private(set) var changesFiles = false

    /// Decides. Where an entry is in the way:
    /// - the name has another id: the entry is changed;
    /// - the user id has another name: ours is put in front of it, so that lookups by id find ours;
    /// - the group id has another name: that group is used.
    init(_ wanted: WantedAccount, passwd: AccountFile, group: AccountFile, shadow: AccountFile?) {
        self.passwd = passwd
        self.group = group
        self.shadow = shadow
        planGroup(wanted)
        planUser(wanted)
        planShadow(wanted)
        changesFiles = self.passwd != passwd || self.group != group || self.shadow != shadow
    }

    private mutating func planGroup(_ wanted: WantedAccount) {
        let name = Bytes(wanted.groupName)
        let gid = Bytes("\(wanted.gid)")
        if let holder = group.first(2, id: wanted.gid) {
            if holder.fields[0] != name {
                remarks.append("group id \(wanted.gid) is that of \(quoted(holder.fields[0].text)), which is used")
            }
        } else if let existing = group.first(0, name) {
            remarks.append(
                "group \(quoted(wanted.groupName)) had id \(existing.fields[2].text), changed to \(wanted.gid)")
            var fields = existing.fields
            fields[2] = gid
            group.replace(existing, fields)
        } else {
            group.append([name, Bytes("x"), gid, []])
        }
    }

    private mutating func planUser(_ wanted: WantedAccount) {
        let name = Bytes(wanted.name)
        let uid = Bytes("\(wanted.uid)")
        let gid = Bytes("\(wanted.gid)")
        if let existing = passwd.first(0, name) {
            var fields = existing.fields
            if fields[2].identifier != wanted.uid || fields[3].identifier != wanted.gid {
                remarks.append(
                    "user \(quoted(wanted.name)) had ids \(fields[2].text):\(fields[3].text), changed to \(wanted.uid):\(wanted.gid)"
                )
                fields[2] = uid
                fields[3] = gid
                passwd.replace(existing, fields)
            }
        } else {
            addsUser = true
            passwd.append([name, Bytes("x"), uid, gid, [], wanted.home.bytes, wanted.shell.bytes])
        }
        putInFront(of: wanted.uid, name)
    }

    /// Moves the entry called `name` before the first other one with its id.
    private mutating func putInFront(of uid: UInt32, _ name: Bytes) {
        guard let holder = passwd.first(2, id: uid), holder.fields[0] != name, let ours = passwd.first(0, name) else {
            return
        }
        remarks.append(
            "user id \(uid) is also that of \(quoted(holder.fields[0].text)); \(quoted(name.text)) comes first")
        passwd.move(ours, before: holder)
    }

    /// An account without a usable password.
    private mutating func planShadow(_ wanted: WantedAccount) {
        guard let shadow, shadow.first(0, Bytes(wanted.name)) == nil else { return }
        self.shadow?.append([Bytes(wanted.name), Bytes("!"), [], [], [], [], [], [], []])
    }
}
