import Foundation
import Testing

extension PostgresTests {
    /// What a backup holds, and what comes back from it in another cluster.
    @Suite(.serialized) struct RestoreTests {
        private let stage = Stage()

        private let make = #"""
            CREATE ROLE app LOGIN; CREATE ROLE other;
            COMMENT ON ROLE app IS E'a\nCREATE ROLE postgres;\nb';
            CREATE DATABASE app OWNER app ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;
            REVOKE CONNECT ON DATABASE app FROM PUBLIC; GRANT CONNECT ON DATABASE app TO other;
            ALTER DATABASE app SET default_transaction_read_only = on; ALTER DATABASE app SET role = 'other';
            ALTER DATABASE app SET search_path = "$user", public; ALTER ROLE app IN DATABASE app SET statement_timeout = 1;
            COMMENT ON DATABASE app IS E'it''s\nDATABASE app';
            CREATE DATABASE shapes IS_TEMPLATE true; CREATE DATABASE closed ALLOW_CONNECTIONS false;
            \c shapes
            CREATE TABLE shape AS SELECT 1 AS a;
            \c template1
            CREATE TABLE inherited AS SELECT 1 AS a;
            \c app
            SET ROLE NONE; SET default_transaction_read_only = off; SET transaction_read_only = off;
            CREATE TABLE rows AS SELECT g, repeat('x', 50) AS x FROM generate_series(1, 2000) g; ALTER TABLE rows OWNER TO app;
            GRANT SELECT ON rows TO other; CREATE SCHEMA "DATA"; CREATE TABLE "DATA".u (a int);
            CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT 'x;
            DROP TABLE rows;' $$;
            SELECT lo_from_bytea(4711, '\xdeadbeef') \g /dev/null
            """#

        private let properties = """
            SELECT datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datistemplate,
                (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(datacl) a), shobj_description(oid, 'pg_database'),
                (SELECT string_agg(setconfig::text, ' ' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)
            FROM pg_database d WHERE datname IN ('app', 'shapes', 'template1') ORDER BY 1
            """
        private let content = """
            SELECT count(*), md5(string_agg(x, '' ORDER BY g)), max(f()), max(encode(lo_get(4711), 'hex')),
                max((SELECT relowner::regrole::text FROM pg_class WHERE relname = 'rows')), max(to_regclass('"DATA".u')::text)
            FROM public.rows
            """

        private func server(_ name: String, _ backups: [String]) async throws -> Server {
            let server = try await Server(stage, name)
            try await server.start(
                ["DB_PASSWORD": "secret"], backups, ["postgres", "-c", "fsync=off", "-c", "full_page_writes=off"])
            try await server.ready()
            return server
        }

        private func restore(_ server: Server, _ words: String...) async throws -> Outcome {
            try await server.exec(["postgres-entry", "restore"] + words + ["--yes", "--drop-old"])
        }

        private func contentOfApp(_ server: Server) async throws -> String {
            let outcome = try await server.exec(
                ["psql", "-U", "postgres", "-X", "-A", "-t", "-d", "app", "-c", content],
                options: ["--env", "PGOPTIONS=-c role=none -c statement_timeout=0"])
            return outcome.text
        }

        private func shell(_ server: Server, _ script: String) async throws -> Outcome {
            try await server.exec(
                ["bash", "-ec", "cd /opt/backup; dump() { pg_dump -U postgres \"$@\" app; }; \(script)"],
                options: ["--env", "PGOPTIONS=-c role=none -c default_transaction_read_only=off"])
        }

        @Test func whatADatabaseIs() async throws {
            let backups = ["--volume", "\(try await stage.volume("backups")):/opt/backup"]
            let old = try await server("old", backups)
            let made = try await old.exec(["postgres-entry", "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1"], input: make)
            try #require(made.status == 0, "\(made.errors)")
            let (state, has) = (try await old.query(properties), try await contentOfApp(old))
            #expect(has.hasPrefix("2000|") && state.contains("default_transaction_read_only=on"), "\(state) \(has)")
            let all = try await old.exec(["postgres-entry", "backup", "every.all", "--all"])
            #expect(all.status == 0 && all.errors.contains("\"closed\" is not in the backup"), "\(all.text)")
            for (name, format) in [("app.dump", "custom"), ("app.sql", "plain")] {
                let outcome = try await old.exec([
                    "postgres-entry", "backup", name, "--database", "app", "--format", format,
                ])
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            try await dumpsOfOthers(old, has)
            try await overTheNetwork(old, backups)
            try await whatGoesAndWhatStays(old)
            try await old.remove()

            let new = try await server("new", backups)
            let missing = try await restore(new, "app.dump", "--database", "app")
            #expect(
                missing.status == 1 && missing.errors.contains("roles that are not there: \"app\""), "\(missing.errors)"
            )
            #expect(missing.errors.contains("--no-owner"))
            #expect(
                try await restore(new, "app.sql", "--database", "app").errors.contains("role \"app\" does not exist"))
            #expect(try await new.query("SELECT count(*) FROM pg_database") == "3")
            // In one that is there, which keeps what it is then.
            _ = try await new.query("CREATE ROLE keeper")
            _ = try await new.query("CREATE DATABASE mine OWNER keeper")
            let without = try await restore(new, "app.dump", "--database", "mine", "--no-owner", "--no-privileges")
            #expect(without.status == 0, "\(without.errors)")
            let kept =
                "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'mine'"
            #expect(try await new.query(kept) == "keeper|UTF8")
            #expect(try await new.query("SELECT count(*) FROM rows", database: "mine") == "2000")
            let every = try await restore(new, "every.all")
            #expect(every.status == 0 && every.errors.contains("not in this backup: \"closed\""), "\(every.errors)")
            #expect(try await new.query(properties) == state)
            #expect(try await contentOfApp(new) == has)
            _ = try await new.query("CREATE DATABASE child")
            #expect(try await new.query("SELECT a FROM inherited", database: "child") == "1")
            #expect(try await new.query("SELECT a FROM shape", database: "shapes") == "1")
            for name in ["app.dump", "app.sql"] {
                _ = try await new.query("DROP DATABASE app")
                let one = try await restore(new, name, "--database", "app")
                #expect(one.status == 0, "\(one.errors)")
                #expect(try await new.query(properties) == state)
                #expect(try await contentOfApp(new) == has)
            }
        }

        /// Dumps that were made elsewhere, and those that were cut off.
        private func dumpsOfOthers(_ server: Server, _ content: String) async throws {
            for (script, file, status, message) in [
                ("dump --clean >a.sql", "a.sql", 0, ""), ("dump | gzip >b.sql.gz", "b.sql.gz", 0, ""),
                ("dump --clean --if-exists | zstd >c.sql.zst", "c.sql.zst", 0, ""),
                ("dump -Fc >n.sql", "n.sql", 64, "is an archive of pg_dump's; expected a name in .dump"),
                ("dump -Ft >o.sql", "o.sql", 64, "is an archive of pg_dump's; expected a name in .dump"),
                ("dump --create >d.sql", "d.sql", 64, "goes to a database of its own"),
                ("pg_dumpall -U postgres >e.sql", "e.sql", 64, "is pg_dumpall's, of all databases"),
                ("dump | head -n 500 >f.sql", "f.sql", 1, "is cut off; nothing was changed"),
                ("dump | head -n 500 | xz >g.sql.xz", "g.sql.xz", 1, "is cut off; nothing was changed"),
                // Nothing in it tells that there is more to come, but that data has no end.
                (
                    "printf 'CREATE TABLE one (a text);\\nCOPY one FROM stdin;\\nx\\n' >i.sql", "i.sql", 1,
                    "ends in the middle of data"
                ),
                (">k.sql", "k.sql", 64, "holds no SQL"),
                ("dump | gzip | head -c 900 >l.sql.gz", "l.sql.gz", 1, "unexpected end of file"),
            ] as [(String, String, Int32, String)] {
                let made = try await shell(server, script)
                let outcome = try await restore(server, file, "--database", "app")
                #expect(
                    outcome.status == status && (message.isEmpty || outcome.errors.contains(message)),
                    "\(script): \(made.text) \(outcome.text)")
                if status == 0 {
                    let found = try await contentOfApp(server)
                    #expect(found == content, "\(script)")
                }
            }
            #expect(try await contentOfApp(server) == content)
            // The lines end as on another platform, those within values, too.
            #expect(try await shell(server, "dump | sed 's/$/\\r/' >m.sql").status == 0)
            let other = try await restore(server, "m.sql", "--database", "lines")
            #expect(other.status == 0, "\(other.text)")
            #expect(try await server.query("SELECT count(*) FROM rows", database: "lines") == "2000")
            _ = try await server.query("DROP DATABASE lines")
            #expect(try await server.query("SELECT count(*) FROM pg_database WHERE datname LIKE '%restore%'") == "0")
        }

        /// From a container that has no server.
        private func overTheNetwork(_ server: Server, _ backups: [String]) async throws {
            let address = try await server.exec(["hostname", "-i"]).output.trimmingCharacters(
                in: .whitespacesAndNewlines)
            let secrets = try HostDirectory()
            try secrets.write("right", "secret\n", mode: 0o600)
            try secrets.write("wrong", "wr:ong\n", mode: 0o600)
            func backup(_ environment: [String], _ words: String...) async throws -> Outcome {
                let options =
                    ["run", "--rm"] + backups + secrets.mount("/secrets") + environment.flatMap { ["--env", $0] }
                return try await Podman.run(options + [Server.image, "backup", "--host", address] + words)
            }
            // As a backup that was killed leaves it.
            let leave = "touch /run/postgres/pgpass-1-kept /run/postgres/pgpass-999999-left"
            #expect(try await server.exec(["sh", "-c", leave]).status == 0)
            let here = try await server.exec(["postgres-entry", "backup", "--host", address, "--user", "nobody"])
            #expect(here.status == 1, "\(here.text)")
            #expect(
                try await server.exec(["sh", "-c", "rm /run/postgres/pgpass-1-kept; ls /run/postgres/pgpass-*"]).output
                    == "")
            let wrong = try await backup([], "net.dump", "--database", "app", "--password-file", "/secrets/wrong")
            #expect(wrong.status == 1 && wrong.errors.contains("password authentication failed"), "\(wrong.text)")
            let none = try await shell(server, "ls -A | grep net; true")
            #expect(none.output == "")
            let one = try await backup([], "net.dump", "--database", "app", "--password-file", "/secrets/right")
            #expect(one.status == 0 && one.output == "/opt/backup/net.dump\n", "\(one.text)")
            let all = try await backup(["DB_PASSWORD=secret", "PGSSLMODE=disable"], "net.all", "--all")
            #expect(all.status == 0 && all.errors.contains("\"closed\" is not in the backup"), "\(all.text)")
            let tls = try await backup(["DB_PASSWORD=secret", "PGSSLMODE=require"], "tls.dump")
            #expect(tls.status == 1 && tls.errors.contains("server does not support SSL"), "\(tls.text)")
            let check = try await shell(
                server, "sha256sum --check --quiet net.*.sha256; ls net.all | wc -l; ls -A | grep tls; true")
            #expect(check.output == "10\n", "\(check.text)")
        }

        /// Retention, files of others, and a database that cannot be dumped.
        private func whatGoesAndWhatStays(_ server: Server) async throws {
            let foreign = "000000010000000000000003.partial"
            let before = try await shell(
                server,
                """
                mkdir new; touch \(foreign) .x.dump.partial postgres_2099010{1..4}T000000Z.dump
                chown postgres postgres_2099010{1..3}T000000Z.dump
                """)
            #expect(before.status == 0, "\(before.text)")
            let kept = try await server.exec(["postgres-entry", "backup", "--keep", "2"])
            #expect(kept.status == 0, "\(kept.errors)")
            let list = try await shell(server, "ls -A; ls \(kept.output)")
            // The newest is somebody else's, and does not count.
            for name in [
                foreign, ".x.dump.partial", "postgres_20990103T000000Z.dump", "postgres_20990104T000000Z.dump",
            ] {
                #expect(list.output.contains(name))
            }
            #expect(list.status == 0 && !list.output.contains("postgres_20990102T000000Z.dump"), "\(list.text)")

            let broken = try await shell(
                server,
                """
                psql -q -U postgres -c 'CREATE DATABASE broken'
                psql -q -U postgres -d broken -c 'CREATE TABLE b AS SELECT 1' -c CHECKPOINT
                rm $PGDATA/$(psql -X -A -t -U postgres -d broken -c "SELECT pg_relation_filepath('b')")
                """)
            #expect(broken.status == 0, "\(broken.text)")
            let some = try await server.exec(["postgres-entry", "backup", "some.all", "--all", "--keep", "1"])
            #expect(some.status == 1 && some.output.isEmpty, "\(some.text)")
            #expect(some.errors.contains("\"/opt/backup/some.incomplete.all\" lacks \"broken\""), "\(some.errors)")
            let files = try await shell(
                server, "sha256sum --check --quiet some.incomplete.all.sha256; ls some.incomplete.all")
            #expect(files.output.contains("shapes_.dump\n") && !files.output.contains("broken"), "\(files.text)")
        }
    }
}
