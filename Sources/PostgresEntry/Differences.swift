/// What counts where something is set twice, and what is not as in docker-library's image, for the documentation.
enum Differences {
    static let text = """
        ## What overrides what

        A setting of the server, the strongest first:

        | where | what |
        |---|---|
        | the command line: `postgres -c name=value`, `-p`, `-k`, `--name=value` | all settings but `data_directory`, which must be PGDATA |
        | `PGPORT`, `SOCKET_DIR`, `HBA_FILE`, `IDENT_FILE`, where they are set | `port`, `unix_socket_directories`, `hba_file`, `ident_file` |
        | `ALTER SYSTEM` | all settings |
        | `/opt/config/local.conf` | all settings |
        | `POSTGRES_TUNE`, `SSL_CERT_FILE` and `SSL_KEY_FILE`, `LOG_DIR` | memory, TLS, log files |
        | `postgresql.conf` in PGDATA, to which scripts of the first start may add lines | all settings |
        | the image | `listen_addresses = '*'`, and the server's own defaults |

        Another template (`CONFIG_FILE`), or `-c config_file=…`, takes the place of the last four. Wherever port and socket
        directory are set, `health`, the commands and SIGHUP find the server; what a stronger place overrides of `port`,
        `unix_socket_directories`, `hba_file` and `ident_file` is said at the start.

        Of pg_hba.conf one counts: that of the command line; else the template `HBA_FILE`, where it is set; else that of `hba_file` in a
        configuration file; else the one in PGDATA, where another image has made the cluster or somebody has changed it, as scripts of
        the first start may; else `/opt/config/pg_hba.conf`. SIGHUP takes what has changed in any of them. One of your own keeps the line
        that the image's commands come in by: `local all postgres peer map=container`, with the superuser's name.

        ## Differences from docker-library/postgres

        | there | here | to get that |
        |---|---|---|
        | `podman exec P psql -U app` needs no password, nor does 127.0.0.1 in the container | only the superuser gets in so, by `peer`; others give a password | `postgres-entry psql` and `SET ROLE app`, or `local all all trust` in a pg_hba.conf of your own |
        | a first start that fails leaves a part, which the next start serves | nothing is kept | |
        | | a tablespace outside PGDATA of a first start that failed stays there, and the next start's is refused | empty its directory |
        | `exit 0` in a sourced script ends the container with 0 | a failure | `return`, or an executable script |
        | a script of the first start fills PGDATA anew, by `rm -rf` and `pg_basebackup` | fails: the journal of the first start is in PGDATA | as the command: `bash -c 'if [ ! -s "$PGDATA/PG_VERSION" ]; then pg_basebackup …; fi; exec docker-entrypoint.sh postgres'` |
        | a script with a byte order mark before `#!` runs with an error | refused (78) | save it without one |
        | scripts in the order of the locale (en_US) | in the order of their names' bytes: "B" before "a" | numbers of the same length in front |
        | the first start's server has its socket in `/var/run/postgresql` | in a private directory: scripts find it by PGHOST | no `-h`, or `-h "$PGHOST"` |
        | `psql` without `-U` is the role of the system's user in scripts | PGUSER is the superuser | `unset PGUSER` |
        | scripts use functions by `source docker-entrypoint.sh` | that is a program; `docker_process_sql`, `docker_process_init_files`, `file_env` and `_is_sourced` are there in scripts | |
        | locale en_US.utf8 | C.UTF-8, whose order no update of the C library changes | `POSTGRES_INITDB_ARGS=--locale=en_US.utf8` |
        | no data checksums | data checksums | `pg_checksums --disable` on the stopped cluster |
        | initdb's `-U`, `-D`, `-X` and `--pwfile` in POSTGRES_INITDB_ARGS | refused (78) | POSTGRES_USER, PGDATA, POSTGRES_INITDB_WALDIR, POSTGRES_PASSWORD |
        | `--auth` and `--auth-local` in POSTGRES_INITDB_ARGS make the lines of pg_hba.conf | the image's pg_hba.conf is put there; only `md5` counts, for how passwords are kept and, without POSTGRES_HOST_AUTH_METHOD, for other hosts | a pg_hba.conf of your own |
        | all line ends at the end of a `_FILE` are dropped | one | a file that ends with one |
        | `postgres -D` and `data_directory` name the directory | refused, unless it is PGDATA (64, 78) | PGDATA |
        | the user postgres has the ids 999 | 5432. PGDATA is given to it, but not what else a cluster of 999 has: tablespaces, log files, and the place of `pg_wal` unless POSTGRES_INITDB_WALDIR names it | `USER_UID=999`, or `chown` those |
        | a changed POSTGRES_PASSWORD has no effect | the next start sets it | leave it out once the cluster exists |
        | a POSTGRES_USER that the cluster does not have: healthy, and nothing works | refused (78) | |
        | POSTGRES_HOST_AUTH_METHOD counts when the cluster is made | at every start, as long as nobody has changed pg_hba.conf in PGDATA | |
        | `pg_reload_conf()` takes a changed `$PGDATA/pg_hba.conf` | not the first change, before which the image's counts | SIGHUP to the container, as by `podman kill --signal HUP P` |
        | `$PGDATA/pg_ident.conf` counts | the image's, which lets its commands in | its lines behind those of `/opt/config/pg_ident.conf` in a template, `IDENT_FILE` |
        | `SHOW config_file` is in PGDATA | `postgresql.conf` in RUN_DIR, which includes that of PGDATA | `-c config_file=…` |
        | initdb's output is in the log | only when it fails | |
        | queries are compiled (JIT) where the planner sees a gain | the image has no LLVM, which is 150 MB; `jit = on` is said to have no effect | build it with `--build-arg JIT=yes` |
        | `gosu`, `less`, `gnupg` | `setpriv`, `postgres-entry shell`; no pager | `apt-get install` |
        | packages of apt.postgresql.org | Debian's | |
        | one-off commands have no effect on a stopped volume | `backup`, `createdb` and others start a private server, without the settings of the command line | put what the cluster cannot do without into `local.conf` |
        | `createdb -h db` and `createuser -h db` as a container's command ask that server | they are commands of the image, for its own server | `/usr/bin/createdb -h db`, or `psql -h db` |
        | LOG_LEVEL, LOG_FORMAT, LOG_DIR, SSL_CERT_FILE, SSL_KEY_FILE and CONFIG_FILE mean nothing, such as in an env file of several services | variables of the image | set them empty for it, which counts as not set |
        | no HEALTHCHECK | `health`, with a start period of an hour | |
        | STOPSIGNAL is SIGINT | SIGTERM, which becomes a fast shutdown as well | |
        """
}
