import RunUtils

/// What everything that works on the data directory begins with: the account, the directories and the lock.
final class Preparation {
    let context: Context
    let directory: FilePath
    let identity: Identity?
    /// What was in the directory when the lock was taken.
    let found: DataDirectory
    /// Held as long as this lives: by a file, which older images look for as well, and by the directory itself, where the
    /// service's user may remove files.
    private let locks: [FileLock]

    /// - Parameter objection: Why what is in the data directory cannot be worked on.
    /// - Throws: When another container works on the data directory, or it is none of ours.
    init(
        _ context: Context,
        accepting objection: (DataDirectory, FilePath) -> RunError? = { $0.objection($1) }
    ) throws(RunError) {
        self.context = context
        try Layout.settle(context)
        let directory = context[Postgres.dataDirectory]
        self.directory = directory
        let identity = try context.accounts.ensure()
        self.identity = identity
        // Root gives one that is there away when all that is in it was given away: until then, who made the cluster owns both.
        let isThere = try context.files.kind(of: directory) != nil
        let owner = context.accounts.isRoot && isThere ? nil : identity
        do throws(RunError) { try context.files.ensureDirectory(directory, owner: owner, mode: 0o700) } catch {
            if context.accounts.isRoot || error.status != .permission { throw error }
            var error = error
            error.hint = "PostgreSQL must own its data directory; set PGDATA to a directory below it, or give it away"
            throw error
        }
        guard let lock = try context.files.lock(directory.appending(Layout.lock), owner: identity),
            let directoryLock = try context.files.lock(directory: directory)
        else {
            throw RunError(
                .unavailable, quoted(directory) + " is in use by another container or command",
                hint: "stop that one, or run the command in it")
        }
        locks = [lock, directoryLock]
        let found = try DataDirectory.look(at: directory, context, owner: identity)
        self.found = found
        if let objection = objection(found, directory) { throw objection }
        if let identity {
            try context.files.ensureOwner(of: directory, owner: identity)
            try WriteAheadLog.give(below: directory, to: identity, context)
        }
        try context.files.ensureOwnDirectory(Layout.run)
        // Who is not root can only be content with what it may write to.
        let user = context.accounts.isRoot ? identity : nil
        try context.files.ensureDirectory(context[Postgres.socketDirectory], owner: user)
        if let logs = context[Postgres.logDirectory] { try context.files.ensureDirectory(logs, owner: user) }
    }

    /// For commands that need a database.
    func requireCluster() throws(RunError) {
        if case .cluster = found { return }
        throw RunError(
            .unavailable, quoted(directory) + " holds no database yet", hint: "\"start\" or \"init\" makes one")
    }
}
