import RunUtils

/// What this image remembers of a cluster, in a file of its data directory.
struct Record: Equatable {
    /// Whether this image has made the cluster.
    var isOurs = false
    /// The verifier, or a fingerprint, of the superuser's password that was declared at our last start. It decides whether the declared one is
    /// set, and nothing else.
    var password: String?
    /// What the pg_hba.conf is known by that was put into the data directory.
    var accessRules: String?
    /// The superuser that was made with it.
    var superuser: String?
    /// Whether the command line of our last start may have given the server an archive.
    var mayArchive = false

    private static let archives = "may archive"
    private static let ours = "made by RunUtils"
    private static let passwordPrefix = "password "
    private static let rulesPrefix = "pg_hba "
    private static let superuserPrefix = "superuser "

    init() {}

    init(_ text: String) {
        for line in Text.lines(text) {
            if line == Record.ours { isOurs = true }
            if line == Record.archives { mayArchive = true }
            if let verifier = Text.rest(of: line, behind: Record.passwordPrefix) { password = verifier }
            if let rules = Text.rest(of: line, behind: Record.rulesPrefix) { accessRules = rules }
            if let name = Text.rest(of: line, behind: Record.superuserPrefix) { superuser = name }
        }
    }

    var text: String {
        (isOurs ? "\(Record.ours)\n" : "") + (mayArchive ? "\(Record.archives)\n" : "")
            + (password.map { "\(Record.passwordPrefix)\($0)\n" } ?? "")
            + (accessRules.map { "\(Record.rulesPrefix)\($0)\n" } ?? "")
            + (superuser.map { "\(Record.superuserPrefix)\(Text.oneLine($0))\n" } ?? "")
    }

    /// - Parameter owner: Whose the data directory is.
    static func read(below directory: FilePath, _ context: Context, owner: Identity?) throws(RunError) -> Record {
        Record(try context.files.readData(directory.appending(Layout.record), of: owner) ?? "")
    }

    func write(
        below directory: FilePath, _ context: Context, owner: Identity?, isDurable: Bool = true
    ) throws(RunError) {
        try context.files.acting(as: owner) { () throws(RunError) in
            try context.files.write(
                text, to: directory.appending(Layout.record), owner: owner, mode: 0o600, isDurable: isDurable,
                isLocked: true)
        }
    }
}
