import Testing

@testable import PostgresEntry

/// What a private server leaves to the main one.
@Suite struct ArchivingTests {
    @Test(arguments: [
        ("minimal", "off", ["archive_mode=off"]),
        ("replica", "off", ["archive_mode=on", "archive_command=", "archive_library="]),
        ("logical", "on", ["archive_mode=on", "archive_command=", "archive_library="]),
        ("replica", "always", ["archive_mode=always", "archive_command=", "archive_library="]),
    ])
    func anArchiveWaits(_ level: String, _ mode: String, _ expected: [String]) {
        #expect(Archiving.settings(walLevel: level, mode: mode).map { "\($0.name)=\($0.value)" } == expected)
    }
}
