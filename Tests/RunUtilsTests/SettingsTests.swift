import Testing

@testable import RunUtils

@Suite struct SettingsTests {
    private static let port = Variable("PORT", .port, default: 80, aliases: ["HTTP_PORT"], "The port.")
    private static let user = Variable("USER_NAME", .optional(.accountName), "The user.")
    private static let uid = Variable(
        "USER_UID", .optional(.id), aliases: ["USER_ID"], requiredWith: "USER_NAME", "Its id.")
    private static let password = Variable("PASSWORD", .text, isSecret: true, "The password.")
    private static let pin = Variable("PIN", .optional(.integer), aliases: ["OLD_PIN"], isSecret: true, "A number.")

    private static let files = [
        "/s/pw": "secret\n", "/s/crlf": "secret\r\n", "/s/two": "secret\n\n", "/s/port": "8080", "/s/empty": "",
        "/s/newline": "\n", "/s/word": "http\n",
    ]

    private func settings(_ environment: (String, String)...) -> Settings { settings(environment) }

    private func settings(_ environment: [(String, String)]) -> Settings {
        let all = [
            SettingsTests.port.declaration, SettingsTests.user.declaration, SettingsTests.uid.declaration,
            SettingsTests.password.declaration, SettingsTests.pin.declaration,
        ]
        return Settings(all, environment: Environment(environment)) { path throws(Errno) in
            guard let content = SettingsTests.files[path.description] else { throw .noSuchFile }
            return Bytes(content)
        }
    }

    @Test func theEnvironmentCountsMoreThanTheDefault() throws {
        #expect(try settings().value(of: SettingsTests.port) == 80)
        #expect(try settings(("PORT", "81")).value(of: SettingsTests.port) == 81)
        #expect(try settings(("HTTP_PORT", "82")).value(of: SettingsTests.port) == 82)
        #expect(try settings(("PORT", "81"), ("HTTP_PORT", "82")).value(of: SettingsTests.port) == 81)
        #expect(try settings(("PORT", ""), ("HTTP_PORT", "82")).value(of: SettingsTests.port) == 82)
        #expect(try settings(("PORT", "")).value(of: SettingsTests.port) == 80)
    }

    @Test(arguments: [
        ("/s/pw", "secret"), ("/s/crlf", "secret"), ("/s/two", "secret\n"), ("/s/port", "8080"),
    ])
    func aFileHoldsTheValueWithoutItsLastLineEnd(_ file: String, _ expected: String) throws {
        let settings = settings(("PASSWORD_FILE", file))
        #expect(settings.report == nil)
        #expect(try settings.value(of: SettingsTests.password) == expected)
        #expect(settings.value(named: Bytes("PASSWORD"))?.text == expected)
    }

    @Test func aFileOfAnOlderSpelling() throws {
        #expect(try settings(("HTTP_PORT_FILE", "/s/port")).value(of: SettingsTests.port) == 8080)
    }

    @Test func anEmptyVariableBesideAFileIsNotSet() throws {
        #expect(try settings(("PORT", ""), ("PORT_FILE", "/s/port")).value(of: SettingsTests.port) == 8080)
        #expect(try settings(("PORT", "81"), ("PORT_FILE", "")).value(of: SettingsTests.port) == 81)
    }

