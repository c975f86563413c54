/// What docker-library/postgres does with scripts, variables and command lines, as anybody can see it from outside.
enum PostgresParity {
    /// A part of a script of the first start, and what it finds. The text is what a shell that sources it gives to `see`; in the table for
    /// executables, what the program prints.
    typealias Case = (name: String, text: String, expected: String)

    /// One sourced script each, in this order, all in one first start: POSTGRES_USER=airflow, POSTGRES_DB=shop.
    static let sourced: [Case] = [
        ("the user", "whoami", "postgres"),
        ("the name of the shell", "echo \"$0\"", "/usr/local/bin/docker-entrypoint.sh"),
        ("the superuser", "echo \"$POSTGRES_USER\"", "airflow"),
        ("the database", "echo \"$POSTGRES_DB\"", "shop"),
        ("the password", "echo \"$POSTGRES_PASSWORD\"", "it's $ecret"),
        ("the password of clients", "echo \"$PGPASSWORD\"", "it's $ecret"),
        ("the data directory", "echo \"$PGDATA\"", "/var/lib/postgresql/data"),
        ("the major version", "echo \"$PG_MAJOR\"", "17"),
        ("variables of the container", "echo \"$OWN\"", "value"),
        ("those of clients", "\"${psql[@]}\" -At -c 'SHOW application_name'", "parity"),
        ("errtrace", "[[ $- == *E* ]] && echo on", "on"),
        ("pipefail", "set -o | awk '/pipefail/ { print $2 }'", "on"),
        ("nounset", "set -o | awk '/nounset/ { print $2 }'", "off"),
        ("bash", "echo \"${BASH_VERSINFO[0]}\"", "5"),
        ("psql's user", "\"${psql[@]}\" -At -c 'SELECT current_user'", "airflow"),
        ("psql's database", "\"${psql[@]}\" -At -c 'SELECT current_database()'", "shop"),
        (
            "psql's database by an option", "\"${psql[@]}\" -At --dbname postgres -c 'SELECT current_database()'",
            "postgres"
        ),
        ("psql by a document", "\"${psql[@]}\" -At <<<'SELECT 1 + 1'", "2"),
        ("psql stops at an error", "\"${psql[@]}\" -At <<<$'SELECT 1/0;\\nSELECT 1' 2>/dev/null || echo $?", "3"),
        ("docker_process_sql", "docker_process_sql -At --dbname=template1 <<<'SELECT current_database()'", "template1"),
        ("docker_process_sql without a database", "POSTGRES_DB= docker_process_sql -At -d postgres -c 'SELECT 5'", "5"),
        (
            "a client without a database", "psql -U airflow -c 'SELECT 1' 2>&1 | grep -o 'database .* not exist' || :",
            "database \"airflow\" does not exist"
        ),
        ("a client with one", "psql -U airflow -d shop -At -c 'SELECT 3'", "3"),
        ("the superuser is one", "psql -U airflow -d shop -At -c 'SHOW is_superuser'", "on"),
        ("psql's start-up file", "echo '\\echo rc' >/tmp/rc; PSQLRC=/tmp/rc docker_process_sql -At -c 'SELECT 4'", "4"),
        ("_is_sourced", "_is_sourced && echo yes || echo no", "yes"),
        ("file_env with a default", "(file_env UNSET standard; echo \"$UNSET\")", "standard"),
        ("file_env with a value", "(X=1; file_env X standard; echo \"$X\")", "1"),
        (
            "file_env with a file", "(echo text >/tmp/x; X_FILE=/tmp/x; file_env X; echo \"$X ${X_FILE-none}\")",
            "text none"
        ),
        ("file_env with both", "(X=1; X_FILE=/tmp/x; file_env X) >/dev/null 2>&1 || echo $?", "1"),
        ("standard input", "cat | wc -c", "0"),
        ("no port", "pg_isready -q -h 127.0.0.1 || echo $?", "2"),
        ("nobody listens", "\"${psql[@]}\" -At -c 'SHOW listen_addresses'", ""),
        ("pg_isready", "pg_isready -q; echo $?", "0"),
        (
            "the environment of the server",
            "\"${psql[@]}\" -qAt -c 'CREATE TEMP TABLE t (x text)' -c \"COPY t FROM PROGRAM 'echo \\$PGDATA'\" -c 'SELECT x FROM t'",
            "/var/lib/postgresql/data"
        ),
        (
            "createdb", "createdb -U airflow other && \"${psql[@]}\" -At -d other -c 'SELECT current_database()'",
            "other"
        ),
        ("createuser", "createuser -U airflow someone && echo done", "done"),
        ("pg_dump", "pg_dump -U airflow shop | grep -c 'dump complete'", "1"),
        ("functions for other files", "type -t docker_process_init_files", "function"),
        (
            "other files",
            "echo 'SELECT 7' >/tmp/7.sql; docker_process_init_files /tmp/7.sql 2>&1 | grep -o '^ *7$' | tr -d ' '", "7"
        ),
    ]

