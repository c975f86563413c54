import RunUtils

/// The directory of backups, while one works on it.
final class BackupPlace {
    let directory: FilePath
    private let context: Context
    private let identity: Identity?
    private let lock: FileLock
    /// Where a backup is made before it has its name: nobody else looks in, or knows the name before.
    let work: FilePath
    /// That directory for a program, wherever others move it who may write to `directory`; nil before it is made.
    private var reach: FilePath?

    /// What is not whole begins and ends so: others have names like ".partial" too.
    private static let (beginning, partial) = (".entry.", ".partial")

    static func isLeftOver(_ name: String) -> Bool {
        Text.rest(of: name, behind: beginning) != nil
            && (Text.ends(name, with: partial) || Text.ends(name, with: "\(BackupName.making(of: FilePath(partial)))"))
    }

    /// Takes the directory, and removes what a killed backup has left.
    init(_ session: Session) throws(RunError) {
        (context, identity) = (session.context, session.identity)
        directory = context[Postgres.backupDirectory]
        try context.files.ensureDirectory(directory, owner: context.accounts.isRoot ? identity : nil)
        guard let lock = try context.files.lock(directory.appending(".lock"), owner: identity) else {
            throw RunError(.failure, "another backup is under way in " + quoted(directory))
        }
        self.lock = lock
        let number = (try Host.randomBytes(8)).map { "\($0)" }.joined(separator: "-")
        work = directory.appending("\(BackupPlace.beginning)\(number)\(BackupPlace.partial)")
        // What is another user's may have to stay.
        for name in try context.files.names(in: directory) where BackupPlace.isLeftOver(name) {
            try? remove(directory.appending(name))
        }
    }

    /// Makes the directory for as long as `body` takes.
    func making(_ body: () throws(RunError) -> Void) throws(RunError) {
        do throws(RunError) {
            try context.files.withNewDirectory(work, owner: identity) { reach throws(RunError) in
                self.reach = reach
                try body()
            }
        } catch {
            try? remove(work)
            throw error
        }
        try? remove(work)
    }

    /// Runs a program that writes a file of the backup, with its final mode from the beginning.
    func run(_ words: [String], _ session: Session, _ database: String, to file: FilePath, _ message: String)
        throws(RunError)
    {
        let name = Text.rest(of: file.description, behind: "\(work)/") ?? ""
        var program = try session.client(words + ["--file=\(name)"], database: database)
        program.fileMask = 0o027
        program.directory = reach
        try context.run(program, message, as: identity)
    }

    /// With the service's rights, as all that is done here: the directory is that user's.
    func remove(_ path: FilePath) throws(RunError) {
        try context.files.acting(as: identity) { () throws(RunError) in try context.files.remove(path) }
    }

    /// Writes a file of a backup.
    func write(_ text: String, to path: FilePath) throws(RunError) {
        try context.files.acting(as: identity) { () throws(RunError) in
            try context.files.write(text, to: path, mode: 0o640, isDurable: true, isLocked: true)
        }
    }

    /// Refuses a name when a file of the backup would take the place of one that is there.
    func refuse(_ name: String) throws(RunError) {
        let path = directory.appending(name)
        for file in [path, BackupName.making(of: path), BackupPlace.sums(of: path)]
        where try context.files.kind(of: file) != nil {
            throw RunError(.failure, quoted(file) + " exists already; expected another name")
        }
    }

    /// Where the checksums of a backup are.
    private static func sums(of path: FilePath) -> FilePath { FilePath("\(path).sha256") }

    /// Lets a backup reach the disk, gives it its name, and writes its checksums beside it.
    func publish(_ temporary: FilePath, _ name: String) throws(RunError) {
        var sums = try checksums(temporary, name)
        let path = directory.appending(name)
        let (making, ownMaking) = (BackupName.making(of: temporary), BackupName.making(of: path))
        let hasMaking = try context.files.kind(of: making) != nil
        if hasMaking { sums += try checksums(making, Text.lastComponent(ownMaking.description)) }
        try context.files.acting(as: identity) { () throws(RunError) in
            if try context.files.kind(of: temporary) == .directory {
                for file in try context.files.names(in: temporary) {
                    try context.files.synchronize(temporary.appending(file))
                }
            }
            try context.files.synchronize(temporary)
            if hasMaking { try context.files.rename(making, to: ownMaking) }
            try context.files.rename(temporary, to: path)
            try context.files.synchronize(directory)
        }
        try write(sums, to: BackupPlace.sums(of: path))
    }

    /// As sha256sum(1) writes and checks them, with paths from the directory of backups.
    private func checksums(_ path: FilePath, _ name: String) throws(RunError) -> String {
        let isDirectory = try context.files.kind(of: path) == .directory
        var text = ""
        for file in isDirectory ? try context.files.names(in: path) : [""] {
            let words = ["sha256sum", isDirectory ? path.appending(file).description : path.description]
            let output = Array(try context.run(Program(words), as: identity, output: .captured).output.utf8)
            let sum = Array(output.prefix { $0 != 32 && $0 != 92 })
            text += "\(String(decoding: sum, as: UTF8.self))  \(isDirectory ? "\(name)/\(file)" : name)\n"
        }
        return text
    }

    /// Removes old backups of a database, but not the one that was just made.
    func thin(_ database: String, isAll: Bool, keeping count: Int, made: String) throws(RunError) {
        // What a neighbour has made, under whatever name, neither counts nor goes. Whose the new one is says the file system, which may
        // know other owners than we do.
        let script = """
            find "$1/" -ignore_readdir_race -mindepth 1 -maxdepth 1 -user "$(stat -c %u "$1/$2")" -printf '%y%f\\0'
            """
        let listing = try context.run(
            Program(["sh", "-c", script, "sh", directory.description, made]), as: identity, output: .captured
        ).output
        let all = try context.files.names(in: directory)
        let names = BackupName.own(all, inListing: listing)
        let others = BackupName.superfluous(
            all.filter { !names.contains($0) }, database, isAll: isAll, keeping: 0, made: "")
        if !others.isEmpty { context.note("left alone, as somebody else owns them: \(others.count) older backups") }
        for name in BackupName.superfluous(names, database, isAll: isAll, keeping: count, made: made) {
            let path = directory.appending(name)
            for file in [path, BackupName.making(of: path), BackupPlace.sums(of: path)] { try remove(file) }
            context.note("deleted the old backup " + quoted(name))
        }
    }
}
