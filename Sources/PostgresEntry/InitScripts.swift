import RunUtils

/// Scripts that an image's user puts into a directory, as docker-library/postgres runs them.
enum InitScripts {
    enum Kind: Equatable {
        case shell
        case sql
        /// SQL behind the program that unpacks it.
        case packed(String)
    }

    private static let endings: [(String, Kind)] = [
        (".sh", .shell), (".sql", .sql), (".sql.gz", .packed("gunzip")), (".sql.xz", .packed("unxz")),
        (".sql.zst", .packed("unzstd")),
    ]

    /// What a file is, by its name; nil for one that is not run.
    static func kind(of name: String) -> Kind? { endings.first { Text.ends(name, with: $0.0) }?.1 }

    /// The scripts of a directory, in the order of their names. One of an unknown kind is named in a warning.
    static func list(in directory: FilePath, _ context: Context) throws(RunError) -> [FilePath] {
        guard try context.files.kind(of: directory) != nil else { return [] }
        var scripts: [FilePath] = []
        for name in try context.files.names(in: directory) where name.utf8.first != UInt8(ascii: ".") {
            let path = directory.appending(name)
            if kind(of: name) == nil {
                context.warn(quoted(path) + " is ignored; expected .sh, .sql, .sql.gz, .sql.xz or .sql.zst")
            } else {
                scripts.append(path)
            }
        }
        return scripts
    }

    /// Runs one against a server.
    ///
    /// - Parameters:
    ///   - database: Which one SQL goes to.
    ///   - directory: The data directory that a shell script finds in PGDATA.
    ///   - isNew: Whether nobody else has had a say in the cluster yet: no database's owner has set something for it.
    static func run(
        _ script: FilePath, _ session: Session, database: String, dataDirectory: FilePath, isNew: Bool
    ) throws(RunError) {
        func client(_ words: [String]) throws(RunError) -> Program {
            try isNew ? session.foreign(words, database: database) : session.script(words, database: database)
        }
        let context = session.context
        let path = script.description
        let psql = ["psql", "-X", "-v", "ON_ERROR_STOP=1"]
        var program: Program
        switch kind(of: path) {
        case .shell?:
            program = try client(context.files.isExecutable(script) ? [path] : ["bash", path])
            program.set("PGDATA", to: dataDirectory.description)
            // A script of an image's user may need them, as with docker-library/postgres.
            program.set("POSTGRES_USER", to: session.superuser)
            program.set("POSTGRES_DB", to: database)
            program.set("POSTGRES_PASSWORD", to: context[Postgres.password])
        case .packed(let unpacker)?:
            program = try client(["bash", "-o", "pipefail", "-c", "\(unpacker) -c <\"$0\" | \"$@\"", path] + psql)
        case .sql?, nil: program = try client(psql + ["-f", path])
        }
        do throws(RunError) {
            try context.run(program, "Running " + quoted(path), as: session.identity, output: .passedThrough)
        } catch {
            if error.status != .failure { throw error }
            throw RunError(.failure, "\"\(path)\" failed: \(error.message)")
        }
    }
}
