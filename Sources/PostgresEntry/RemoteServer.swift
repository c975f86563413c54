import RunUtils

/// A server that is reached over the network, for backups from another container.
struct RemoteServer {
    let host: String
    /// Where libpq finds the password; nil where none is known.
    let passwordFile: FilePath?

    /// Variables of the environment that count for such a connection: how it is secured is the container's user's business.
    static let variables = Text.words(
        """
        PGCHANNELBINDING PGCONNECT_TIMEOUT PGGSSDELEGATION PGGSSENCMODE PGGSSLIB PGKRBSRVNAME PGMAXPROTOCOLVERSION
        PGMINPROTOCOLVERSION PGREQUIREAUTH PGREQUIRESSL PGSSLCERT PGSSLCERTMODE PGSSLCOMPRESSION PGSSLCRL PGSSLCRLDIR
        PGSSLKEY PGSSLMAXPROTOCOLVERSION PGSSLMINPROTOCOLVERSION PGSSLMODE PGSSLNEGOTIATION PGSSLROOTCERT PGSSLSNI
        """)

    /// Settings that servers before PostgreSQL 17 or 14 do not know.
    static let newSettings = ["transaction_timeout=0", "idle_session_timeout=0"]

    /// The line of a password file for every server and database ("The Password File" in PostgreSQL's manual).
    ///
    /// - Returns: nil for a password of several lines, which none can hold.
    static func line(_ password: String) -> String? {
        let bytes = Array(password.utf8)
        if bytes.contains(.newline) || bytes.contains(.carriageReturn) { return nil }
        let escaped = bytes.prefixing(with: .backslash) { $0 == .colon || $0 == .backslash }
        return "*:*:*:*:\(String(decoding: escaped, as: UTF8.self))\n"
    }

    /// Files of passwords begin so; the id of the process that made one follows.
    private static let beginning = "pgpass-"

    /// Removes those that a killed backup has left.
    static func sweep(_ context: Context) throws(RunError) {
        if try context.files.kind(of: Layout.run) == nil { return }
        for name in try context.files.names(in: Layout.run) {
            guard let rest = Text.rest(of: name, behind: beginning), let process = Text.pieces(rest, at: 45).first,
                try context.files.kind(of: FilePath("/proc").appending(process)) == nil
            else { continue }
            try? context.files.remove(Layout.run.appending(name))
        }
    }

    /// Runs `body` with a session; the password is in a file for that long, which the service's user alone can read.
    static func withSession(
        _ context: Context, host: String, port: Int, user: String, password: String?,
        _ body: (Session) throws(RunError) -> Void
    ) throws(RunError) {
        let identity = try context.accounts.ensure()
        try Layout.settle(context)
        try context.files.ensureOwnDirectory(Layout.run)
        try sweep(context)
        var file: FilePath?
        if let password {
            guard let line = line(password) else {
                throw RunError(.configuration, "backup: the password has several lines; expected one")
            }
            let name = Text.rest(of: try Restriction(context).begin, behind: "\\restrict ") ?? ""
            let path = Layout.run.appending("\(beginning)\(Host.processID)-\(name)")
            try context.files.write(line, to: path, owner: identity, mode: 0o600)
            file = path
        }
        let session = Session(
            context, in: Layout.run, port: port, superuser: user, as: identity,
            remote: RemoteServer(host: host, passwordFile: file))
        do throws(RunError) { try body(session) } catch {
            if let file { try? context.files.remove(file) }
            throw error
        }
        if let file { try context.files.remove(file) }
    }
}
