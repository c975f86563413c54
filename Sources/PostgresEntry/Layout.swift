import RunUtils

/// Where things are that the image makes itself.
enum Layout {
    /// Rendered configuration and certificates. It is made anew with each container.
    static var run: FilePath { unsafe chosen ?? "/run/postgres" }
    nonisolated(unsafe) private static var chosen: FilePath?
    /// Where that cannot be made: with a read-only root, /tmp is a file system of its own in most places.
    private static let otherRun: FilePath = "/tmp/runutils-postgres"
    static var configuration: FilePath { run.appending("postgresql.conf") }
    static var hostBasedAuthentication: FilePath { run.appending("pg_hba.conf") }
    static var identMap: FilePath { run.appending("pg_ident.conf") }
    static var tuning: FilePath { run.appending("tune.conf") }
    static var certificate: FilePath { run.appending("server.crt") }
    static var key: FilePath { run.appending("server.key") }

    /// The socket of a private server and its pg_hba.conf: only the service's user gets in.
    static var privateSocket: FilePath { run.appending("private") }
    static var privateAuthentication: FilePath { run.appending("private.hba.conf") }
    /// What the shell that runs the scripts of a start notes.
    static var scriptNotes: FilePath { privateSocket.appending("scripts") }

    /// Finds out where these are. Every process of a container comes to the same.
    static func settle(_ context: Context) throws(RunError) {
        let declared = context[Postgres.runDirectory]
        unsafe chosen = declared
        if context.isSet(Postgres.runDirectory) { return }
        func isUsable(_ path: FilePath) throws(RunError) -> Bool {
            context.files.isWritable(try context.files.kind(of: path) == nil ? path.parent : path)
        }
        if try isUsable(declared) { return }
        guard try isUsable(otherRun) else { return }
        unsafe chosen = otherRun
        // The templates look there.
        try context.export("RUN_DIR", otherRun.description)
    }

    /// Scripts that run once, when a cluster is made, and those of every start.
    static let onceScripts: FilePath = "/docker-entrypoint-initdb.d"
    static let everyStartScripts: FilePath = "/opt/config/start.d"

    /// Below the data directory: where a new cluster is made before it takes its place.
    static let staging = ".initializing"
    /// Below that.
    static let journal = "journal"
    static let newCluster = "data"
    static let passwordFile = "password"

    /// Below the data directory: held by whoever works on it.
    static let lock = ".entry.lock"
    /// Below the data directory: what this image has done to it.
    static let record = ".entry.record"
}
