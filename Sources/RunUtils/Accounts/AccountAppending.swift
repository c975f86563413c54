extension AccountDatabase {
    /// What becomes of an account where the files cannot be replaced: /etc is not ours or read-only, or passwd(5) is a mount
    /// of its own. Images for a user whose id the platform chooses leave /etc/passwd writable for group 0; an entry can be
    /// added at its end then, which is one write(2) and cannot be half done.
    ///
    /// - Parameter reason: Why they cannot be replaced.
    func withoutReplacing(_ wanted: WantedAccount, _ reason: String) throws(RunError) -> Identity {
        let passwd = try AccountFile.passwd(read("passwd"))
        if let name = passwd.first(2, id: wanted.uid)?.fields[0].text {
            // Engines give a number that has no entry one of that name.
            let isNumber = name == "\(wanted.uid)"
            if name != wanted.name { explain(isNumber ? nil : "\(quoted(name)) has id \(wanted.uid) already", reason) }
            return try identity(Ownership(uid: wanted.uid, gid: wanted.gid))
        }
        let old = passwd.first(0, Bytes(wanted.name))?.fields
        let home = old.map { FilePath(bytes: $0[5]) } ?? homeWithoutEntry
        let new = [
            Bytes(wanted.name), Bytes("x"), Bytes("\(wanted.uid)"), Bytes("\(wanted.gid)"), [], home.bytes,
            wanted.shell.bytes,
        ]
        do throws(Errno) {
            if isBesideService { throw .notPermitted }
            try AccountDatabase.append(new, to: etc.appending("passwd"))
            if old != nil { console.note("user \(quoted(wanted.name)) has a second entry, with id \(wanted.uid)") }
        } catch { explain(nil, reason) }
        return try member(
            Identity(
                name: wanted.name, uid: wanted.uid, gid: wanted.gid, groups: [], home: home, shell: wanted.shell),
            wanted.gid)
    }

    @inline(never) private func explain(_ consequence: String?, _ reason: String) {
        if isExplained { return }
        console.warn("no account is made, \(consequence ?? "its ids are used as numbers"): \(reason)")
    }

    /// HOME as it is, if this process can write there: whoever starts an image with a user of his own may prepare one.
    var homeWithoutEntry: FilePath {
        guard !CurrentProcess.isRoot, let inheritedHome, inheritedHome.isAbsolute,
            (try? FileStatus.at(inheritedHome))?.kind == .directory, Access.isWritable(inheritedHome)
        else { return "/" }
        return inheritedHome
    }

    /// Adds a line to a file as it stands, with a newline before it where there was none at the end.
    private static func append(_ fields: [Bytes], to path: FilePath) throws(Errno) {
        let entry = try PathWalk.entry(path, followsLast: true)
        let file = try entry.directory.openForAppending(entry.name)
        let content = try file.readAll()
        let needsNewline = content.last.map { $0 != .newline } ?? false
        let line = (needsNewline ? [.newline] : []) + fields.joined(separator: .colon) + [.newline]
        let written = try file.write(line[...])
        if written == line.count { return }
        try file.truncate(to: content.count)
        throw .noSpace
    }
}
