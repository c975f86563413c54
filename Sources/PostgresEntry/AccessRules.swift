import RunUtils

/// The pg_hba.conf of a data directory. A cluster that this image has made gets the rendered one there as well; from when somebody
/// changes it (a script of the first start, as with docker-library/postgres), it is the one that counts.
enum AccessRules {
    private static let limit = 16 << 20

    static func path(below directory: FilePath) -> FilePath { directory.appending("pg_hba.conf") }

    /// Which one counts: a cluster from elsewhere keeps its own, unless an image's user gave another.
    static func file(_ context: Context) throws(RunError) -> FilePath {
        if context.isSet(Postgres.hostBasedAuthentication) { return Layout.hostBasedAuthentication }
        let directory = context[Postgres.dataDirectory]
        let (own, owner) = (path(below: directory), try context.accounts.declared())
        guard try context.files.kind(of: own) == .file,
            try context.files.kind(of: directory.appending("PG_VERSION")) == .file
        else { return Layout.hostBasedAuthentication }
        let record = try Record.read(below: directory, context, owner: owner)
        if !record.isOurs { return own }
        // Older images have left what initdb makes.
        guard let made = record.accessRules else { return Layout.hostBasedAuthentication }
        return try fingerprint(below: directory, context, owner) == made ? Layout.hostBasedAuthentication : own
    }

    /// Gives a server that goes by the rendered one what somebody has changed in the data directory meanwhile.
    static func take(_ context: Context) throws(RunError) {
        let own = try file(context)
        if own == Layout.hostBasedAuthentication { return }
        // What it includes itself is beside it.
        let line = "include \(Configuration.listElement(own.description))\n"
        try context.files.write(line, to: Layout.hostBasedAuthentication, mode: 0o444)
    }

    /// Puts the rendered one into a new cluster.
    ///
    /// - Returns: What to know it by.
    static func place(below cluster: FilePath, _ context: Context, _ identity: Identity?) throws(RunError) -> String? {
        let file = path(below: cluster)
        try context.run(
            Program(["install", "-m", "0600", Layout.hostBasedAuthentication.description, file.description]),
            as: identity)
        try context.files.acting(as: identity) { () throws(RunError) in
            try context.files.synchronize(file)
            try context.files.synchronize(cluster)
        }
        return try fingerprint(below: cluster, context, identity)
    }

    /// What a file is known by; nil where there is none.
    private static func fingerprint(
        below directory: FilePath, _ context: Context, _ owner: Identity?
    ) throws(RunError) -> String? {
        guard let text = try context.files.readData(path(below: directory), of: owner, limit: limit) else { return nil }
        return String(decoding: Base64.encoded(SHA256.digest(Array(text.utf8))), as: UTF8.self)
    }
}
