import Testing

@testable import PostgresEntry

/// What libpq is told of a server over the network.
@Suite struct RemoteServerTests {
    @Test(arguments: [
        ("secret", "*:*:*:*:secret\n"), (#"a:b\c"#, #"*:*:*:*:a\:b\\c"# + "\n"), ("two\nlines", nil),
        ("pässw0rd ", "*:*:*:*:pässw0rd \n"),
    ])
    func passwords(_ password: String, _ expected: String?) { #expect(RemoteServer.line(password) == expected) }

    @Test func whatCountsIsKnown() {
        for name in RemoteServer.variables { #expect(ClientVariables.names.contains(name)) }
        for name in ["PGHOST", "PGUSER", "PGPASSWORD", "PGOPTIONS", "PGSERVICE"] {
            #expect(!RemoteServer.variables.contains(name))
        }
    }
}
