/// The accounts of this container: looked up, and made, in the files themselves, since static programs have no name
/// service and small images no useradd.
struct Accounts {
    let etc: FilePath
    let console: Console

    init(console: Console, etc: FilePath = "/etc") {
        self.console = console
        self.etc = etc
    }

    // MARK: Looking up

    /// The identity that "name", "uid", "name:group" or "uid:gid" stands for. Numbers need no entry; a user id without
    /// one has the same number as its group.
    func identity(_ text: String) throws(RunError) -> Identity {
        let parts = Bytes(text).pieces(separatedBy: .colon)
        guard parts.count <= 2, !parts.contains([]) else {
            throw RunError(.configuration, "\(quoted(text)) is no user; expected a name or id, or \"user:group\"")
        }
        let passwd = try AccountFile.passwd(read("passwd"))
        let group = try AccountFile.group(read("group"))
        var identity = try Accounts.user(parts[0], in: passwd)
        if parts.count == 2 { identity.gid = try Accounts.group(parts[1], in: group) }
        identity.groups = Accounts.supplementaryGroups(of: identity, in: group)
        return identity
    }

    private static func user(_ word: Bytes, in passwd: AccountFile) throws(RunError) -> Identity {
        let id = word.identifier
        let record = id.flatMap { passwd.first(2, Bytes("\($0)")) } ?? passwd.first(0, word)
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
        return Identity(name: "\(id)", uid: id, gid: id, groups: [], home: "/", shell: "/bin/sh")
    }

    private static func group(_ word: Bytes, in group: AccountFile) throws(RunError) -> UInt32 {
        if let id = word.identifier { return id }
        guard let fields = group.first(0, word)?.fields, let id = fields[2].identifier else {
            throw RunError(.configuration, "there is no group \(quoted(word.text)) in /etc/group")
        }
        return id
    }

    /// The groups that list the user as a member (initgroups(3)), the primary one first.
    private static func supplementaryGroups(of identity: Identity, in group: AccountFile) -> [UInt32] {
        var groups = [identity.gid]
        for fields in group.records where fields.count >= 4 {
            guard fields[3].pieces(separatedBy: UInt8(ascii: ",")).contains(Bytes(identity.name)),
                let id = fields[2].identifier, !groups.contains(id)
            else { continue }
            groups.append(id)
        }
        return groups
    }

    // MARK: Making

    /// Makes sure that an account is there. Says what was changed. Without the right to, or on a read-only /etc, it says
    /// so and changes nothing: the numbers work all the same.
    ///
    /// - Returns: The account's identity.
    func ensure(_ wanted: WantedAccount, _ events: EventQueue) throws(RunError) -> Identity {
        var plan = try self.plan(wanted)
        if plan.changesFiles {
            let lock: FileDescriptor
            do throws(RunError) { lock = try self.lock(events) } catch {
                guard error.status == .permission else { throw error }
                return numeric(wanted, error.message)
            }
            try events.throwIfStopped("no account was made")
            plan = try self.plan(wanted)
            do throws(RunError) { try write(plan) } catch {
                guard error.status == .permission else { throw error }
                return numeric(wanted, error.message)
            }
            _ = consume lock
            for remark in plan.remarks { console.note(remark) }
            if plan.addsUser { makeHome(wanted) }
        } else {
            // A kill right after the swap leaves the old files there.
            for name in ["group", "shadow", "passwd"] {
                try? FileSystem.remove(etc.appending(name).temporarySibling)
            }
        }
        return try identity(wanted.name)
    }

    private func numeric(_ wanted: WantedAccount, _ reason: String) -> Identity {
        console.warn("no account is made, its ids are used as numbers: \(reason)")
        return Identity(
            name: wanted.name, uid: wanted.uid, gid: wanted.gid, groups: [wanted.gid], home: "/", shell: wanted.shell)
    }

    private func plan(_ wanted: WantedAccount) throws(RunError) -> AccountPlan {
        var wanted = wanted
        if FileSystem.isExecutable("/bin/bash") { wanted.shell = "/bin/bash" }
        let shadow = CurrentProcess.isRoot && exists("shadow") ? try AccountFile.shadow(read("shadow")) : nil
        return AccountPlan(
            wanted, passwd: try .passwd(read("passwd")), group: try .group(read("group")), shadow: shadow)
    }

    private func exists(_ name: String) -> Bool { (try? FileStatus.at(etc.appending(name))) != nil }

    private func read(_ name: String) throws(RunError) -> Bytes {
        let path = etc.appending(name)
        do { return try FileSystem.readFile(path) } catch {
            if error == .noSuchFile || error == .notDirectory { return [] }
            throw RunError(cannot: "read", path, error)
        }
    }

    private func write(_ plan: AccountPlan) throws(RunError) {
        let files = FileSet(isDurable: true)
        try stage(plan.group, "group", mode: 0o644, files)
        if let shadow = plan.shadow { try stage(shadow, "shadow", mode: 0o640, files) }
        try stage(plan.passwd, "passwd", mode: 0o644, files)
        try files.commit()
    }

    /// Keeps the owner and mode that the file has.
    private func stage(_ file: AccountFile, _ name: String, mode: FileMode, _ files: FileSet) throws(RunError) {
        let path = etc.appending(name)
        let status = (try? FileStatus.at(path)) ?? nil
        try files.stage(file.content, at: path, FileSet.Attributes(mode: status?.mode ?? mode, owner: status?.owner))
    }

    /// The lock of lckpwdf(3), which all tools that edit these files take; waited for as long as lckpwdf does.
    ///
    /// - Throws: With status `permission` when this process may not write there.
    private func lock(_ events: EventQueue) throws(RunError) -> FileDescriptor {
        let path = etc.appending(".pwd.lock")
        let deadline = Instant.now + .seconds(15)
        do throws(Errno) {
            try FileSystem.makeDirectories(etc)
            let file = try FileDescriptor.openLockFile(path)
            while try !file.tryPosixLock() {
                if .now >= deadline { throw .wouldBlock }
                try events.wait(until: min(deadline, .now + .milliseconds(20)))
                if events.stop != nil { break }
            }
            return file
        } catch { throw RunError(cannot: "lock", path, error) }
    }

    /// A home that cannot be made is no obstacle.
    private func makeHome(_ wanted: WantedAccount) {
        guard etc == "/etc", (try? FileSystem.makeDirectory(wanted.home, mode: 0o700)) != nil else { return }
        try? FileSystem.changeOwner(wanted.home, Ownership(uid: wanted.uid, gid: wanted.gid))
    }
}
