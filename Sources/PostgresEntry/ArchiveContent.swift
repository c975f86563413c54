import RunUtils

/// What an archive of pg_dump's lists, as `pg_restore --list` writes it: "215; 1259 16385 TABLE public accounts owner".
struct ArchiveContent {
    private let lines: [String]

    init(_ list: String) {
        lines = Text.lines(list).filter { $0.utf8.first != 59 }
    }

    static func of(_ backup: FilePath, _ session: Session) throws(RunError) -> ArchiveContent {
        ArchiveContent(try session.output(of: ["pg_restore", "--list", "--create", backup.description]))
    }

    /// How many tables it has. Their data is of no catalog, and "DATA" may be a schema.
    var tables: Int {
        var count = 0
        for line in lines {
            let words = Text.pieces(line, at: 32)
            if words.count > 4, words[1] != "0", words[3] == "TABLE" { count += 1 }
        }
        return count
    }

    /// The lines for the database itself: how it is made, its settings, rights and comment.
    var ofDatabase: [String] { lines.filter(ArchiveContent.isOfDatabase) }

    /// Whether it has more than that.
    var isMore: Bool { !lines.allSatisfy(ArchiveContent.isOfDatabase) }

    private static func isOfDatabase(_ line: String) -> Bool {
        let words = Text.pieces(line, at: 32)
        guard words.count > 5 else { return false }
        return words[3] == "DATABASE" || words[4] == "-" && words[5] == "DATABASE"
    }

    /// The roles that own something in it and are not there, as far as a line's end tells them from the name of the thing before.
    func missingOwners(of roles: [String]) -> [String] {
        var missing: [String] = []
        for line in lines where line.utf8.last != 32 && !roles.contains(where: { Text.ends(line, with: " \($0)") }) {
            if let name = Text.pieces(line, at: 32).last, !missing.containsSameBytes(as: name) { missing.append(name) }
        }
        return missing
    }
}
