import RunUtils

/// Where things are that the image makes itself.
enum Layout {
    /// Rendered configuration and certificates. It is made anew with each container.
    static let run: FilePath = "/run/postgres"
    static let configuration = run.appending("postgresql.conf")
    static let hostBasedAuthentication = run.appending("pg_hba.conf")
    static let identMap = run.appending("pg_ident.conf")
    static let tuning = run.appending("tune.conf")
    static let certificate = run.appending("server.crt")
    static let key = run.appending("server.key")

    /// The socket of a private server and its pg_hba.conf: only the service's user gets in.
    static let privateSocket = run.appending("private")
    static let privateAuthentication = run.appending("private.hba.conf")

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
