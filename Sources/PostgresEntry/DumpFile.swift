import RunUtils

/// A file of SQL, such as pg_dump writes it: how it begins, and how psql gets it.
struct DumpFile {
    let path: FilePath
    /// The program that unpacks it; nil for one that is not packed.
    let unpacker: String?
    let beginning: DumpScript

    /// So much of it is looked at.
    private static let beginningLimit = 1 << 20

    private static let packings = [(".gz", "gunzip"), (".xz", "unxz"), (".zst", "unzstd")]

    /// A file's name without the ending of a packed script, and the program for it.
    static func unpacked(_ name: String) -> (name: String, unpacker: String?) {
        for (ending, unpacker) in packings {
            if let stem = Text.start(of: name, before: ending), Text.ends(stem, with: BackupName.Format.plain.rawValue)
            {
                return (stem, unpacker)
            }
        }
        return (name, nil)
    }

    /// Looks at one. It may go to other databases than the one it is given to, perhaps the one in service; one that says so before its data is
    /// refused before anything is made, and psql refuses it later on. So is one that was cut off, as far as that can be told.
    init(_ path: FilePath, unpacker: String?, _ context: Context) throws(RunError) {
        self.path = path
        self.unpacker = unpacker
        let identity = try context.accounts.ensure()
        let reader = DumpFile.reader(unpacker)
        // What reads no further may end the unpacking program.
        let text = try context.run(
            ["bash", "-c", "\(reader) | head -c \(DumpFile.beginningLimit)", path.description], as: identity,
            output: .captured
        ).output
        for mark in ["PGDMP", "toc.dat\0"] where Text.rest(of: text, behind: mark) != nil {
            throw RunError(
                .usage, "restore: \(quoted(path)) is an archive of pg_dump's; expected a name in .dump",
                hint: unpacker == nil ? nil : "unpack it first")
        }
        beginning = DumpScript(text)
        if let problem = beginning.problem {
            throw RunError(.usage, "restore: \(quoted(path)) \(problem.message)", hint: problem.hint)
        }
        if beginning.isDump {
            let end = try context.run(
                ["bash", "-o", "pipefail", "-c", "\(reader) | tail -c 500", path.description], as: identity,
                output: .captured
            ).output
            try DumpFile.requireEnd(in: end, of: path)
        }
    }

    private static func reader(_ unpacker: String?) -> String { (unpacker.map { "\($0) -c" } ?? "cat") + " <\"$0\"" }

    /// A plain dump that was cut off is none.
    static func requireEnd(in text: String, of path: FilePath) throws(RunError) {
        for line in Text.lines(text) where DumpScript.trimmed(line) == "-- PostgreSQL database dump complete" { return }
        throw RunError(.failure, "the dump in \(quoted(path)) is cut off; nothing was changed")
    }

    /// Lets psql carry it out under a restriction of ours, and makes sure that all of it was.
    func fill(_ database: String, _ session: Session) throws(RunError) {
        let restriction = try Restriction(session.context)
        var filter = DumpFile.reader(unpacker)
        // head reads no more from a pipe than it writes.
        var (cuts, position) = ("", 0)
        for section in beginning.drops {
            cuts += "head -c \(section.lowerBound - position); head -c \(section.count) >/dev/null; "
            position = section.upperBound
        }
        if position > 0 { filter += " | { \(cuts)cat; }" }
        if let key = beginning.key { filter += #" | LC_ALL=C sed -E "/^[\\](un)?restrict \#(key)\r?\$/d""# }
        // What is cut off within data takes the last lines for data: then nothing is said.
        let words =
            [
                "bash", "-o", "pipefail", "-c",
                "{ \(filter) && printf '\\n%s\\n\\\\echo %s\\n' \"$1\" \"$2\"; } | \"${@:3}\"",
            ]
            + [path.description, restriction.end, DumpFile.mark] + Session.psql
            + ["-o", "/dev/null", "-c", restriction.begin, "-f", "-"]
        let program = try session.script(words, database: database)
        let result = try session.context.run(
            program, "Restoring " + quoted(path), as: session.identity, output: .captured)
        if Text.lines(result.output).last ?? "" != DumpFile.mark {
            throw RunError(.failure, "\(quoted(path)) ends in the middle of data; nothing was changed")
        }
    }

    private static let mark = "complete"
}
