extension AccountDatabase {
    /// Makes sure that an account is there. Says what was changed. Where the files cannot be replaced, an entry is added to
    /// passwd(5) as it stands, if that can be; otherwise the ids are used as numbers, and that is said.
    ///
    /// - Returns: The account's identity.
    func ensure(_ wanted: WantedAccount, _ events: EventLoop) throws(RunError) -> Identity {
        if let objection = wanted.objection { throw objection }
        let changesFiles = try plan(wanted).changesFiles
        if changesFiles || hasLeftovers() {
            try IdentifierMap.require(wanted.uid, [wanted.gid])
            do throws(RunError) { try edit(wanted, events) } catch {
                guard error.status == .permission else { throw error }
                if changesFiles { return try withoutReplacing(wanted, error.message) }
            }
        }
        return try identity(wanted.name)
    }

    private func edit(_ wanted: WantedAccount, _ events: EventLoop) throws(RunError) {
        let lock = try self.lock(events)
        defer { _ = lock.rawValue }
        try events.throwIfStopped("no account was made")
        removeLeftovers()
        // Somebody may have been here while the lock was waited for.
        let plan = try self.plan(wanted)
        // Before the entry that says so; after a kill in between, both are made again.
        if plan.addsUser { makeHome(wanted) }
        try write(plan)
        for remark in plan.remarks { console.note(remark) }
    }

    private func plan(_ wanted: WantedAccount) throws(RunError) -> AccountPlan {
        var wanted = wanted
        if Access.isExecutable("/bin/bash") { wanted.shell = "/bin/bash" }
        let shadow = CurrentProcess.isRoot && exists("shadow") ? try AccountFile.shadow(read("shadow")) : nil
        return AccountPlan(
            wanted, passwd: try .passwd(read("passwd")), group: try .group(read("group")), shadow: shadow)
    }

    private func exists(_ name: String) -> Bool { (try? FileStatus.at(etc.appending(name))) != nil }

    // MARK: Replacing the files

    private static let names = ["group", "shadow", "passwd"]

    /// First what passwd(5) refers to.
    private func write(_ plan: AccountPlan) throws(RunError) {
        let files = FileSet(isDurable: true)
        try stage(plan.group, "group", mode: 0o644, files)
        if let shadow = plan.shadow { try stage(shadow, "shadow", mode: 0o640, files) }
        try stage(plan.passwd, "passwd", mode: 0o644, files)
        try files.commit()
    }

    /// Keeps the owner, the mode and the extended attributes that the file has.
    private func stage(_ file: AccountFile, _ name: String, mode: FileMode, _ files: FileSet) throws(RunError) {
        let path = try place(of: name)
        let status = (try? FileStatus.at(path)) ?? nil
        var attributes = FileSet.Attributes(mode: status?.mode ?? mode, owner: status?.owner)
        attributes.keepsOthers = true
        try files.stage(file.content, at: path, attributes)
    }

    /// The directories that hold the files, which may be links to elsewhere.
    private var directories: [FilePath] {
        AccountDatabase.names.compactMap { (try? place(of: $0))?.parent }
    }

    /// Whether a kill left new versions behind.
    private func hasLeftovers() -> Bool {
        directories.contains { directory in
            ((try? PathWalk.directory(directory).names()) ?? []).contains { $0.starts(with: StagingDirectory.prefix) }
        }
    }

    private func removeLeftovers() { for directory in directories { StagingDirectory.sweepUnlessInUse(directory) } }

    /// The lock of lckpwdf(3), which all tools that edit these files take; waited for as long as lckpwdf does.
    ///
    /// - Throws: With status `permission` when this process may not write there.
    private func lock(_ events: EventLoop) throws(RunError) -> FileDescriptor {
        let path = etc.appending(".pwd.lock")
        let deadline = Instant.now + .seconds(15)
        var pause = Duration.milliseconds(1)
        do throws(Errno) {
            let file = try DirectoryHandle.make(etc).openLockFile(path.name)
            while try !file.tryProcessLock() {
                if .now >= deadline { throw .wouldBlock }
                try events.wait(until: min(deadline, .now + pause))
                pause = min(pause + pause, .milliseconds(20))
                if events.signals.stop != nil { break }
            }
            return file
        } catch { throw RunError(cannot: "lock", path, error) }
    }

    /// Complete with its owner, or not at all. That it cannot be made is no obstacle.
    private func makeHome(_ wanted: WantedAccount) {
        guard etc == "/etc", let home = try? PathWalk.entry(wanted.home),
            (try? home.directory.status(of: home.name)) == nil
        else { return }
        let new = Bytes(".") + home.name + Bytes(".new-")
        try? home.directory.removeDirectory(new)
        do throws(Errno) {
            try home.directory.makeDirectory(new, mode: 0o700)
            try home.directory.directory(new).changeOwner(Ownership(uid: wanted.uid, gid: wanted.gid))
            try home.directory.renameExclusive(new, to: home.name)
        } catch { try? home.directory.removeDirectory(new) }
    }
}
