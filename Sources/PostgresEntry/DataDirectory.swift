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
    ///   - system: Which cluster it is; nil where there is none, or it cannot be told.
    init(names: [String], version: String?, journal: Journal?, system: String? = nil) {
        // Somebody may have put a whole cluster into the place of one that was being made.
        let isOther = system != nil && journal?.system != system
        if let journal, journal.isComplete {
            self = .whole
        } else if let journal, journal.isInPlace, !isOther {
            self = .unfinished(step: journal.steps.last ?? "")
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
        let journal = try Journal.read(below: path, context, owner: owner)
        let isDoubtful = version != nil && journal?.isInPlace ?? false && !(journal?.isComplete ?? false)
        let system = isDoubtful ? try ControlData(of: path, context, owner).system : nil
        if isDoubtful && system == nil {
            throw RunError(
                .failure, "pg_controldata does not tell whose cluster is in \"\(path)\"; nothing was changed",
                hint: "look what it says; remove \"\(path)/\(Layout.staging)\" if the cluster is whole")
        }
        return DataDirectory(
            names: try context.files.names(in: path), version: version.map { Text.lines($0).first ?? "" },
            journal: journal, system: system)
    }

    /// Why a server of this image cannot use what is there; nil when it can, or when a cluster can be made.
    func objection(_ path: FilePath) -> RunError? {
        switch self {
        case .empty, .unfinished, .whole: return nil
        case .cluster(let version):
            if version == Postgres.version { return nil }
            if version.utf8.isEmpty {
                return RunError(
                    .configuration, "\"\(path)/PG_VERSION\" is empty; expected \(Postgres.version) in the first line",
                    hint: "a copy or a full disk may have cut it; restore the data directory from a backup")
            }
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
