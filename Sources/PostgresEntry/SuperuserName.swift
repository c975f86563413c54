import RunUtils

/// POSTGRES_USER of a cluster that was there: a server without that role would be ready, and nothing that is done with it would work.
enum SuperuserName {
    /// Asks the server where the variable is not what it was when the cluster was made, since somebody may have made or renamed the
    /// role, and once where nobody noted that.
    ///
    /// - Throws: When there is no such superuser (78).
    static func check(_ preparation: Preparation, _ words: [String]) throws(RunError) {
        let (context, directory, identity) = (preparation.context, preparation.directory, preparation.identity)
        var record = try Record.read(below: directory, context, owner: identity)
        let name = context[Postgres.superuser]
        let known = record.superuser
        if let known, known.hasSameBytes(as: Text.oneLine(name)) { return }
        // No server of ours runs on one that is being recovered.
        if try Recovery.isUnderWay(directory, context) { return }
        try Configuration.render(context, identity)
        var isSuperuser = false
        try Server.withPrivate(context, directory, isNew: false, as: identity, words: words) {
            session throws(RunError) in
            do throws(RunError) { isSuperuser = try session.query("SHOW is_superuser") == ["on"] } catch {
                if error.status != .failure { throw error }
            }
        }
        if !isSuperuser {
            let made = known.map { "was made with \(quoted($0)) and " } ?? ""
            throw RunError(
                .configuration,
                "POSTGRES_USER is \(quoted(name)), but the cluster \(made)has no such superuser",
                hint: "set POSTGRES_USER to \(known.map { quoted($0) } ?? "the cluster's own"), or make the role first")
        }
        record.superuser = name
        try record.write(below: directory, context, owner: identity)
    }
}
