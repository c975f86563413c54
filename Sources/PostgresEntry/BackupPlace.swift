import RunUtils

/// The directory of backups, while one works on it.
final class BackupPlace {
    let directory: FilePath
    private let context: Context
    private let identity: Identity?
    private let lock: FileLock

    private static let partial = ".partial"

    /// Takes the directory, and removes what a killed backup has left.
    init(_ session: Session) throws(RunError) {
        context = session.context
        identity = session.identity
        let directory = try session.context[Postgres.backupDirectory]
        self.directory = directory
        try session.context.ensureDirectory(directory, owner: session.context.isRoot ? session.identity : nil)
        guard let lock = try session.context.lock(directory.appending(".lock"), owner: session.identity) else {
            throw RunError(.failure, "another backup is under way in " + quoted(directory))
        }
        self.lock = lock
        for name in try session.context.names(in: directory) where Text.ends(name, with: BackupPlace.partial) {
            try remove(directory.appending(name))
        }
    }

    /// With the service's rights, as all that is done here: the directory is that user's.
    func remove(_ path: FilePath) throws(RunError) {
        try context.actingOnFiles(as: identity) { () throws(RunError) in try context.remove(path) }
    }

    /// Writes a file of a backup.
    func write(_ text: String, to path: FilePath) throws(RunError) {
        try context.actingOnFiles(as: identity) { () throws(RunError) in
            try context.write(text, to: path, mode: 0o640, isDurable: true, isLocked: true)
        }
    }

    /// Where a backup is written before it has its name.
    func temporary(_ name: String) -> FilePath { directory.appending(".\(name)\(BackupPlace.partial)") }

    func refuse(_ name: String) throws(RunError) {
        if try context.kind(of: directory.appending(name)) != nil {
            throw RunError(.failure, quoted(directory.appending(name)) + " exists already; expected another name")
        }
    }

    /// Lets a backup reach the disk, gives it its name, and writes its checksums beside it.
    func publish(_ temporary: FilePath, _ name: String) throws(RunError) {
        let sums = try checksums(temporary, name)
        try context.actingOnFiles(as: identity) { () throws(RunError) in
            if try context.kind(of: temporary) == .directory {
                for file in try context.names(in: temporary) { try context.synchronize(temporary.appending(file)) }
            }
            try context.synchronize(temporary)
            try context.rename(temporary, to: directory.appending(name))
            try context.synchronize(directory)
        }
        try write(sums, to: directory.appending("\(name).sha256"))
    }

    /// As sha256sum(1) writes and checks them, with paths from the directory of backups.
    private func checksums(_ path: FilePath, _ name: String) throws(RunError) -> String {
        let isDirectory = try context.kind(of: path) == .directory
        var text = ""
        for file in isDirectory ? try context.names(in: path) : [""] {
            let words = ["sha256sum", isDirectory ? path.appending(file).description : path.description]
            let output = Array(try context.output(of: Program(words), as: identity).utf8)
            let sum = Array(output.prefix { $0 != 32 && $0 != 92 })
            text += "\(String(decoding: sum, as: UTF8.self))  \(isDirectory ? "\(name)/\(file)" : name)\n"
        }
        return text
    }

    /// Removes old backups of a database.
    func thin(_ database: String, isAll: Bool, keeping count: Int) throws(RunError) {
        for name in BackupName.superfluous(
            try context.names(in: directory), database, isAll: isAll, keeping: count)
        {
            try remove(directory.appending(name))
            try remove(directory.appending("\(name).sha256"))
            context.note("deleted the old backup " + quoted(name))
        }
    }
}
