import RunUtils

/// What a private server does for an archive of the write-ahead log: it leaves everything to the main server.
enum Archiving {
    /// The settings of a private server on a cluster that was there. A segment stays until it is archived only while archive_mode is not off,
    /// and a server that has neither a command nor a library for it archives nothing.
    ///
    /// - Parameters:
    ///   - mode: The archive_mode that is configured: with "always" a standby keeps what it gets, too.
    ///   - isKnown: Whether there is an archive for another reason.
    ///   - walLevel: How much the server writes. It does not start with an archive and "minimal".
    static func settings(
        mode: String, isKnown: Bool, walLevel: () throws(RunError) -> String
    ) throws(RunError) -> [(name: String, value: String)] {
        let off = [(name: "archive_mode", value: "off")]
        if mode == "off" && !isKnown { return off }
        let level = try walLevel()
        if level == "minimal" { return off }
        return [("archive_mode", mode == "always" ? mode : "on"), ("archive_command", ""), ("archive_library", "")]
    }

    /// The same for a cluster, by the configuration that the server would have.
    ///
    /// - Parameter words: The server's command line.
    static func settings(
        _ words: [String], _ directory: FilePath, _ context: Context, as identity: Identity?
    ) throws(RunError) -> [(name: String, value: String)] {
        func value(_ name: String) throws(RunError) -> String {
            let program = Program(["postgres", "-C", name] + Server.settings(in: words))
            return Text.lines(try context.run(program, as: identity, output: .captured, within: .seconds(60)).output)
                .first ?? ""
        }
        var isKnown = try Record.read(below: directory, context, owner: identity).mayArchive
        if !isKnown { isKnown = try isAwaited(directory, context) }
        return try settings(mode: try value("archive_mode"), isKnown: isKnown) { () throws(RunError) in
            try value("wal_level")
        }
    }

    /// Whether segments wait for an archive.
    private static func isAwaited(_ directory: FilePath, _ context: Context) throws(RunError) -> Bool {
        let notes = directory.appending("pg_wal/archive_status")
        if try context.files.kind(of: notes, followsLinks: true) != .directory { return false }
        // Where the log is elsewhere, a link of the server's user leads there, which is not followed.
        do throws(RunError) {
            for name in try context.files.names(in: notes) where Text.ends(name, with: ".ready") { return true }
            return false
        } catch { return true }
    }

    /// Whether a command line may give the server an archive, of which other commands know nothing.
    static func isMentioned(_ words: [String]) -> Bool {
        let line = ServerWords(words)
        return line["archive_mode"] != nil || line["config_file"] != nil
    }

    /// Notes that in the cluster, for the commands that work on it when it is stopped.
    static func note(_ words: [String], _ preparation: Preparation) throws(RunError) {
        let (context, directory, identity) = (preparation.context, preparation.directory, preparation.identity)
        var record = try Record.read(below: directory, context, owner: identity)
        if record.mayArchive == isMentioned(words) { return }
        record.mayArchive.toggle()
        try record.write(below: directory, context, owner: identity)
    }
}
