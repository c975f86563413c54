import RunUtils

/// The variables of the image: those of its own, and those of docker-library/postgres.
enum Postgres {
    /// The major version of the server in the image.
    static let version = "17"

    static let account = AccountVariables(defaultName: "postgres", defaultUID: 5432)

    static let superuser = Variable(
        "POSTGRES_USER", .superuserName, default: "postgres",
        "The superuser's name; it is given when the cluster is made.")
    static let password = Variable(
        "POSTGRES_PASSWORD", .optional(.password), isSecret: true,
        "The superuser's password; when it changes, the next start sets it.")
    static let otherPassword = Variable(
        "DB_PASSWORD", .optional(.password), isSecret: true,
        "The same; it counts where POSTGRES_PASSWORD is not set.")
    static let database = Variable(
        "POSTGRES_DB", .optional(.text), "A database that the superuser owns; named as POSTGRES_USER if not set.")

    static let databases = Variable(
        "DATABASES", .databases, "Databases that are there after every start: \"app:owner, reports\".")
    static let roles = Variable(
        "ROLES", .roles,
        "Roles that are there after every start, with a file for the password: \"app:/run/secrets/app, admin(createdb)\"."
    )
    static let extensions = Variable(
        "EXTENSIONS", .extensions, "Extensions that are there after every start: \"pg_trgm, app.hstore\".")

    static let dataDirectory = Variable(
        "PGDATA", .plainPath, default: "/var/lib/postgresql/data", "The data directory, a volume.")
    static let configuration = Variable(
        "CONFIG_FILE", .path, default: "/opt/config/postgresql.conf", "Template of postgresql.conf.")
    static let hostBasedAuthentication = Variable(
        "HBA_FILE", .path, default: "/opt/config/pg_hba.conf",
        "Template of pg_hba.conf. A cluster that another image has made keeps its own, unless this is set.")
    static let identMap = Variable(
        "IDENT_FILE", .path, default: "/opt/config/pg_ident.conf", "Template of pg_ident.conf.")
    static let socketDirectory = Variable(
        "SOCKET_DIR", .path, default: "/var/run/postgresql", "Where the server's Unix socket is.")
    static let runDirectory = Variable(
        "RUN_DIR", .path, default: "/run/postgres",
        "Where the rendered configuration is; /tmp/runutils-postgres where that cannot be made.")
    static let logDirectory = Variable(
        "LOG_DIR", .optional(.path), "Directory of log files; the log goes to standard error where it is not set.")
    static let backupDirectory = Variable("BACKUP_DIR", .path, default: "/opt/backup", "Where backups are.")
    static let port = Variable("PGPORT", .port, default: 5432, "The server's port.")
    static let semaphore = StandardVariables.semaphore(while: "the server takes queries")

    static let initdbArguments = Variable(
        "POSTGRES_INITDB_ARGS", .words, "More arguments for initdb.")
    static let walDirectory = Variable(
        "POSTGRES_INITDB_WALDIR", .optional(.path),
        "Where the write-ahead log of a new cluster is; an existing one's is given to the user.")
    static let hostAuthenticationMethod = Variable(
        "POSTGRES_HOST_AUTH_METHOD", .authenticationMethod, default: "scram-sha-256",
        "How the shipped pg_hba.conf lets other hosts in; further lines of it are lines of that file.")

    static let certificate = Variable(
        "SSL_CERT_FILE", .optional(.path), requiredWith: "SSL_KEY_FILE",
        "The server's certificate, copied at the start and on HUP.")
    static let key = Variable(
        "SSL_KEY_FILE", .optional(.path), requiredWith: "SSL_CERT_FILE", "Its private key.")
    static let tuning = Variable(
        "POSTGRES_TUNE", .boolean, default: false, "Whether memory settings follow the container's limit.")

    /// The database that is meant where none is named.
    static func standardDatabase(_ context: Context) -> String { context[database] ?? context[superuser] }
}

extension ValueType where Value == FilePath {
    /// A path that stands between quotes in postgresql.conf, spelled as the server spells it.
    fileprivate static var plainPath: ValueType {
        ValueType(
            "an absolute path without quotes, backslashes and line ends", example: "/path", format: { $0.description }
        ) { text in
            let bytes = Array(text.utf8)
            return bytes.first == 47 && !bytes.contains { $0 == 39 || $0 == 92 || $0 < 32 }
                ? FilePath(text).normalized : nil
        }
    }
}

extension ValueType where Value == String {
    /// initdb writes SQL with it, and not always as a name should be written. pg_hba.conf and pg_ident.conf take what begins
    /// with a slash for a regular expression, also in quotes.
    fileprivate static var superuserName: ValueType {
        ValueType("a name without double quotes and not beginning with \"pg_\" or \"/\"", example: "app") { text in
            text.utf8.contains(34) || text.utf8.first == 47 || Text.rest(of: text, behind: "pg_") != nil ? nil : text
        }
    }

    /// A carriage return at the end is that of an env file with Windows' line ends.
    fileprivate static var password: ValueType {
        ValueType("a text", example: "text") { text in Text.start(of: text, before: "\r") ?? text }
    }

    /// A method of pg_hba.conf for connections that may be without TLS, with its options. Further lines are lines of that file.
    fileprivate static var authenticationMethod: ValueType {
        ValueType(
            "an authentication method of pg_hba.conf, such as \"scram-sha-256\", \"md5\" or \"trust\"",
            example: "md5"
        ) { HostAuthentication.isValid($0) ? $0 : nil }
    }
}