    /// Whole scripts, between those: file, text, mode. They write to /tmp/seen.NAME by `see`.
    static let files: [(name: String, text: String, isExecutable: Bool)] = [
        (
            "00-start.sh",
            "see() { printf '%s' \"$2\" >\"/tmp/seen.$1\"; }\nexport -f see\nplain=kept\nexport GIVEN=away\nkeep() { echo kept; }\ncd /tmp\n",
            false
        ),
        (
            "50-plain.sh",
            "see plain \"$plain\"; see function \"$(keep)\"; see directory \"$PWD\"\nif [[ $- == *e* ]]; then see errexit on; fi\n",
            false
        ),
        ("51-sourced.sh", "_is_sourced && see is_sourced yes; see FUNCNAME \"${FUNCNAME[0]}\"\n", false),
        ("52-return.sh", "see return before\nreturn 0\nsee return after\n", false),
        ("53-tolerant.sh", "false || :\nif false; then :; fi\nset +e\nfalse\nset -e\nsee tolerant reached\n", false),
        ("54-exports.sh", "#!/bin/bash\nsee exported \"${GIVEN-none}\"; see unexported \"${plain-none}\"\n", true),
        ("55-no-line.sh", "see no_line \"$(whoami)\"\n", true),
        ("56-perl.sh", "#!/usr/bin/perl\nopen F, '>', '/tmp/seen.perl'; print F 6 * 7;\n", true),
        ("57-exit.sh", "#!/bin/sh\necho -n reached >/tmp/seen.exit\nexit 0\necho -n wrong >/tmp/seen.exit\n", true),
        ("58-no-strictness.sh", "#!/bin/bash\nfalse\nsee own_strictness reached\n", true),
        ("59 spaces & 'quotes'.sh", "see odd_name sourced\n", false),
        (
            "60-plain.sql",
            "CREATE TABLE plain AS SELECT current_user u, current_database() d;\n\\c postgres\nCREATE TABLE elsewhere ();\n",
            false
        ),
        ("61-again.sql", "CREATE TABLE again AS SELECT current_database() d;\n", false),
        (
            "62-variables.sql",
            "\\getenv given GIVEN\nCREATE TABLE variables AS SELECT :'given' g, :'ON_ERROR_STOP' s;\n", false
        ),
        ("63-relative.sql", "\\ir part.inc\n", false),
        ("part.inc", "CREATE TABLE relative ();\n", false),
        (".hidden.sh", "see hidden ran\n", false),
        (
            "70-tablespace.sh",
            "mkdir \"$PGDATA/ts\"\n\"${psql[@]}\" -c \"CREATE TABLESPACE ts LOCATION '$PGDATA/ts'\" -c 'CREATE TABLE spaced TABLESPACE ts AS SELECT 1 x'\n",
            false
        ),
        (
            "71-configuration.sh",
            "mkdir \"$PGDATA/archive\"\ncat >>\"$PGDATA/postgresql.conf\" <<END\narchive_mode = on\narchive_command = 'cp %p $PGDATA/archive/%f'\n"
                + "log_min_messages = info\nlogging_collector = off\nlisten_addresses = '0.0.0.0'\nEND\n",
            false
        ),
        (
            "72-access.sh",
            "echo 'host all blocked all reject' >/tmp/rules\ncat \"$PGDATA/pg_hba.conf\" >>/tmp/rules\ncat /tmp/rules >/var/lib/postgresql/data/pg_hba.conf\n",
            false
        ),
        ("73-system.sql", "ALTER SYSTEM SET work_mem = '9MB';\n", false),
        (
            "74-restart.sh",
            "pg_ctl -D \"$PGDATA\" -m fast -w restart\n\"${psql[@]}\" -c \"CREATE TABLE restarted AS SELECT current_setting('work_mem') w\"\n",
            false
        ),
        ("75-roles.sql", "CREATE ROLE blocked LOGIN PASSWORD 'b'; CREATE ROLE member LOGIN PASSWORD 'm';\n", false),
        ("76-reload.sh", "pg_ctl reload -D \"$PGDATA\"\n", false),
    ]

