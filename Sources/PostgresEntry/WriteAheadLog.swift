import RunUtils

/// The directory of the write-ahead log, where it is not below the data directory.
enum WriteAheadLog {
    /// Gives it to the server's user, as the data directory is given. What the cluster's link leads to is its own user's word, so the
    /// variable must name the same.
    static func give(below directory: FilePath, to identity: Identity, _ context: Context) throws(RunError) {
        let link = directory.appending("pg_wal")
        guard let declared = context[Postgres.walDirectory], try context.files.kind(of: link) == .link else { return }
        let target = try context.run(
            Program(["readlink", link.description]), as: identity, output: .captured, mayFail: true
        ).output
        guard FilePath(Text.lines(target).first ?? "").normalized == declared.normalized else { return }
        try context.files.ensureOwner(of: declared, owner: identity)
    }
}
