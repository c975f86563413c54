import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

extension PostgresAttackTests {
    /// Somebody else has written the backup that an administrator restores.
    @Suite struct DumpTests {
        private let server: ImageTests.Server

        init() throws { server = try .shared }

        /// What psql would do for a script, and must not for a dump.
        private static let commands = [
            "\\! touch /tmp/owned", "select 1 \\g |touch /tmp/owned", "\\copy (select 1) to program 'touch /tmp/owned'",
            "\\set x `touch /tmp/owned`", "\\o |touch /tmp/owned", "select 'create database owned' \\gexec",
            "\\connect\tpostgres\ncreate database owned;", " \\c postgres\ncreate database owned;",
            "select 1 \\c postgres\ncreate database owned;", "\\unrestrict x\n\\! touch /tmp/owned",
            "\\restrict abc\nselect 1;\n\\unrestrict abc\n\\! touch /tmp/owned", "\\i /etc/passwd",
            "\u{feff}\\! touch /tmp/owned", "copy pg_database to stdout;\r\n\\! touch /tmp/owned",
        ]

        @Test(arguments: commands.indices)
        func commandsOfPsql(_ index: Int) async throws {
            let file = "evil\(index).sql"
            let written = try await server.exec(
                ["sh", "-c", "cat >/opt/backup/\(file)"], input: "SELECT 1;\n\(DumpTests.commands[index])\n")
            try #require(written.status == 0)
            let restored = try await server.exec(["postgres-entry", "restore", file, "--database", "new", "--yes"])
            #expect(restored.status == 1 || restored.status == 64, "\(restored.errors)")
            let owned = try await server.exec(["sh", "-c", "ls /tmp/owned"])
            #expect(owned.status != 0, "\(owned.output)")
            let databases = "SELECT count(*) FROM pg_database WHERE datname ~ '^(owned|new)'"
            #expect(try await server.query(databases) == "0")
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -f /opt/backup/evil*")
        }

