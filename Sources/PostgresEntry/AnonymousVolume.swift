import RunUtils

/// A data directory that goes with the container, though somebody has mounted a volume for it: at the directory above, where
/// docker-library/postgres has it since its version 18. The image's own volume lies over that.
enum AnonymousVolume {
    /// - Parameter table: The mounts, as in /proc/self/mountinfo (proc(5)).
    /// - Returns: Where the other volume is; nil where all is well.
    static func volume(above directory: String, _ table: String) -> String? {
        var mounts: [(root: String, place: String)] = []
        for line in Text.lines(table) {
            let fields = Text.words(line)
            if fields.count > 4 { mounts.append((fields[3], fields[4])) }
        }
        guard let own = mounts.last(where: { $0.place == directory }), isAnonymous(own.root) else { return nil }
        let above = FilePath(directory).parent.description
        return mounts.contains { $0.place == above } ? above : nil
    }

    /// Container engines call a volume that nobody has named by 64 hexadecimal digits.
    private static func isAnonymous(_ root: String) -> Bool {
        Text.pieces(root, at: UInt8(ascii: "/")).contains { part in
            part.utf8.count == 64 && part.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        }
    }

    static func warn(_ preparation: Preparation) throws(RunError) {
        let context = preparation.context
        let directory = context[Postgres.dataDirectory].description
        let table = try context.run(
            Program(["cat", "/proc/self/mountinfo"]), as: preparation.identity, output: .captured, mayFail: true)
        guard let above = volume(above: directory, table.output) else { return }
        context.warn(
            "\(quoted(directory)) is an anonymous volume, which is removed with the container; it is not part of the volume at \(quoted(above))"
        )
        context.note(
            "mount that volume at \(quoted(directory)), or set PGDATA to another directory below \(quoted(above))")
    }
}
