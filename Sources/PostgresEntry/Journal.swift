import RunUtils

/// What was noted while a cluster was made: a line for each step that was begun, and "complete" at the end.
struct Journal: Equatable {
    var steps: [String] = []
    /// The write-ahead log's own directory, which was empty before.
    var walDirectory: String?
    /// Which cluster it is.
    var system: String?

    private static let complete = "complete"
    /// From here on, what is in the data directory is of this cluster.
    static let placing = "moving the cluster into place"
    private static let walPrefix = "waldir "
    private static let systemPrefix = "system "

    var isComplete: Bool { (steps.last ?? "") == Journal.complete }
    var isInPlace: Bool { steps.contains { $0 == Journal.placing } }

    init() {}

    init(_ text: String) {
        for line in Text.lines(text) {
            if let directory = Text.rest(of: line, behind: Journal.walPrefix) {
                walDirectory = directory
            } else if let identifier = Text.rest(of: line, behind: Journal.systemPrefix) {
                system = identifier
            } else {
                steps.append(line)
            }
        }
    }

    var text: String {
        var text = walDirectory.map { "\(Journal.walPrefix)\($0)\n" } ?? ""
        if let system { text += "\(Journal.systemPrefix)\(system)\n" }
        for step in steps { text += "\(step)\n" }
        return text
    }

    mutating func begin(_ step: String) { steps.append(Text.oneLine(step)) }
    mutating func close() { steps.append(Journal.complete) }

    static func path(below directory: FilePath) -> FilePath {
        directory.appending(Layout.staging).appending(Layout.journal)
    }

    static func read(below directory: FilePath, _ context: Context, owner: Identity?) throws(RunError) -> Journal? {
        try context.files.readData(path(below: directory), of: owner).map { Journal($0) }
    }

    /// - Parameter isDurable: Whether it must have reached the disk.
    func write(
        below directory: FilePath, _ context: Context, owner: Identity?, isDurable: Bool = false
    ) throws(RunError) {
        try context.files.acting(as: owner) { () throws(RunError) in
            try context.files.write(
                text, to: Journal.path(below: directory), owner: owner, mode: 0o600, isDurable: isDurable,
                isLocked: true)
        }
    }
}
