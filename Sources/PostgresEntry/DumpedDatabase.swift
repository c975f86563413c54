import RunUtils

/// What an archive says of the database that it is of, in the form of `DatabaseMaking`.
enum DumpedDatabase {
    /// None where the archive does not tell.
    ///
    /// - Parameter content: What the archive lists.
    static func statements(
        of backup: FilePath, _ content: ArchiveContent, _ session: Session
    ) throws(RunError) -> String {
        let list = content.ofDatabase
        if list.isEmpty { return "" }
        let words = ["bash", "-c", #"exec pg_restore --create --file=- --use-list=<(cat) "$0""#, backup.description]
        let program = try session.client(words)
        let text = try session.context.run(
            program, as: session.identity, input: list.joined(separator: "\n") + "\n", output: .captured
        ).output
        return statements(DumpScript(text).parts).joined(separator: "\n")
    }

    /// The statements about the database, with psql's variable "database" in the place of its name: first of all the one that makes it.
    /// Everything else is left out.
    static func statements(_ parts: [String]) -> [String] {
        var statements: [String] = []
        var name: [UInt8] = []
        for part in parts {
            if statements.isEmpty {
                guard let rest = Text.rest(of: part, behind: "CREATE DATABASE ") else { continue }
                name = identifier(Array(rest.utf8))
            }
            if let statement = renamed(Array(part.utf8), name) { statements.append(statement) }
        }
        return statements
    }

    /// The identifier at the beginning of a text, as it is written there.
    private static func identifier(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.first == 34 else { return Array(bytes.prefix { $0 > 32 && $0 != 59 }) }
        var end = 1
        while end < bytes.count, bytes[end] != 34 || end + 1 < bytes.count && bytes[end + 1] == 34 {
            end += bytes[end] == 34 ? 2 : 1
        }
        return Array(bytes.prefix(end + 1))
    }

    /// A statement with the variable behind its first word DATABASE, where the name stands; nil where it does not.
    private static func renamed(_ bytes: [UInt8], _ name: [UInt8]) -> String? {
        let word = Array("DATABASE ".utf8)
        var position = 0
        while position < bytes.count {
            let rest = bytes[position...]
            if rest.first == 34 || rest.first == 39 {
                // What is quoted names roles, before the database.
                position += 1
                while position < bytes.count, bytes[position] != rest.first { position += 1 }
            } else if position > 0, bytes[position - 1] == 32, Array(rest.prefix(word.count)) == word {
                let behind = Array(rest.dropFirst(word.count))
                if Array(behind.prefix(name.count)) == name, let next = behind.dropFirst(name.count).first,
                    next == 32 || next == 59
                {
                    return String(decoding: bytes[..<position] + word, as: UTF8.self) + ":\"database\""
                        + String(decoding: behind.dropFirst(name.count), as: UTF8.self)
                }
            }
            position += 1
        }
        return nil
    }
}
