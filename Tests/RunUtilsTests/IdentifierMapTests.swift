import Testing

@testable import RunUtils

/// Which ids a user namespace has, as /proc/self/uid_map says it.
@Suite struct IdentifierMapTests {
    @Test(arguments: [
        // Not known, and the first namespace.
        ("", 70000, nil), ("nonsense\n", 70000, nil), ("         0          0 4294967295\n", 70000, nil),
        ("0 100000 5000\n", 4999, nil), ("0 100000 5000\n", 0, nil), ("0 100000 5000\n", 5000, "0 to 4999"),
        // As a rootless engine makes it: one range for who reads it.
        ("         0       1000          1\n         1     100000      65536\n", 65536, nil),
        ("         0       1000          1\n         1     100000      65536\n", 70000, "0 to 65536"),
        ("0 1000 1\n5 100000 10\n", 4, "0 to 0, 5 to 14"), ("0 1000 1\n5 100000 10\n", 14, nil),
        ("0 1000 0\n5 100000 10\n", 0, "5 to 14"),
    ])
    func knownIds(_ content: String, _ id: UInt32, _ known: String?) {
        let objection = IdentifierMap.objection("user", id, Bytes(content))
        let message = known.map { "user id \(id) is not mapped in this user namespace (ids \($0))" }
        #expect(objection?.message == message)
        #expect(objection?.status ?? .configuration == .configuration)
    }
}
