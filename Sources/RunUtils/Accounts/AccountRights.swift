extension AccountDatabase {
    /// Takes the files of accounts from the service's user. Images for a user whose id the platform chooses leave them open to
    /// group 0; where the entrypoint is root it makes accounts itself, and a service in that group must not: who root is, and
    /// whose home it has, stands there.
    func close(to identity: Identity?) throws(RunError) {
        guard let identity, !identity.isRoot, CurrentProcess.isRoot, Simulation.current == nil else { return }
        let user = Distrust.user(identity.uid, groups: identity.groups + [identity.gid])
        for name in ["passwd", "group"] {
            let path = try place(of: name)
            do throws(Errno) {
                let entry = try PathWalk.entry(path)
                guard let status = try entry.directory.status(of: entry.name), status.kind == .regular,
                    status.mode & 0o020 != 0, user.canWrite(status.rights())
                else { continue }
                try entry.directory.openForReading(entry.name).changeMode(status.mode & ~0o020)
                console.note("closed \(quoted(path)) to its group, which the service's user is in")
            } catch { console.warn("\(quoted(path)) can be changed by the service's user: \(error.description)") }
        }
    }
}
