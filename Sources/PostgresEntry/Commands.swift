import RunUtils

/// The commands for the cluster and the server.
enum Commands {
    static let start = Command.start(
        "Make a cluster where there is none, start PostgreSQL and supervise it.", of: "the server",
        example: "start -- -c work_mem=64MB", run: Start.run)

    /// `postgres -c …`, and a command line that begins with an option, as for docker-library/postgres.
    static let postgres = Command.asServer(
        "postgres", of: "the server", example: "postgres -c max_connections=200"
    ) { (context, words) throws(RunError) in
        // What ends at once needs no cluster.
        for word in words where ["--version", "-V", "--help", "-?", "--describe-config", "-C"].contains(word) {
            try context.exec(Program(["postgres"] + words), as: try context.accounts.ensure())
        }
        return try Start.run(context, words)
    }

    static let initialize = Command(
        "init", "Make a cluster, or bring an existing one to the declared state, without starting the service.",
        needs: .serviceStopped
    ) { context throws(RunError) in
        try Start.initialize(context)
        return .success
    }

    static let psql = Command(
        "psql", "Start psql as the superuser; its arguments may name another server.",
        example: "psql -d app", checksVariables: false, parameters: { psqlWords }
    ) { context throws(RunError) in
        let session = try Session(running: context)
        var program = Program(["psql"])
        // PGPORT is the container's variable as well; it counts for somebody else's server.
        if !context.isInEnvironment("PGHOST") {
            program.set("PGHOST", to: session.socketDirectory.description)
            program.set("PGPORT", to: "\(session.port)")
        }
        program.append(context[psqlWords])
        let isElsewhere =
            ClientVariables.nameServer(context[psqlWords])
            || ClientVariables.servers.contains { context.isInEnvironment($0) }
        if !isElsewhere { for name in ClientVariables.forOthers { program.set(name, to: nil) } }
        for (name, value) in [("PGUSER", session.superuser), ("PGDATABASE", "postgres")] {
            program.setDefault(name, to: value)
        }
        // A password of the container's is told to nobody who listens in the server's place.
        if let user = session.identity, let peer = try context.accounts.name(of: user.uid) {
            program.setDefault("PGREQUIREPEER", to: peer)
        }
        try context.exec(program, as: session.identity)
    }

    private static let psqlWords = Parameter.words("argument", "Arguments of psql.")

    static let clear = Command(
        "clear", "Delete the cluster, with all databases.", needs: .serviceStopped, parameters: { .yes }
    ) { context throws(RunError) in
        let preparation = try Preparation(context, accepting: { _, _ in nil })
        let directory = preparation.directory
        switch preparation.found {
        case .empty: context.note("there is nothing to delete in " + quoted(directory))
        case .foreign(let names):
            throw RunError(
                .configuration, "\"\(directory)\" holds no cluster, but \"\(names[0])\"; nothing was deleted")
        case .cluster, .unfinished, .whole:
            try context.confirm(
                "This deletes all databases in \"\(directory)\".", typed: directory.description)
            var tablespaces = ""
            let unfinished = directory.appending(Layout.staging).appending(Layout.newCluster)
            for links in [directory, unfinished].map({ $0.appending("pg_tblspc") })
            where try context.files.kind(of: links) == .directory {
                tablespaces += try context.run(
                    ["find", links.description, "-type", "l", "-printf", "%l\\0"],
                    as: preparation.identity, output: .captured
                ).output
            }
            try context.files.acting(as: preparation.identity) { () throws(RunError) in try delete(directory, context)
            }
            for place in Text.pieces(tablespaces, at: 0) where Text.rest(of: place, behind: "\(directory)/") == nil {
                context.warn(
                    "the tablespace in \(quoted(place)) was not deleted; a new cluster needs an empty directory")
            }
        }
        return .success
    }

    /// PG_VERSION goes first: what remains when this is ended in the middle is no cluster, and never served.
    private static func delete(_ directory: FilePath, _ context: Context) throws(RunError) {
        try context.files.remove(directory.appending("PG_VERSION"))
        try context.files.synchronize(directory)
        for name in try context.files.names(in: directory) where !DataDirectory.isKept(name) {
            try context.files.remove(directory.appending(name))
        }
        try context.files.synchronize(directory)
        context.note("deleted the cluster in " + quoted(directory))
    }
}
