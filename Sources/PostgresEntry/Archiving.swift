import RunUtils

/// What a private server does for an archive of the write-ahead log: it leaves everything to the main server.
enum Archiving {
    /// The settings of a private server on a cluster that was there. A segment stays until it is archived only while archive_mode is not off,
    /// and a server that has neither a command nor a library for it archives nothing.
    ///
    /// - Parameters:
    ///   - walLevel: How much the server writes. It does not start with an archive and "minimal".
    ///   - mode: The archive_mode that is configured: with "always" a standby keeps what it gets, too.
    static func settings(walLevel: String, mode: String) -> [(name: String, value: String)] {
        if walLevel == "minimal" { return [("archive_mode", "off")] }
        return [
            ("archive_mode", mode == "always" ? mode : "on"), ("archive_command", ""), ("archive_library", ""),
        ]
    }

    /// The same for a cluster, by the configuration that the server would have.
    ///
    /// - Parameter words: The server's command line.
    static func settings(
        _ words: [String], _ context: Context, as identity: Identity?
    ) throws(RunError) -> [(name: String, value: String)] {
        func value(_ name: String) throws(RunError) -> String {
            let program = Program(["postgres", "-C", name] + words)
            return Text.lines(try context.run(program, as: identity, output: .captured).output).first ?? ""
        }
        return settings(walLevel: try value("wal_level"), mode: try value("archive_mode"))
    }
}
