import RunUtils
import Testing

@testable import PostgresEntry

/// What a private server leaves to the main one.
@Suite struct ArchivingTests {
    @Test(arguments: [
        ("off", false, "replica", ["archive_mode=off"]), ("off", true, "minimal", ["archive_mode=off"]),
        ("on", false, "minimal", ["archive_mode=off"]),
        ("off", true, "replica", ["archive_mode=on", "archive_command=", "archive_library="]),
        ("on", false, "logical", ["archive_mode=on", "archive_command=", "archive_library="]),
        ("always", false, "replica", ["archive_mode=always", "archive_command=", "archive_library="]),
    ])
    func anArchiveWaits(_ mode: String, _ isKnown: Bool, _ level: String, _ expected: [String]) throws {
        let settings = try Archiving.settings(mode: mode, isKnown: isKnown) { () throws(RunError) in level }
        #expect(settings.map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test(
        arguments: [
            ([], false), (["-c", "work_mem=1MB"], false), (["-c", "archive_mode=on"], true),
            (["-cArchive_Mode=on"], true),
            (["--archive-mode=on"], true), (["-c", "config_file=/x"], true), (["-c", "archive_command=x"], false),
        ] as [([String], Bool)])
    func anArchiveOfTheCommandLine(_ words: [String], _ expected: Bool) {
        #expect(Archiving.isMentioned(words) == expected)
        var record = Record()
        record.mayArchive = expected
        #expect(Record(record.text) == record)
    }
}
