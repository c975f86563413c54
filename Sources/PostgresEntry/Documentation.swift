/// What the generated documentation says beside the tables.
enum Documentation {
    static let text = """
        `POSTGRES_PASSWORD`, or `DB_PASSWORD`, alone is enough to start. Compose files that were written for docker-library/postgres work as they are:
        `POSTGRES_USER`, `POSTGRES_PASSWORD`, `POSTGRES_DB`, `POSTGRES_INITDB_ARGS`, `POSTGRES_INITDB_WALDIR`,
        `POSTGRES_HOST_AUTH_METHOD`, their `_FILE` forms, `/docker-entrypoint-initdb.d`, and `postgres -c …` or an option as the
        first word.

        A new cluster is made in a directory of its own below PGDATA and moved to its place. There a private server makes the declared
        databases and roles, and one shell runs the scripts in `/docker-entrypoint-initdb.d` (`.sh`, `.sql`, `.sql.gz`, `.sql.xz`,
        `.sql.zst`): executable ones are executed, others sourced, all of them as the server's user, with the settings of the command
        line. When one of them fails or the container is killed, nothing of it is kept, and the next start begins afresh. Meanwhile no
        server listens where a client or a health check would look, and `health` exits with 1; a step that takes long is named every
        few minutes.

        At every start DATABASES, ROLES and EXTENSIONS are made true, a changed DB_PASSWORD is set, and the scripts in
        `/opt/config/start.d` run against a private server; programs in `/opt/config/init.d` run before that server's successor
        starts. Nothing is ever dropped.

        Passwords are not in the server's environment, in its log or on a command line: verifiers (SCRAM-SHA-256) are made by the
        entrypoint or, of a password with characters beyond ASCII, by psql.

        The rendered configuration in RUN_DIR belongs to root, and the server can read it. What is in PGDATA and BACKUP_DIR is
        written and removed with the server's rights. One container works on a data directory at a time: it holds the lock of
        `.entry.lock` and that of the directory itself.

        SIGTERM is a fast shutdown. SIGHUP renders the configuration and copies the certificates again, lets the server check them, and
        reloads; what is wrong is said and changes nothing.

        \(Differences.text)
        """
}
