import RunUtils

/// The environment variables that libpq and psql read ("Environment Variables" of both in PostgreSQL's manual). A container's user may
/// have set them for clients of their own; ours are told everything, and none of these leads them elsewhere.
enum ClientVariables {
    static let names = Text.words(
        """
        PGAPPNAME PGCHANNELBINDING PGCLIENTENCODING PGCONNECT_TIMEOUT PGDATABASE PGDATESTYLE PGGEQO PGGSSDELEGATION
        PGGSSENCMODE PGGSSLIB PGHOST PGHOSTADDR PGKRBSRVNAME PGLOADBALANCEHOSTS PGLOCALEDIR PGMAXPROTOCOLVERSION
        PGMINPROTOCOLVERSION PGOAUTHDEBUG PGOPTIONS PGPASSFILE PGPASSWORD PGPORT PGREALM PGREQUIREAUTH PGREQUIREPEER
        PGREQUIRESSL PGSERVICE PGSERVICEFILE PGSSLCERT PGSSLCERTMODE PGSSLCOMPRESSION PGSSLCRL PGSSLCRLDIR PGSSLKEY
        PGSSLKEYLOGFILE PGSSLMAXPROTOCOLVERSION PGSSLMINPROTOCOLVERSION PGSSLMODE PGSSLNEGOTIATION PGSSLROOTCERT PGSSLSNI
        PGSYSCONFDIR PGTARGETSESSIONATTRS PGTZ PGUSER
        PSQLRC PSQL_EDITOR PSQL_EDITOR_LINENUMBER_ARG PSQL_HISTORY PSQL_PAGER PSQL_WATCH_PAGER
        """)

    /// Those that a connection to our own socket cannot fulfil: there is neither a password nor TLS.
    static let forOthers = Text.words("PGCHANNELBINDING PGGSSENCMODE PGREQUIREAUTH PGSSLNEGOTIATION")

    /// Those that say where a server is, who logs in, and what the connection must be: what a script of the first start does not get. As in
    /// docker-library's image, it has the others from the container.
    static let ofConnections =
        forOthers
        + Text.words(
            "PGDATABASE PGHOST PGHOSTADDR PGLOADBALANCEHOSTS PGPORT PGREQUIREPEER PGSERVICE PGSERVICEFILE PGTARGETSESSIONATTRS PGUSER"
        )

    /// Those that name a server.
    static let servers = Text.words("PGHOST PGHOSTADDR PGSERVICE")

    /// Whether arguments of psql name a server: by an option, or by a connection string.
    static func nameServer(_ words: [String]) -> Bool {
        words.contains { word in
            for beginning in ["-h", "--host", "--service", "postgres://", "postgresql://"]
            where Text.rest(of: word, behind: beginning) != nil {
                return true
            }
            return Text.words(word).contains { part in
                ["host=", "hostaddr=", "service="].contains { name in
                    Text.rest(of: part, behind: name) != nil || Text.rest(of: part, behind: "--dbname=\(name)") != nil
                        || Text.rest(of: part, behind: "-d\(name)") != nil
                }
            }
        }
    }
}
