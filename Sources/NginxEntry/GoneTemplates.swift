import RunUtils

/// The files whose templates are gone: each goes with its template, unless somebody has changed it since. What templates made is
/// written down in a file that only root can write, or who the container starts as; and nothing is removed outside of the
/// directories where templates go.
struct GoneTemplates {
    /// A line of the record.
    struct Entry: Equatable {
        let hash: UInt64
        let path: String

        var line: String { "\(hash) \(path)\n" }

        init(_ path: String, _ content: [UInt8]) {
            self.path = path
            // FNV-1a: nobody gains by two files that look the same.
            hash = content.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }

        /// - Parameter line: Without its end; nil for one that is none.
        init?(line: String) {
            let words = Text.pieces(line, at: .space)
            guard words.count > 1, let hash = UInt64(words[0]) else { return nil }
            self.hash = hash
            path = Text.rest(of: line, behind: "\(words[0]) ") ?? ""
        }
    }

    private let context: Context
    private let record: FilePath
    private let entries: [Entry]
    /// The files that are there as they were made, and their contents.
    private(set) var files: [(path: FilePath, content: [UInt8])] = []
    /// Those that somebody has changed.
    private(set) var changed: [FilePath] = []

    init(_ context: Context) throws(RunError) {
        self.context = context
        let isOpen = context.accounts.isRoot && context.files.isWritable(Layout.memory)
        record = (isOpen ? Layout.memory : Layout.rendered).appending("made-of-templates")
        let text = try context.files.readData(record, limit: 1 << 20) ?? ""
        entries = Text.lines(text).compactMap { Entry(line: $0) }
        if entries.isEmpty { return }
        let made = context.templates.targets(of: try EnvironmentTemplates.renderings(context))
        let places = try [
            Sites.directory(context), Sites.streamDirectory(context), Layout.ownSites, Layout.ownStreams,
        ]
        for entry in entries {
            let path = FilePath(entry.path)
            guard GoneTemplates.isBelow(places, entry.path), !made.contains(path),
                try context.files.kind(of: path) == .file
            else { continue }
            let content = try context.files.bytes(of: path)
            if Entry(entry.path, content) == entry { files.append((path, content)) } else { changed.append(path) }
        }
    }

    static func isBelow(_ directories: [FilePath], _ path: String) -> Bool {
        if Text.pieces(path, at: .slash).contains("..") { return false }
        return directories.contains { Text.rest(of: path, behind: "\($0)/") != nil }
    }

    /// Removes them, before nginx looks at what is left.
    func remove() throws(RunError) {
        for file in files { try context.files.removeFile(file.path) }
    }

    /// What nginx finds wrong changes nothing.
    func putBack() {
        for file in files {
            try? context.files.write(file.content, to: file.path, owner: nil, mode: 0o444)
        }
    }

    /// Says what became of them, and writes down what is made of templates now.
    func note() throws(RunError) {
        for file in files { context.note("removed \"\(file.path)\", whose template is gone") }
        for path in changed {
            context.warn("the template of \"\(path)\" is gone, but the file was changed since, and stays")
        }
        let made = context.templates.targets(of: try EnvironmentTemplates.renderings(context))
        if made.isEmpty && entries.isEmpty { return }
        var lines = ""
        // A script may have removed one.
        for path in made where try context.files.kind(of: path, followsLinks: true) == .file {
            lines += Entry(path.description, try context.files.bytes(of: path)).line
        }
        try context.files.write(lines, to: record)
    }

    /// Takes them out of what nginx is to check, where the check is all.
    func hide(in staged: StagedFiles) throws(RunError) {
        for file in files {
            let place = staged.path(of: file.path)
            if place != file.path { try context.files.removeFile(place) }
        }
    }
}
