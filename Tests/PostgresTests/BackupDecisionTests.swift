import Testing

@testable import PostgresEntry

/// Which backups go, and what in a directory of backups is ours.
@Suite struct BackupDecisionTests {
    private func superfluous(
        _ names: [String], _ database: String = "app", isAll: Bool = false, keeping count: Int, made: String = "other"
    ) -> [String] {
        BackupName.superfluous(names, database, isAll: isAll, keeping: count, made: made)
    }

    private func day(_ day: String) -> String { "app_\(day)T000000Z.dump" }

    @Test func theNewestStay() {
        let names =
            [day("20260101"), day("20260102"), day("20260103")] + [
                "app_x.dump", "apple_20250101T000000Z.dump", "mine.dump", "app_20250101T000000Z.sql.create",
            ]
        #expect(superfluous(names, keeping: 1) == [day("20260101"), day("20260102")])
        #expect(superfluous(names, keeping: 3) == [])
        #expect(superfluous(names, keeping: 0, made: "").count == 3)
        #expect(superfluous(names, "", keeping: 1) == [])
    }

    @Test(arguments: [
        (1, ["20990101", "20990102", "20990103"]), (2, ["20990101", "20990102"]), (3, ["20990101"]), (4, []),
    ])
    func theOneThatWasMadeStays(_ count: Int, _ gone: [String]) {
        let names = ["20260101", "20990101", "20990102", "20990103"].map { day($0) }
        #expect(superfluous(names, keeping: count, made: day("20260101")) == gone.map { day($0) })
    }

    /// Whose a name is, and whether it is of its format's kind.
    @Test func whatIsABackupOfOurs() {
        let names = [
            "\nx.dump", ".lock", "a_20260101T000000Z.sql", "all.all", "b_20260102T000000Z.dump",
            "b_20990101T000000Z.dump",
            "c_20260101T000000Z.dir", "c_20990101T000000Z.dir", "d_20260101T000000Z.dump", "fifo.dump", "notes.txt",
        ]
        let entries = [
            "fb_20260102T000000Z.dump", "fa_20260101T000000Z.sql", "dc_20260101T000000Z.dir", "dall.all", "f\nx.dump",
            "lb_20990101T000000Z.dump", "db_20990101T000000Z.dump", "fc_20990101T000000Z.dir", "pfifo.dump",
            "fnotes.txt", "f.lock",
        ]
        #expect(
            BackupName.own(names, inListing: entries.map { "\($0)\0" }.joined())
                == [
                    "\nx.dump", "a_20260101T000000Z.sql", "all.all", "b_20260102T000000Z.dump",
                    "c_20260101T000000Z.dir",
                ])
    }

    /// A name that was given does not count, so it leaves the others theirs.
    @Test func aNameWithoutATime() {
        let names = [day("20260101"), day("20260102"), "good.dump"]
        #expect(superfluous(names, keeping: 2, made: "good.dump") == [])
        #expect(superfluous(names, keeping: 1, made: "good.dump") == [day("20260101")])
    }

    @Test func aDatabaseCalledAllIsNotAllDatabases() {
        let names = [
            "all_20260101T000000Z.all", "all_20260101T000000Z.dump", "all_20260102T000000Z.all",
            "all_20260102T000000Z.dump", "all_20260103T000000Z.incomplete.all",
        ]
        #expect(superfluous(names, "all", isAll: true, keeping: 1) == ["all_20260101T000000Z.all"])
        #expect(superfluous(names, "all", isAll: false, keeping: 1) == ["all_20260101T000000Z.dump"])
    }

    @Test(arguments: [
        ("all_20260101T000000Z.all", "all_20260101T000000Z.incomplete.all"), ("every.all", "every.incomplete.all"),
    ])
    func whatIsIncompleteSaysSo(_ name: String, _ expected: String) {
        #expect(BackupName.incomplete(name) == expected)
        #expect(BackupName(expected)?.format == .all && BackupName(expected)?.database == "")
    }

    @Test(arguments: [
        (".entry.app_20260101T000000Z.dump.partial", true), (".entry.x.sql.partial.create", true),
        ("000000010000000000000003.partial", false), (".app.dump.partial", false), (".entry.record", false),
        ("app.dump", false),
    ])
    func whatAKilledBackupHasLeft(_ name: String, _ expected: Bool) {
        #expect(BackupPlace.isLeftOver(name) == expected)
    }
}
