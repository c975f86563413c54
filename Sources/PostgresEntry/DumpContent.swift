import RunUtils

/// What a script is, as its beginning tells.
extension DumpScript {
    /// Whether pg_dump says that it wrote it: then it says at the end that it got there.
    var isDump: Bool { says("-- PostgreSQL database dump") }

    private func says(_ comment: String) -> Bool {
        for line in Text.lines(heading) where DumpScript.trimmed(line) == comment { return true }
        return false
    }

    /// A line without the carriage return of a file that went through another system.
    static func trimmed(_ line: String) -> String { Text.start(of: line, before: "\r") ?? line }

    /// The command that goes to another database, as `pg_dump --create` writes it before any data.
    var connection: String? {
        for part in parts {
            if Text.rest(of: part, behind: "COPY ") != nil { return nil }
            if ["\\connect", "\\c"].contains(Text.words(part).first ?? "") { return part }
        }
        return nil
    }

    /// Why it cannot go into one new database, and what to do then.
    var problem: (message: String, hint: String)? {
        let way = "\"postgres-entry psql -f FILE\" runs it as it is"
        if says("-- PostgreSQL database cluster dump") {
            return ("is pg_dumpall's, of all databases", "\(way), on an empty server")
        }
        if parts.isEmpty { return ("holds no SQL", "it may be what a dump that failed has left") }
        if let connection {
            return (
                "goes to a database of its own: \(quoted(connection))",
                "make it by pg_dump without --create; \(way), on a server without that database"
            )
        }
        return nil
    }

    /// What `pg_dump --clean` writes at the beginning without --if-exists: statements that drop what a new database does not have. Their places,
    /// those that follow each other as one.
    var drops: [Range<Int>] {
        var drops: [Range<Int>] = []
        var follows = false
        // The last part may be incomplete.
        for (index, part) in parts.dropLast().enumerated() {
            let words = Text.words(part)
            if ["CREATE", "COPY", "INSERT"].contains(words.first ?? "") || places[index].upperBound > exactLength {
                break
            }
            let isDrop = DumpScript.drops(words)
            if isDrop, follows, let last = drops.last {
                drops[drops.count - 1] = last.lowerBound..<places[index].upperBound
            } else if isDrop {
                drops.append(places[index])
            }
            follows = isDrop
        }
        return drops
    }

    private static func drops(_ words: [String]) -> Bool {
        let first = words.first ?? ""
        if first == "SELECT" {
            return words.count > 1 && Text.rest(of: words[1], behind: "pg_catalog.lo_unlink(") != nil
        }
        // Those are there, and made anew.
        if words == ["DROP", "SCHEMA", "public;"] || words == ["DROP", "EXTENSION", "plpgsql;"] { return false }
        for index in words.indices.dropLast() where words[index] == "IF" && words[index + 1] == "EXISTS" {
            return false
        }
        return first == "DROP" || first == "ALTER" && (words.contains("DROP") || words.contains("DETACH"))
    }
}
