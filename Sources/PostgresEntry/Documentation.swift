/// What the generated documentation says beside the tables.
enum Documentation {
    static let text = """
        `POSTGRES_PASSWORD`, or `DB_PASSWORD`, alone is enough to start. Compose files that were written for docker-library/postgres work as they are:
        `POSTGRES_USER`, `POSTGRES_PASSWORD`, `POSTGRES_DB`, `POSTGRES_INITDB_ARGS`, `POSTGRES_INITDB_WALDIR`,
        `POSTGRES_HOST_AUTH_METHOD`, their `_FILE` forms, `/docker-entrypoint-initdb.d`, and `postgres -c …` or an option as the
        first word.

            podman run -d -e DB_PASSWORD=… -e ROLES=app:/run/secrets/app -e DATABASES=app:app \\
                -v "$PWD/app-password:/run/secrets/app:ro" -v pg:/var/lib/postgresql/data runutils/postgres

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
        are in NAME.incomplete.all, the status is 1, and no older backup is deleted. `--keep` counts what the server's user has made.
        `restore` brings back what a database is: encoding and
        locale, owner, settings, rights and comment, also in another cluster; roles must be there, or `--no-owner` be given. It takes
        dumps that were made elsewhere, packed ones too, with `pg_dump --clean` or without. A table that somebody
        has locked is waited for: by a dump for half an hour, by what is declared for 30 s.

        `backup` takes POSTGRES_DB, `--database` another one. A name that is given has its ending: `backup before.dump`. `restore` takes the
        database from a name that `backup` made (`app_20261125T071500Z.dump`); any other name needs `--database`. It keeps the tablespace and
        the connection limit, too. A backup of all databases holds the statements that make each of them in `NAME_.dump.create`. The
        superuser's password is never taken from a backup. A backup is somebody else's SQL: psql's own commands are refused in it, such as
        `\\connect`, but what it and the functions in it do, they do as the superuser: restore only what you trust. Backups are readable for
        their owner and group only; those that are a directory, for their owner alone.

        `backup --host db` makes the same of a server in another container, such as
        `podman run --rm -e POSTGRES_PASSWORD -v backup:/opt/backup runutils/postgres backup --host db --keep 7`. The connection is as libpq's
        variables want it: `PGSSLMODE=verify-full` and PGSSLROOTCERT for one that nobody else can answer.

        `backup`, `restore`, `createuser`, `setpwd`, `createdb` and `createschema` work on the running server or, where none runs, on a private
        one. `clear` deletes the cluster, only while no server runs. `check` does not look into the cluster and does not ask the server: that
        the password is missing, or the file of a role's password, is found at the start. `init` lets the server check postgresql.conf as well.
        What is wrong in pg_hba.conf only the running server says; it ends with 1.

        For settings of your own, mount a file at `/opt/config/local.conf`: it takes precedence over postgresql.conf and is read again on SIGHUP.
        New clusters use C.UTF-8; the locale en_US.utf8 is there for clusters of docker-library/postgres. For others, set
        `POSTGRES_INITDB_ARGS=--locale=…` and `RUN localedef` in an image of your own.

        Passwords are not in the server's environment, in its log or on a command line: verifiers (SCRAM-SHA-256) are made by the
        entrypoint or, of a password with characters beyond ASCII, by psql. Scripts of the first start have the superuser's in
        POSTGRES_PASSWORD and PGPASSWORD; those in `/opt/config/start.d` do not, and need none.

        The rendered configuration in RUN_DIR belongs to root, and the server can read it. What is in PGDATA and BACKUP_DIR is
        written and removed with the server's rights. One container works on a data directory at a time: it holds the lock of
        `.entry.lock` and that of the directory itself.

        As root it needs the capabilities CHOWN, DAC_OVERRIDE, FOWNER, SETUID, SETGID and KILL. As a random user it needs a PGDATA below the
        volume, and with a read-only root volumes at its two places in /run: a tmpfs of podman's is not open to the group there.

            podman run -d --user 12345:0 --read-only --cap-drop=all -v /run/postgres -v /run/postgresql \\
                -v pg:/var/lib/postgresql/data -e PGDATA=/var/lib/postgresql/data/cluster -e DB_PASSWORD=… runutils/postgres

        SIGTERM is a fast shutdown. SIGHUP renders the configuration and copies the certificates again, lets the server check them, and
        reloads; what is wrong is said and changes nothing.

        \(Differences.text)
        """
}
