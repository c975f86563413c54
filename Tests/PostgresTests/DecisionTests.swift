import RunUtils
import Testing

@testable import PostgresEntry

/// What is decided before anything is touched.
@Suite struct DecisionTests {
    @Test(
        arguments: [
            ([], nil, nil, .empty), (["lost+found", ".entry.lock"], nil, nil, .empty),
            (["base", "PG_VERSION"], "17", nil, .cluster(version: "17")),
            (["PG_VERSION", "base", ".initializing"], "17", "initdb\n", .cluster(version: "17")),
            ([".initializing", ".entry.lock"], nil, nil, .unfinished(step: "the beginning")),
            ([".initializing"], nil, "initdb\nscript a\n", .unfinished(step: "script a")),
            ([".initializing", "base"], nil, "waldir /wal\ninitdb\ncomplete\n", .whole),
            ([".initializing", "base", "PG_VERSION"], "17", "initdb\ncomplete\n", .whole),
            (["notes", "lost+found"], nil, nil, .foreign(["notes"])),
            ([".initializing", "base"], nil, "initdb\n", .foreign(["base"])),
            (
                [".initializing", "base", "PG_VERSION", "ts"], "17",
                "initdb\nmoving the cluster into place\nscript a\n",
                .unfinished(step: "script a")
            ),
            (
                [".initializing", "base"], nil, "initdb\nmoving the cluster into place\n",
                .unfinished(step: "moving the cluster into place")
            ),
            (
                [".initializing", "base", "PG_VERSION"], "17", "initdb\nmoving the cluster into place\ncomplete\n",
                .whole
            ),
        ] as [([String], String?, String?, DataDirectory)])
    func dataDirectories(_ names: [String], _ version: String?, _ journal: String?, _ expected: DataDirectory) {
        #expect(DataDirectory(names: names, version: version, journal: journal.map { Journal($0) }) == expected)
    }

    /// Whoever put a whole cluster into the place of one that was never finished keeps it.
    @Test(
        arguments: [
            ("7", .unfinished(step: "moving the cluster into place")), ("8", .cluster(version: "17")),
            (nil, .unfinished(step: "moving the cluster into place")),
        ] as [(String?, DataDirectory)])
    func anotherClusterIsNotThrownAway(_ system: String?, _ expected: DataDirectory) {
        let journal = Journal("system 7\ninitdb\nmoving the cluster into place\n")
        let names = [".initializing", "base", "PG_VERSION"]
        #expect(DataDirectory(names: names, version: "17", journal: journal, system: system) == expected)
    }