    /// What those have written.
    static let seen: [Case] = [
        ("a variable is kept", "plain", "kept"), ("a function is kept", "function", "kept"),
        ("errexit", "errexit", "on"),
        ("the directory is kept", "directory", "/tmp"), ("sourced", "is_sourced", "yes"),
        ("by source", "FUNCNAME", "source"),
        ("return leaves the script", "return", "before"), ("what may fail", "tolerant", "reached"),
        ("exports reach programs", "exported", "away"), ("others do not", "unexported", "none"),
        ("a program without #!", "no_line", "postgres"), ("another interpreter", "perl", "42"),
        ("exit in a program", "exit", "reached"), ("a program is as strict as it is", "own_strictness", "reached"),
        ("an odd name", "odd_name", "sourced"), ("a hidden file", "hidden", ""),
    ]

    /// Questions to the server that serves: a database and a query.
    static let queries: [(name: String, database: String, query: String, expected: String)] = [
        ("SQL", "shop", "SELECT u, d FROM plain", "airflow|shop"),
        ("\\c", "postgres", "SELECT count(*) FROM elsewhere", "0"),
        ("\\c is over", "shop", "SELECT d FROM again", "shop"),
        ("psql's variables", "shop", "SELECT g, s FROM variables", "away|1"),
        ("\\ir", "shop", "SELECT count(*) FROM relative", "0"), ("a tablespace", "shop", "SELECT x FROM spaced", "1"),
        (
            "the tablespace's place", "shop",
            "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 'ts'",
            "/var/lib/postgresql/data/ts"
        ),
        ("a command", "shop", "SHOW archive_command", "cp %p /var/lib/postgresql/data/archive/%f"),
        ("archiving", "shop", "SHOW archive_mode", "on"), ("ALTER SYSTEM", "shop", "SHOW work_mem", "9MB"),
        ("a restart", "shop", "SELECT w FROM restarted", "9MB"),
        ("the log's level", "shop", "SHOW log_min_messages", "info"),
        ("addresses", "shop", "SHOW listen_addresses", "0.0.0.0"),
        ("gzip", "shop", "SELECT count(*) FROM gz", "0"), ("xz", "shop", "SELECT count(*) FROM xz", "0"),
        ("zstd", "shop", "SELECT count(*) FROM zst", "0"), ("a link", "shop", "SELECT count(*) FROM linked", "0"),
        ("the superuser's database", "postgres", "SELECT count(*) FROM pg_database WHERE datname = 'airflow'", "0"),
        ("no other superuser", "shop", "SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolsuper", "airflow"),
        (
            "the method where passwords are MD5", "shop",
            "SELECT auth_method FROM pg_hba_file_rules WHERE type = 'host' AND address = 'all' AND auth_method <> 'reject'",
            "md5"
        ),
        (
            "the first line of pg_hba.conf", "shop", "SELECT auth_method FROM pg_hba_file_rules WHERE line_number = 1",
            "reject"
        ),
    ]

