import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

extension PostgresAttackTests {
    /// The server's user changes files that root reads, writes and removes.
    @Suite struct FileTests {
        private let stage: Stage
        private let server: ImageTests.Server
        private let name = SharedServer.name

        init() throws {
            server = try .shared
            stage = server.stage
        }

        /// What the server's user, which is the database's superuser, too, puts into the place of files that root reads.
        enum Trick: String, CaseIterable, Sendable {
            /// A view by which the server seems to refuse pg_hba.conf, so that the old one is written back.
            case rendered
            case cluster

            fileprivate var attack: String {
                switch self {
                case .rendered:
                    """
                    psql -X -q -U postgres -c 'ALTER DATABASE postgres SET search_path = public, pg_catalog' \
                        -c 'CREATE VIEW public.pg_hba_file_rules AS SELECT 1 AS line_number, $$x$$ AS error'
                    cd /run/postgres && for file in pg_hba.conf pg_ident.conf postgresql.conf tune.conf server.key; do
                        rm -f $file; ln -sf /etc/shadow $file
                    done
                    """
                case .cluster:
                    """
                    cd $PGDATA && for file in .entry.record .entry.lock pg_hba.conf; do
                        if [ -e $file ]; then mv $file $file.old && ln -s /etc/shadow $file; fi
                    done
                    """
                }
            }

            /// Takes it away again.
            fileprivate var mend: String {
                switch self {
                case .rendered:
                    """
                    psql -X -q -U postgres -c 'ALTER DATABASE postgres RESET search_path' \
                        -c 'DROP VIEW public.pg_hba_file_rules'
                    cd /run/postgres && find . -type l -delete
                    """
                case .cluster:
                    "cd $PGDATA && for file in .entry.record .entry.lock pg_hba.conf; do mv -f $file.old $file; done"
                }
            }
        }

        /// Adds the secret to /etc/shadow.
        private func plant() async throws {
            try await stage.exec(name, "sh", "-c", "grep -q '\(secret)' /etc/shadow || echo '\(secret)' >>/etc/shadow")
        }

        /// Links to what only root may read: it becomes no file that others may read.
        @Test(arguments: Trick.allCases)
        func linksInThePlaceOfFiles(_ trick: Trick) async throws {
            try await plant()
            _ = try await stage.attack(name, as: postgresUser, trick.attack)
            let places = ["/run", "/tmp", "/var", "/opt", "/dev/shm", "/etc"]
            let refusal = "refuses pg_hba.conf"
            let count = try await stage.log(name).components(separatedBy: refusal).count
            let loaded = "SELECT pg_catalog.pg_conf_load_time()"
            let before = try await server.query(loaded)
            try await stage.signal(name, "HUP")
            try await stage.eventually("is done with HUP", name) {
                if try await stage.log(name).components(separatedBy: refusal).count > count { return true }
                return try await server.query(loaded) != before
            }
            #expect(try await stage.leaks(name, places, as: postgresUser) == "")
            for command in ["render", "check"] { try await stage.exec(name, "postgres-entry", command) }
            #expect(try await stage.leaks(name, places, as: postgresUser) == "")
            #expect(try await stage.isRunning(name))

            // As it was, for the others.
            _ = try await stage.attack(name, as: postgresUser, trick.mend)
            #expect(try await stage.exec(name, "postgres-entry", "render").status == 0)
            try await stage.signal(name, "HUP")
        }

        /// Links in a backup that an administrator restores: what they lead to comes into no log.
        @Test(arguments: ["globals.sql", "shared_.dump.create"])
        func linksInABackup(_ file: String) async throws {
            try await plant()
            let attack = """
                mkdir /opt/backup/evil.all && cd /opt/backup/evil.all && touch globals.sql shared_.dump.create
                pg_dump -U postgres -F custom -f shared_.dump postgres && ln -sf /etc/shadow \(file)
                """
            let attacked = try await stage.attack(name, as: postgresUser, attack)
            #expect(attacked.status == 0, "\(attacked.errors)")
            let restored = try await server.exec(["postgres-entry", "restore", "evil.all", "--yes"])
            #expect(restored.status != 0)
            #expect(
                !restored.text.contains(secret) && restored.errors.contains("/opt/backup/evil.all"), "\(restored.text)")
            #expect(try await !stage.log(name).contains(secret))
            #expect(try await stage.exec(name, "rm", "-r", "/opt/backup/evil.all").status == 0)
        }

        /// A tree that a killed backup seems to have left is removed, while it is swapped for a link.
        @Test func aBackupThatIsRemoved() async throws {
            let attacker = Attacker.become(postgresUser).joined(separator: " ")
            let script = """
                mkdir -p /srv/canary && cd /srv/canary && touch {0..39}
                exec 3< <(exec \(attacker) \(Attacker.mounted) removal /opt/backup .entry.x.partial /srv/canary)
                attacker=$!
                read -r line <&3; echo "$line"
                for round in {1..10}; do
                    until [ -d /opt/backup/.entry.x.partial ]; do kill -0 $attacker || break; done
                    postgres-entry backup --format plain "attacked$round.sql" && echo made
                done
                kill $attacker && echo alive
                ls /srv/canary | wc -l
                rm -rf /srv/canary
                """
            let outcome = try await stage.exec(name, "bash", "-c", script)
            #expect(outcome.output.hasPrefix("planted\n"), "\(outcome.errors)")
            #expect(outcome.output.hasSuffix("alive\n40\n"), "\(outcome.text)")
            _ = try await stage.exec(name, "sh", "-c", "rm -rf /opt/backup/* /opt/backup/.entry.x.partial")
        }
    }
}
