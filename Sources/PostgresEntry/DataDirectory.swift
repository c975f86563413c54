import RunUtils

/// What the data directory holds.
enum DataDirectory: Equatable {
    /// Nothing, or nothing but what a file system puts there.
    case empty
    /// A cluster, by the major version that made it.
    case cluster(version: String)
    /// The making of a cluster was ended in this step.
    case unfinished(step: String)
    /// A whole new cluster that has not, or only in part, taken its place.
    case whole
    /// Something else; some of its names.
    case foreign([String])

    /// Decides.
    ///
    /// - Parameters:
    ///   - names: What is in it.
    ///   - version: The content of PG_VERSION.
    ///   - journal: What was noted while a cluster was made; nil where none is being made.
    init(names: [String], version: String?, journal: Journal?) {
        if let journal, journal.isComplete {
            self = .whole
        } else if let version {
            self = .cluster(version: version)
        } else {
            let others = names.filter { !DataDirectory.ours.contains($0) && !DataDirectory.ofFileSystems.contains($0) }
            if !others.isEmpty {
                self = .foreign(others)
            } else if names.contains(Layout.staging) {
                self = .unfinished(step: journal?.steps.last ?? "the beginning")
            } else {
                self = .empty
            }
        }
    }

    private static let ours = [Layout.staging, Layout.lock, Layout.record]
    /// What stands in the top directory of a volume.
    private static let ofFileSystems = ["lost+found", ".snapshot", ".zfs", ".snapshots"]

    /// Whether a name is left alone when a cluster is deleted.
    static func isKept(_ name: String) -> Bool { ofFileSystems.contains(name) || name == Layout.lock }

    /// Looks at a directory.
    ///
    /// - Parameter owner: Who may have written there.
    static func look(at path: FilePath, _ context: Context, owner: Identity?) throws(RunError) -> DataDirectory {
        guard try context.files.kind(of: path) != nil else { return .empty }
        let version = try context.files.readData(path.appending("PG_VERSION"), of: owner)
        return DataDirectory(
            names: try context.files.names(in: path), version: version.map { Text.lines($0).first ?? "" },
            journal: try Journal.read(below: path, context, owner: owner))
    }

    /// Why a server of this image cannot use what is there; nil when it can, or when a cluster can be made.
    func objection(_ path: FilePath) -> RunError? {
        switch self {
        case .empty, .unfinished, .whole: return nil
        case .cluster(let version):
            if version == Postgres.version { return nil }
            return RunError(
                .configuration,
                "\"\(path)\" holds a cluster of PostgreSQL \(version); expected one of PostgreSQL \(Postgres.version)",
                hint:
                    "dump it with \"backup --all\" of the image for \(version) and restore it into an empty volume, or use pg_upgrade"
            )
        case .foreign(let names):
            let shown = names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
            return RunError(
                .configuration,
                "\"\(path)\" holds no database, but is not empty: \(shown)\(names.count > 5 ? " …" : "")",
                hint: "set PGDATA to a directory below it, or give an empty volume")
        }
    }
}

/// What was noted while a cluster was made: a line for each step that was begun, and "complete" at the end.
struct Journal: Equatable {
    var steps: [String] = []
    /// The write-ahead log's own directory, which was empty before.
    var walDirectory: String?

    private static let complete = "complete"
    private static let walPrefix = "waldir "

    var isComplete: Bool { (steps.last ?? "") == Journal.complete }

    init() {}

    init(_ text: String) {
        for line in Text.lines(text) {
            if let directory = Text.rest(of: line, behind: Journal.walPrefix) {
                walDirectory = directory
            } else {
                steps.append(line)
            }
        }
    }

    var text: String {
        var text = walDirectory.map { "\(Journal.walPrefix)\($0)\n" } ?? ""
        for step in steps { text += "\(step)\n" }
        return text
    }

    mutating func begin(_ step: String) { steps.append(Text.oneLine(step)) }
    mutating func close() { steps.append(Journal.complete) }

    private static func path(below directory: FilePath) -> FilePath {
        directory.appending(Layout.staging).appending(Layout.journal)
    }

    static func read(below directory: FilePath, _ context: Context, owner: Identity?) throws(RunError) -> Journal? {
        try context.files.readData(path(below: directory), of: owner).map { Journal($0) }
    }

    /// Only what is complete must have reached the disk.
    func write(below directory: FilePath, _ context: Context, owner: Identity?) throws(RunError) {
        try context.files.acting(as: owner) { () throws(RunError) in
            try context.files.write(
                text, to: Journal.path(below: directory), owner: owner, mode: 0o600, isDurable: isComplete,
                isLocked: true)
        }
    }
}