    /// Scripts that end the first start. docker-library's image ends with a status other than 0, but for the last ones.
    static let failing: [(name: String, file: String, text: String, message: String)] = [
        ("a failing command", "a.sh", "false\necho on\n", "\"/docker-entrypoint-initdb.d/a.sh\" failed"),
        ("psql in the middle", "a.sh", "psql -d postgres -v ON_ERROR_STOP=1 -c 'SELECT 1/0'\ntrue\n", "a.sh\" failed"),
        ("a failing pipe", "a.sh", "false | cat\n", "a.sh\" failed"),
        ("exit", "a.sh", "exit 3\n", "\"bash\" exited with status 3"),
        ("a function that fails", "a.sh", "f() { false; echo on; }\nf\n", "a.sh\" failed"),
        ("Windows line ends", "a.sh", "set -e\r\npsql -c 'SELECT 1'\r\n", "(CRLF)"),
        ("a program that fails", "a.sh*", "#!/bin/sh\nexit 7\n", "\"bash\" exited with status 7"),
        ("Windows line ends of a program", "a.sh*", "#!/bin/bash\r\ntrue\r\n", "carriage return in its \"#!\" line"),
        ("SQL", "a.sql", "SELECT 1;\nSELECT 1/0;\n", "a.sql\" failed"),
        ("what is not packed", "a.sql.gz", "no gzip", "a.sql.gz\" failed"),
        // Differences: docker-library's image goes on with a half made cluster.
        ("exit without an error", "a.sh", "exit 0\n", "ended the shell that runs the scripts"),
        ("a byte order mark", "a.sh*", "\u{feff}#!/bin/bash\ntrue\n", "begins with a byte order mark"),
    ]

    /// Questions to a server with `serverWords` and `variables`.
    static let settings: [(name: String, query: String, expected: String)] = [
        (
            "the environment of the server",
            "CREATE TEMP TABLE t (x text); COPY t FROM PROGRAM 'echo $PGDATA:${PGPORT-unset}'; SELECT x FROM t",
            "/var/lib/postgresql/data:unset"
        ),
        ("-c", "SHOW max_connections", "33"), ("--name=value", "SHOW work_mem", "7MB"), ("-p", "SHOW port", "5433"),
        ("a library for a script", "SELECT c FROM statements", "t"),
        ("a slot that a script has made", "SELECT slot_name FROM pg_replication_slots", "s"),
        ("initdb's arguments", "SHOW wal_segment_size", "4MB"),
        ("a locale", "SELECT datcollate FROM pg_database WHERE datname = 'postgres'", "C"),
        ("initdb's method", "SHOW password_encryption", "md5"),
        ("the verifier", "SELECT rolpassword ~ '^md5[0-9a-f]{32}$' FROM pg_authid WHERE rolname = 'postgres'", "t"),
        (
            "the method of hosts",
            "SELECT auth_method FROM pg_hba_file_rules WHERE type = 'host' AND address = 'all' AND database = '{all}'",
            "md5"
        ),
        (
            "its further lines",
            "SELECT auth_method FROM pg_hba_file_rules WHERE type = 'host' AND address = 'all' AND database = '{replication}'",
            "md5"
        ),
        ("the database of the superuser's name", "SELECT count(*) FROM pg_database WHERE datname = 'postgres'", "1"),
    ]
    static let variables = [
        "POSTGRES_INITDB_ARGS": "--wal-segsize=4 '--locale=C' --auth=md5",
        "POSTGRES_HOST_AUTH_METHOD": "md5\nhost replication all all md5", "POSTGRES_PASSWORD_FILE": "/secrets/password",
    ]
    static let serverWords = [
        "-c", "max_connections=33", "--work-mem=7MB", "-p", "5433", "-c", "wal_level=logical",
        "-c", "shared_preload_libraries=pg_stat_statements",
    ]
    static let serverScript = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE statements AS SELECT count(*) > 0 AS c FROM pg_stat_statements;
        SELECT pg_create_logical_replication_slot('s', 'test_decoding');

        """

    static let count = settings.count + sourced.count + seen.count + queries.count + failing.count
}
