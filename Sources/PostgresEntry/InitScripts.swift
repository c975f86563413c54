import RunUtils

/// Scripts that an image's user puts into a directory, as docker-library/postgres knows them.
enum InitScripts {
    enum Kind: Equatable {
        case shell
        case sql
        /// SQL behind a program that unpacks it.
        case packed
    }

    private static let endings: [(String, Kind)] = [
        (".sh", .shell), (".sql", .sql), (".sql.gz", .packed), (".sql.xz", .packed), (".sql.zst", .packed),
    ]

    /// What a file is, by its name; nil for one that is not run.
    static func kind(of name: String) -> Kind? { endings.first { Text.ends(name, with: $0.0) }?.1 }

    /// The scripts of a directory, in the order of their names. One of an unknown kind is named in a warning.
    ///
    /// - Throws: For one that cannot be run (78).
    static func list(in directory: FilePath, _ context: Context) throws(RunError) -> [FilePath] {
        var scripts: [FilePath] = []
        for name in try context.files.visibleNames(in: directory) {
            let path = directory.appending(name)
            if kind(of: name) == nil {
                context.warn(quoted(path) + " is ignored; expected .sh, .sql, .sql.gz, .sql.xz or .sql.zst")
                continue
            }
            if kind(of: name) == .shell, context.files.isExecutable(path),
                let objection = objection(toExecutable: try context.files.read(path))
            {
                throw RunError(.configuration, "\(quoted(path)) \(objection.fault)", hint: objection.hint)
            }
            scripts.append(path)
        }
        return scripts
    }

    /// Why the kernel does not execute a script as its author means it; nil where it does.
    static func objection(toExecutable text: String) -> (fault: String, hint: String)? {
        let bytes = Array(text.utf8)
        let hasMark = bytes.count > 5 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf
        let start = hasMark ? Array(bytes.dropFirst(3)) : bytes
        guard start.count > 2, start[0] == 35, start[1] == 33 else { return nil }
        if hasMark {
            return ("begins with a byte order mark, so its \"#!\" line does not count", "save it as UTF-8 without one")
        }
        let end = start.firstIndex(of: 10) ?? start.count
        if start[..<end].contains(13) {
            return ("has a carriage return in its \"#!\" line: no such interpreter", lineEnds)
        }
        return nil
    }

    /// What may have made a script fail that a shell has read; nil where nothing is known.
    static func hint(toFailed text: String) -> String? {
        var last: UInt8 = 0
        for byte in Array(text.utf8) {
            if last == 13 && byte == 10 { return lineEnds }
            last = byte
        }
        return nil
    }

    private static let lineEnds = "its lines end as on Windows (CRLF); save it with LF, as \"sed -i 's/\\r$//'\" does"
}