    @Test(arguments: ["/s/empty", "/s/newline"])
    func anEmptyFileIsNotSet(_ file: String) throws {
        #expect(try settings(("PORT_FILE", file)).value(of: SettingsTests.port) == 80)
        #expect(
            settings(("PASSWORD_FILE", file)).report?.details == ["PASSWORD is not set; expected a text"])
    }

    @Test(
        arguments: [
            ([("PASSWORD", "")], ["PASSWORD is not set; expected a text"]),
            ([("PORT", "http")], [#"PORT: "http" is not a whole number from 1 to 65535"#]),
            ([("HTTP_PORT", "0")], [#"HTTP_PORT: "0" is not a whole number from 1 to 65535"#]),
            ([("PORT_FILE", "/s/word")], [#"PORT_FILE: "http" is not a whole number from 1 to 65535"#]),
            ([("HTTP_PORT_FILE", "/s/word")], [#"HTTP_PORT_FILE: "http" is not a whole number from 1 to 65535"#]),
            ([("PORT", "1"), ("PORT_FILE", "/s/port")], ["PORT and PORT_FILE are both set; one is expected"]),
            ([("PORT_FILE", "/no")], [#"PORT_FILE names "/no", which cannot be read: No such file or directory"#]),
            ([("USER_NAME", "app")], ["USER_UID must be set when USER_NAME is"]),
            ([("USER_NAME", "app"), ("USER_ID", "5")], []),
            ([("USER_NAME", "app"), ("USER_UID", "x")], [#"USER_UID: "x" is not an id from 0 to 4294967294"#]),
            ([("PIN", "12x4")], ["PIN: its value (not shown) is not a whole number"]),
            ([("OLD_PIN", "12x4")], ["OLD_PIN: its value (not shown) is not a whole number"]),
            (
                [("USER_NAME", "a\nb"), ("USER_UID", "1")],
                [
                    #"USER_NAME: "a\nb" is not \#(ValueType.accountName.facts.expectation)"#
                ]
            ),
        ] as [([(String, String)], [String])])
    func failures(_ environment: [(String, String)], _ expected: [String]) {
        var all = Environment(environment)
        if all["PASSWORD"] == nil { all["PASSWORD"] = Bytes("x") }
        let settings = settings(
            all.words.map { word in
                let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), String(parts[1]))
            })
        #expect(settings.report?.details ?? [] == expected)
    }

    @Test func oneReportHasThemAll() {
        #expect(
            settings(("PORT", "x"), ("USER_NAME", "app"), ("PIN", "y")).report
                == RunError(
                    .configuration, "the environment variables are wrong",
                    details: [
                        #"PORT: "x" is not a whole number from 1 to 65535"#, "USER_UID must be set when USER_NAME is",
                        "PASSWORD is not set; expected a text", "PIN: its value (not shown) is not a whole number",
                    ]))
    }

    @Test func readingAWrongVariableThrowsWhatIsWrong() {
        let settings = settings(("PORT", "x"))
        #expect(throws: RunError(.configuration, #"PORT: "x" is not a whole number from 1 to 65535"#)) {
            try settings.value(of: SettingsTests.port)
        }
        #expect(throws: RunError(.configuration, "PASSWORD is not set; expected a text")) {
            try settings.value(of: SettingsTests.password)
        }
        let foreign = Variable("PORT", .port, "Not declared.")
        #expect(throws: RunError(.software, "PORT is read but not declared by the image")) {
            try settings.value(of: foreign)
        }
    }

    @Test func anOptionalVariableIsNil() throws {
        #expect(try settings().value(of: SettingsTests.user) == nil)
        #expect(try settings(("USER_NAME", "app"), ("USER_UID", "1")).value(of: SettingsTests.user) == "app")
    }

    @Test func aByteOfZeroIsNoValue() {
        #expect(settings(("PASSWORD", "a\0b")).report?.details == ["PASSWORD: its value (not shown) is not a text"])
    }

    @Test func secretsAreKeptOutOfTheServicesEnvironment() {
        let environment = Environment([("PORT", "1"), ("PASSWORD", "x"), ("OLD_PIN", "1"), ("PATH", "/bin")])
        #expect(settings().withoutSecrets(environment).words.map { $0.text } == ["PORT=1", "PATH=/bin"])
    }

    @Test(arguments: [("PASSWORD", true), ("PIN", true), ("OLD_PIN", true), ("PORT", false), ("OTHER", false)])
    func isSecret(_ name: String, _ expected: Bool) {
        #expect(settings().isSecret(Bytes(name)) == expected)
    }

    @Test func valuesByName() {
        let settings = settings(("HTTP_PORT", "82"))
        #expect(settings.value(named: Bytes("PORT"))?.text == "82")
        #expect(settings.value(named: Bytes("USER_NAME")) == nil)
        #expect(settings.value(named: Bytes("PATH")) == nil)
    }

    @Test func documentation() {
        let pin = Variable("PIN", .integer, default: 1234, isSecret: true, "A number.")
        #expect(SettingsTests.port.declaration.documentation == "The port. (default: 80; also HTTP_PORT)")
        #expect(SettingsTests.user.declaration.documentation == "The user.")
        #expect(SettingsTests.uid.declaration.documentation == "Its id. (required with USER_NAME; also USER_ID)")
        #expect(SettingsTests.password.declaration.documentation == "The password. (required)")
        #expect(pin.declaration.documentation == "A number. (default: ****)")
    }

    @Test(arguments: ["/dev/zero", "/dev", "/dev/null"])
    func aFileThatIsNoPlainOne(_ file: String) {
        let settings = Settings([SettingsTests.port.declaration], environment: Environment([("PORT_FILE", file)]))
        #expect(settings.report?.details == ["PORT_FILE names \"\(file)\", which is not a regular file"])
    }
}