    /// As PostgreSQL's parse_bool() reads it.
    @Test(arguments: [
        ("off", true), ("OFF", true), ("of", true), ("false", true), ("f", true), ("no", true), ("n", true),
        ("0", true),
        ("on", false), ("o", false), ("1", false), ("true", false), ("offer", false), ("", false),
    ])
    func compilerIsOff(_ value: String, _ isOff: Bool) { #expect(Compiler.isOff(value) == isOff) }

    @Test func aJournalIsReadBack() {
        var journal = Journal()
        journal.walDirectory = "/wal"
        journal.system = "7612345678901234567"
        journal.begin("script a\ncomplete")
        #expect(!journal.isComplete)
        #expect(Journal(journal.text) == journal)
        journal.close()
        #expect(Journal(journal.text).isComplete)
    }

    @Test(arguments: [
        ("7612345678901234567", "shut down", false), ("7612345678901234567", "shut down in recovery", false),
        ("7612345678901234567", "in production", true), ("7612345678901234567", "shutting down", true),
        ("1", "in production", false),
    ])
    func howAServerHasEnded(_ system: String, _ state: String, _ isCrashed: Bool) {
        let data = ControlData(
            """
            pg_control version number:            1300
            Database system identifier:           7612345678901234567
            Database cluster state:               \(state)

            """)
        #expect(data.system == "7612345678901234567" && data.isCrashed(system) == isCrashed)
        #expect(ControlData("").system == nil && !ControlData("").isCrashed(system))
    }

    @Test(
        arguments: [
            ("a.sh", .shell), ("a.sql", .sql), ("a.sql.gz", .packed), ("a.sql.xz", .packed),
            ("a.sql.zst", .packed), ("a.txt", nil), ("sql", nil), ("a.gz", nil), (".sql", .sql),
        ] as [(String, InitScripts.Kind?)])
    func scripts(_ name: String, _ kind: InitScripts.Kind?) { #expect(InitScripts.kind(of: name) == kind) }

    @Test(
        arguments: [
            ("", []), ("app", [Declared(name: "app")]),
            (" app : owner , b", [Declared(name: "app", other: "owner"), Declared(name: "b")]),
            ("\"a, \"\"b\"\":c\":\"d e\"", [Declared(name: "a, \"b\":c", other: "d e")]),
            (
                "app(createdb, nologin):/run/x",
                [Declared(name: "app", attributes: ["createdb", "nologin"], other: "/run/x")]
            ),
            ("app()", [Declared(name: "app")]), ("app,", [Declared(name: "app")]),
            ("app:", nil), (":x", nil), ("\"open", nil), ("a b\"c\"", nil), ("app(", nil), ("\"\"", nil),
            ("app)x", nil), (",", nil),
        ] as [(String, [Declared]?)])
    func declarations(_ text: String, _ expected: [Declared]?) {
        #expect(Declared.list(text, separator: UInt8(ascii: ":")) == expected)
    }

    @Test(arguments: [
        ("plain", "\"plain\"", "'plain'"), ("my \"cool\" user", "\"my \"\"cool\"\" user\"", "'my \"cool\" user'"),
        ("o'dd\\", "\"o'dd\\\"", "'o''dd\\'"), ("", "\"\"", "''"),
    ])
    func quoting(_ text: String, _ identifier: String, _ literal: String) {
        #expect(SQL.identifier(text) == identifier)
        #expect(SQL.literal(text) == literal)
    }

    @Test func aVerifierIsALiteral() {
        #expect(SQL.setPassword("a\"b", verifier: "SCRAM'") == "ALTER ROLE \"a\"\"b\" PASSWORD 'SCRAM''';\n")
    }

    @Test(arguments: [
        ("app", "20260101T000000Z", BackupName.Format.custom, "app_20260101T000000Z.dump"),
        ("o'dd \"db\"", "20260101T000000Z", .plain, "o%27dd%20%22db%22_20260101T000000Z.sql"),
        ("50%_x", "20260101T000000Z", .directory, "50%25_x_20260101T000000Z.dir"),
        ("ä", "20260101T000000Z", .all, "%C3%A4_20260101T000000Z.all"),
    ])
    func backupNames(_ database: String, _ time: String, _ format: BackupName.Format, _ name: String) {
        #expect(BackupName.name(database, time, format) == name)
        #expect(BackupName(name)?.database == database)
        #expect(BackupName(name)?.format == format)
    }

    @Test func whatIsNoBackupOfOurs() {
        #expect(BackupName("notes.txt") == nil && BackupName("app_20260101T000000Z.dump.sha256") == nil)
        #expect(BackupName("mine.dump")?.database == "" && BackupName("app_2026.dump")?.database == "")
    }

    @Test func namesOfDatabasesAreCutBetweenCharacters() {
        #expect(DatabaseName.extended("app", "_x") == "app_x")
        let long = String(repeating: "ä", count: 31)
        let extended = DatabaseName.extended(long, "_restore")
        #expect(extended == String(repeating: "ä", count: 27) + "_restore")
        #expect(DatabaseName.extended(String(repeating: "a", count: 63), "_r").utf8.count == 63)
    }

    @Test(arguments: [
        (1 << 30, "256MB", "768MB", "64MB", "4MB"), (64 << 20, "16MB", "48MB", "16MB", "1MB"),
        (256 << 30, "65536MB", "196608MB", "2048MB", "64MB"),
    ])
    func tuning(_ limit: Int, _ buffers: String, _ cache: String, _ maintenance: String, _ work: String) {
        let text = Tuning.settings(limit: limit)
        for line in [
            "shared_buffers = \(buffers)", "effective_cache_size = \(cache)", "maintenance_work_mem = \(maintenance)",
            "work_mem = \(work)",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(text)")
        }
    }

    @Test(
        arguments: [
            ([], false), (["-d", "app"], false), (["-h", "db"], true), (["-hdb"], true), (["--host=db"], true),
            (["postgresql://db/app"], true), (["-d", "dbname=app host=db"], true), (["host=db"], true),
            (["--dbname=host=db"], true), (["-dservice=x"], true), (["-c", "SELECT 1"], false), (["--help"], false),
        ] as [([String], Bool)])
    func whereClientsGo(_ words: [String], _ isElsewhere: Bool) {
        #expect(ClientVariables.nameServer(words) == isElsewhere)
    }

    /// What a script of the first start has from the container, as in docker-library's image, and what it has not.
    @Test func variablesOfScripts() {
        for name in ClientVariables.ofConnections { #expect(ClientVariables.names.contains(name)) }
        for name in ClientVariables.servers { #expect(ClientVariables.ofConnections.contains(name)) }
        for name in Text.words(
            "PGDATESTYLE PGTZ PGOPTIONS PGCLIENTENCODING PGAPPNAME PGSSLMODE PGSSLROOTCERT PGPASSFILE")
        {
            #expect(!ClientVariables.ofConnections.contains(name))
        }
    }
}
