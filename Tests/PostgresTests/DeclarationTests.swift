import Testing

@testable import PostgresEntry

/// What becomes of declarations where a cluster was there.
@Suite struct DeclarationTests {
    @Test(
        arguments: [
            // Declared, noted at the last start, whether the cluster is of this image.
            (nil, nil, false, .stays), (nil, "old", true, .stays), ("old", "old", true, .stays),
            ("old", "old", false, .stays), ("new", "old", true, .set), ("new", "old", false, .set),
            ("new", nil, false, .noted), ("new", nil, true, .set), ("geändert", "geändert", true, .stays),
            ("geändert", "geandert", true, .set),
        ] as [(String?, String?, Bool, SuperuserPassword)])
    func passwords(_ declared: String?, _ noted: String?, _ isOurs: Bool, _ expected: SuperuserPassword) {
        var record = Record()
        record.isOurs = isOurs
        record.password = noted.map { SCRAM.fingerprint(of: $0, salt: [1, 2, 3]) }
        #expect(SuperuserPassword(declared: declared, Record(record.text)) == expected)
        #expect(noted.map { !record.text.contains($0) } ?? true)
    }
}