        /// The parts of a backup of all are somebody else's, too.
        @Test(arguments: ["globals.sql", "app_.dump.create"])
        func partsOfABackupOfAll(_ part: String) async throws {
            _ = try await server.query("CREATE DATABASE app")
            let backup = try await server.exec(["postgres-entry", "backup", "all.all", "--all"])
            try #require(backup.status == 0, "\(backup.errors)")
            let change = "rm all.all.sha256; echo '\\! touch /tmp/owned' >>all.all/\(part)"
            let changed = try await server.exec(["sh", "-ec", "cd /opt/backup; \(change)"])
            try #require(changed.status == 0, "\(changed.errors)")
            let restored = try await server.exec(["postgres-entry", "restore", "all.all", "--yes", "--drop-old"])
            #expect(restored.status == 1, "\(restored.errors)")
            #expect(restored.errors.contains("backslash commands are restricted"), "\(restored.errors)")
            #expect(try await server.exec(["sh", "-c", "ls /tmp/owned"]).status != 0)
            _ = try await server.query("DROP DATABASE app")
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -rf /opt/backup/*")
        }

        /// Functions and tables of others are in a database before the rights that keep everybody else from them.
        @Test func nobodyIsInADatabaseThatIsBeingRestored() async throws {
            _ = try await server.query("CREATE DATABASE half OWNER app")
            let script = """
                mkfifo -m 0666 /tmp/hold
                echo "CREATE TABLE t (a int); COPY t FROM PROGRAM 'cat /tmp/hold';" >/opt/backup/half.sql
                postgres-entry restore half.sql --database half --yes --drop-old >/tmp/restored 2>&1 & pid=$!
                find() { psql -X -A -t -U postgres -c "SELECT datname FROM pg_database WHERE datname LIKE 'half_restore_%'"; }
                until name=$(find); [ -n "$name" ]; do kill -0 $pid || break; sleep 0.02; done
                psql -X -h 127.0.0.1 -U app -d "$name" -c 'SELECT 1' 2>&1 | grep -o 'too many connections'
                echo 1 >/tmp/hold; wait $pid; echo status $?; rm /tmp/hold
                psql -X -A -t -h 127.0.0.1 -U app -d half -c "SELECT pg_get_userbyid(datdba), datconnlimit FROM pg_database WHERE datname = 'half'"
                """
            let outcome = try await server.exec(["bash", "-c", script])
            #expect(outcome.output == "too many connections\nstatus 0\napp|-1\n", "\(outcome.text)")
            _ = try await server.query("DROP DATABASE half")
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -f /opt/backup/half*")
        }

        /// Who looks at the list of databases for long keeps nobody from the server.
        @Test func aTransactionThatHoldsTheList() async throws {
            _ = try await server.query("CREATE DATABASE listed OWNER app")
            let script = """
                mkfifo /tmp/list
                (echo 'BEGIN; SELECT count(*) FROM pg_database;'; echo '\\! echo >/tmp/held'; cat /tmp/list) \
                    | psql -X -q -o /dev/null -h 127.0.0.1 -U app -d postgres &
                until [ -e /tmp/held ]; do sleep 0.02; done
                echo 'SELECT 1;' >/opt/backup/listed.sql
                postgres-entry restore listed.sql --database listed --yes >/dev/null 2>&1; echo status $?
                echo 'COMMIT;' >/tmp/list; wait
                postgres-entry restore listed.sql --database listed --yes --drop-old >/dev/null 2>&1; echo status $?
                rm -f /tmp/list /tmp/held /opt/backup/listed*
                """
            let outcome = try await server.exec(["bash", "-c", script])
            #expect(outcome.output == "status 1\nstatus 0\n", "\(outcome.text)")
            #expect(try await server.query("SELECT count(*) FROM pg_database WHERE datname LIKE 'listed_%'") == "0")
            _ = try await server.query("DROP DATABASE listed")
        }

        /// What is not whole, or not what it says, changes nothing.
        @Test func backupsThatAreNone() async throws {
            let made = try await server.exec(
                ["postgres-entry", "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"],
                input: "CREATE DATABASE cut;\n\\c cut\nCREATE TABLE t AS SELECT generate_series(1, 1000) AS a;")
            try #require(made.status == 0, "\(made.errors)")
            for file in ["cut.sql", "other.sql"] {
                let format = ["--database", "cut", "--format", "plain"]
                #expect(try await server.exec(["postgres-entry", "backup", file] + format).status == 0)
            }
            func refusal(_ change: String) async throws -> String {
                let changed = try await server.exec(["bash", "-ec", "cd /opt/backup; \(change)"])
                try #require(changed.status == 0, "\(changed.errors)")
                let restored = try await server.exec(
                    ["postgres-entry", "restore", "cut.sql", "--database", "cut", "--yes", "--drop-old"])
                #expect(restored.status != 0, "\(change): \(restored.errors)")
                #expect(try await server.query("SELECT count(*) FROM t", database: "cut") == "1000")
                return restored.errors
            }
            let foreign = try await refusal("cp other.sql.sha256 cut.sql.sha256; echo '-- x' >>cut.sql")
            #expect(foreign.contains("is not of this backup"), "\(foreign)")
            let cut = try await refusal("rm cut.sql.sha256; head -n 100 cut.sql >x; mv x cut.sql")
            #expect(cut.contains("is cut off"), "\(cut)")
            let pipe = try await refusal("rm cut.sql; mkfifo cut.sql")
            #expect(pipe.contains("is not what its name says"), "\(pipe)")
            _ = try await server.query("DROP DATABASE cut")
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -f /opt/backup/cut* /opt/backup/other*")
        }

        /// What looks like a command of psql's and is none goes round.
        @Test(arguments: ["plain", "custom"])
        func linesThatLookLikeCommands(_ format: String) async throws {
            let made = try await server.exec(
                ["postgres-entry", "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"],
                input: #"""
                    CREATE DATABASE odd;
                    \c odd
                    SET check_function_bodies = off;
                    CREATE TABLE t (a text);
                    INSERT INTO t VALUES (E'\\connect x\n\\restrict y'), ('\.'), (E'\\unrestrict z');
                    COMMENT ON TABLE t IS E'see\n\\connect postgres\n\\! false';
                    CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$
                    \connect nowhere
                    $$;
                    CREATE SCHEMA "DATA"; CREATE TABLE "DATA".t ();
                    """#)
            try #require(made.status == 0, "\(made.errors)")
            let sum = "SELECT md5(string_agg(a, '|' ORDER BY a) || obj_description('t'::regclass)) FROM t"
            let before = try await server.query(sum, database: "odd")
            let file = format == "plain" ? "odd.sql" : "odd.dump"
            let backup = try await server.exec(
                ["postgres-entry", "backup", file, "--database", "odd", "--format", format])
            #expect(backup.status == 0, "\(backup.errors)")
            let restored = try await server.exec(
                ["postgres-entry", "restore", file, "--database", "odd", "--yes", "--drop-old"])
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try await server.query(sum, database: "odd") == before)
            _ = try await server.query("DROP DATABASE odd")
            try await server.stage.exec(SharedServer.name, "sh", "-c", "rm -f /opt/backup/odd*")
        }
    }
}

extension PostgresAttackTests {
    /// A directory of backups that others may write to, as a pod's group may.
    @Suite struct SharedBackupTests {
        @Test func linksInTheWayOfADump() async throws {
            let server = try ImageTests.Server.shared
            let container = server.stage.name(SharedServer.name)
            let attack = """
                umask 0; cd /tmp/backups; target=\(ImageTests.Server.dataDirectory); i=0
                until [ -e /tmp/over ]; do
                    ln -s $target/PG_VERSION .entry.mine.dump.partial
                    for place in .entry.*.partial; do mv "$place" moved.$i && ln -s $target "$place"; i=$((i + 1)); done
                done 2>/dev/null
                """
            let set =
                "mkdir /tmp/backups && chown postgres:2000 /tmp/backups && chmod 2775 /tmp/backups && rm -f /tmp/over"
            #expect(try await server.exec(["sh", "-c", set]).status == 0)
            try await Podman.run("exec", "--detach", "--user", "8080:2000", container, "sh", "-c", attack)
            for _ in 0..<5 {
                _ = try await server.exec(
                    ["postgres-entry", "backup", "mine.dump"],
                    options: ["--user", "5432:5432", "--env", "BACKUP_DIR=/tmp/backups"])
            }
            let look =
                "touch /tmp/over; ls /tmp/backups | grep -q '^moved' && cat $PGDATA/PG_VERSION; ls $PGDATA | grep mine; rm -rf /tmp/backups"
            #expect(try await server.exec(["sh", "-c", look]).output == "17\n")
        }
    }
}
