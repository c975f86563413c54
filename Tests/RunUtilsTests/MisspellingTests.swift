import Testing

@testable import RunUtils

@Suite struct MisspellingTests {
    @Test(arguments: [
        ("USER_UDI", "USER_UID"), ("USER_NAEM", "USER_NAME"), ("USER_NAM", "USER_NAME"), ("USR_NAME", "USER_NAME"),
        ("user_uid", "USER_UID"), ("WAITFOR", "WAIT_FOR"), ("WAIT_TIME_OUT", "WAIT_TIMEOUT"), ("WAIT-FOR", "WAIT_FOR"),
        ("wait.for", "WAIT_FOR"), ("WAIT_FRO", "WAIT_FOR"), ("TEMPLATE", "TEMPLATES"), ("SEMAFORE", "SEMAPHORE"),
        ("SEMAPHOER", "SEMAPHORE"), ("STOP_GRASE", "STOP_GRACE"), ("USER_UDI_FILE", "USER_UID_FILE"),
    ])
    func near(_ name: String, _ declared: String) {
        #expect(Misspelling.isNear(Bytes(name), Bytes(declared)))
        #expect(Misspelling.isNear(Bytes(declared), Bytes(name)))
    }

    /// As other images call the ids.
    @Test(arguments: [
        ("PUID", "USER_UID"), ("PGID", "USER_GID"), ("UID", "USER_UID"), ("HOST_GID", "USER_GID"), ("ID", nil),
        ("APP_UID", nil), ("PUI", nil), ("UID GID", nil),
    ])
    func otherImagesNames(_ name: String, _ declared: String?) {
        #expect(Misspelling.meaning(Bytes(name))?.text == declared)
    }

    @Test(arguments: [
        // Other words, of which one letter differs.
        ("APP_GID", "APP_UID"), ("APP_ID", "APP_UID"), ("DB_POST", "DB_HOST"), ("REDIS_HOST", "REDIS_PORT"),
        ("POOL_MAX", "POOL_MIN"), ("TCP_PORT", "UDP_PORT"),
        // Series.
        ("DB1_HOST", "DB2_HOST"), ("DB_HOST", "DB2_HOST"), ("TEMPLATES2", "TEMPLATES"), ("PGHOST1", "PGHOST12"),
        // Two parts, or too much.
        ("USRE_NAEM", "USER_NAME"), ("USER", "USER_NAME"), ("USER_NAME_PREFIX", "USER_NAME"),
        ("GROUP_NAME", "USER_NAME"),
        ("KUBERNETES_PORT", "PORT"), ("HTTP_PORT", "PORT"), ("SEMAFOR", "SEMAPHORE"), ("", "PORT"), ("_", "PORT"),
    ])
    func notNear(_ name: String, _ declared: String) {
        #expect(!Misspelling.isNear(Bytes(name), Bytes(declared)))
        #expect(!Misspelling.isNear(Bytes(declared), Bytes(name)))
    }

    private static let uid = Variable("USER_UID", .optional(.id), aliases: ["USER_ID"], "Id.")
    private static let users = Variable("USERS", .optional(.text), "Users.")
    private static let grace = Variable("STOP_GRACE", .duration, default: .seconds(5), "Grace.")
    private static let port = Variable("DB_PORTS", .port, "Port.")

    /// "name > meant" of each variable that was probably given under another name.
    private func found(_ environment: [(String, String)]) -> [String] {
        let settings = Settings(
            [
                MisspellingTests.uid.declaration, MisspellingTests.users.declaration,
                MisspellingTests.grace.declaration,
                MisspellingTests.port.declaration,
            ], environment: Environment(environment), read: { (_) throws(Errno) in Bytes("5") })
        Misspelling.find(in: Environment(environment), settings.entries)
        return settings.entries.compactMap { entry in entry.misspelling.map { "\($0.name) > \($0.meant)" } }
    }

    @Test(
        arguments: [
            ([("USER_UDI", "5")], ["USER_UDI > USER_UID"]), ([("PUID", "5")], ["PUID > USER_UID"]),
            ([("USER_DI", "5")], ["USER_DI > USER_ID"]),
            ([("USER_UDI_FILE", "/f")], ["USER_UDI_FILE > USER_UID_FILE"]),
            ([("STOP_GRASE", "5")], ["STOP_GRASE > STOP_GRACE"]),
            // Set, by whatever spelling: nothing is missing.
            ([("USER_UDI", "5"), ("USER_UID", "6")], []), ([("USER_UDI", "5"), ("USER_ID", "6")], []),
            ([("USER_UDI", "5"), ("USER_UID_FILE", "/f")], []),
            // An empty value is none; a known name is no misspelling, nor is what every container has.
            ([("USER_UDI", "")], []), ([("USER_ID", "")], []),
            ([("USER", "root"), ("HOME", "/"), ("PATH", "/bin"), ("TERM", "xterm"), ("LOGNAME", "x")], []),
            // Links.
            ([("DB_PORT", "tcp://10.0.0.1:5432")], []), ([("DB_PORT", "udp://10.0.0.1:53")], []),
            ([("DB_PORT", "5432")], ["DB_PORT > DB_PORTS"]),
            ([("DB_PORT_5432_TCP", "tcp://10.0.0.1:5432"), ("KUBERNETES_SERVICE_PORT", "443")], []),
            // The first of several.
            ([("USER_UDI", "5"), ("USRE_UID", "6")], ["USER_UDI > USER_UID"]),
        ] as [([(String, String)], [String])])
    func inAnEnvironment(_ environment: [(String, String)], _ expected: [String]) {
        #expect(found(environment) == expected)
    }

    @Test func theComplaintAboutAMissingVariableNamesIt() {
        let context = Context.forTests([("DB_PORT", "1"), ("USER_NAEM", "x")]) { MisspellingTests.port }
        #expect(
            failure { () throws(RunError) in try context.checkVariables() }
                == RunError(
                    .configuration, "the environment variables are wrong",
                    details: [
                        "DB_PORTS is not set; expected a whole number from 1 to 65535; "
                            + "DB_PORT is set: did you mean DB_PORTS?"
                    ]))
    }

    @Test func anUnknownNameAloneIsNoError() throws {
        try Context.forTests([("STOP_GRASE", "1"), ("USER_NAEM", "x")]).checkVariables()
    }

    @Test func aLargeEnvironmentIsNoBurden() {
        var environment = Environment()
        for number in 0..<3000 { environment["USER_\(number)_NAME"] = Bytes(repeating: 65, count: 300) }
        environment["USER_UDI"] = Bytes("5")
        let settings = Settings([MisspellingTests.uid.declaration], environment: environment)
        Misspelling.find(in: environment, settings.entries)
        #expect(settings.entries[0].misspelling?.name == "USER_UDI")
    }
}
