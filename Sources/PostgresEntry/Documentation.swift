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

        At every start DATABASES, ROLES and EXTENSIONS are made true, a changed password of the superuser is set, and the scripts in
        `/opt/config/start.d` run against a private server; programs in `/opt/config/init.d` run before that server's successor
        starts. Nothing is ever dropped.

        A cluster that was there keeps the password that it has until the declared one changes, also one that another image has made. On a
        standby and during a recovery nothing is declared; what must wait is said. The log that an archive still waits for is kept
        through all of this: no command of ours archives, or gives up, a segment.

        A backup has its name when it is whole, verified and on the disk. `backup --all` holds every database, with templates and what
        was put into template1; one that allows no connections is named in its file `left-out`. Where one cannot be dumped, the others
        are in NAME.incomplete.all, the status is 1, and no older backup is deleted. `restore` brings back what a database is: encoding and
        locale, owner, settings, rights and comment, also in another cluster; roles must be there, or `--no-owner` be given. It takes
        dumps that were made elsewhere, packed ones too, with `pg_dump --clean` or without.

        `backup --host db` makes the same of a server in another container, such as
        `podman run --rm -e POSTGRES_PASSWORD -v backup:/opt/backup runutils/postgres backup --host db --keep 7`. The connection is as libpq's
        variables want it: `PGSSLMODE=verify-full` and PGSSLROOTCERT for one that nobody else can answer.

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
