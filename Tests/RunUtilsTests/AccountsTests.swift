import Testing

@testable import RunUtils

@Suite struct AccountsTests {
    private static let passwd = """
        root:x:0:0:root:/root:/bin/bash
        app:x:1000:100:App:/srv/app:/bin/zsh
        bare:x:1001:1001:::
        broken:x:abc:1::/:/bin/sh
        short:x:7
        123:x:77:77::/n:/n
        app2:x:1000:5::/2:/2

        """
    private static let group = """
        root:x:0:
        users:x:100:app,bob
        wheel:x:10:root,app
        disk:x:6:application,bare
        broken:x:x:app

        """

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var accounts: AccountDatabase { AccountDatabase(console: .forTests, etc: directory("etc"), given: []) }

    private func writeFiles() throws {
        try directory.write("etc/passwd", AccountsTests.passwd)
        try directory.write("etc/group", AccountsTests.group)
    }

    private func identity(
        _ name: String, _ uid: UInt32, _ gid: UInt32, _ groups: [UInt32], _ home: FilePath = "/",
        _ shell: FilePath = "/bin/sh"
    ) -> Identity {
        Identity(name: name, uid: uid, gid: gid, groups: groups, home: home, shell: shell)
    }

    @Test func whatNamesAndIdsStandFor() throws {
        try writeFiles()
        let app = identity("app", 1000, 100, [100, 10], "/srv/app", "/bin/zsh")
        // A group that is named is the only one.
        let inUsers = identity("app", 1000, 100, [100], "/srv/app", "/bin/zsh")
        let inWheel = identity("app", 1000, 10, [10], "/srv/app", "/bin/zsh")
        let inFive = identity("app", 1000, 5, [5], "/srv/app", "/bin/zsh")
        let cases = [
            ("app", app), ("1000", app), ("app:users", inUsers), ("app:wheel", inWheel), ("1000:5", inFive),
            ("root", identity("root", 0, 0, [0, 10], "/root", "/bin/bash")),
            ("bare", identity("bare", 1001, 1001, [1001, 6])), ("2000", identity("2000", 2000, 2000, [2000])),
            ("2000:users", identity("2000", 2000, 100, [100])), ("123", identity("123", 77, 77, [77], "/n", "/n")),
        ]
        for (text, expected) in cases { #expect(try accounts.identity(text) == expected, "\(text)") }
    }

    @Test(arguments: [
        ("", #""" is not a user; expected a name or id, or "user:group""#),
        (":", #"":" is not a user; expected a name or id, or "user:group""#),
        ("app:", #""app:" is not a user; expected a name or id, or "user:group""#),
        (":users", #"":users" is not a user; expected a name or id, or "user:group""#),
        ("a:b:c", #""a:b:c" is not a user; expected a name or id, or "user:group""#),
        ("app:nobody", #"there is no group "nobody" in /etc/group"#),
        ("app:broken", #"there is no group "broken" in /etc/group"#),
        ("app:4294967295", #"there is no group "4294967295" in /etc/group"#),
    ])
    func whatStandsForNobody(_ text: String, _ message: String) throws {
        try writeFiles()
        #expect(throws: RunError(.configuration, message)) { try accounts.identity(text) }
    }

    @Test(arguments: ["nobody", "broken", "short", "4294967295", "-1", "App"])
    func whoIsNotThere(_ name: String) throws {
        try writeFiles()
        let error = RunError(
            .configuration, "there is no user \(quoted(name)) in /etc/passwd",
            hint: "set USER_NAME and USER_UID to have it made, or give a number")
        #expect(throws: error) { try accounts.identity(name) }
    }

    @Test func withoutFilesThereAreRootAndNumbers() throws {
        #expect(try accounts.identity("root") == identity("root", 0, 0, [0]))
        #expect(try accounts.identity("5:6") == identity("5", 5, 6, [6]))
        #expect(throws: RunError.self) { try accounts.identity("app") }
    }

    /// Beyond root's own: 0, and 10 by the file.
    @Test(
        arguments: [
            ("app", [0, 10, 2000], [100, 10, 2000]), ("bare", [0, 10, 2000, 6], [1001, 6, 2000]),
            ("2000", [2000, 3000], [2000, 3000]), ("app:users", [2000], [100]),
            ("root", [0, 10, 2000], [0, 10, 2000]),
        ] as [(String, [UInt32], [UInt32])])
    func groupsThatTheContainerWasGiven(_ text: String, _ given: [UInt32], _ expected: [UInt32]) throws {
        try writeFiles()
        let accounts = AccountDatabase(console: .forTests, etc: directory("etc"), given: given)
        #expect(try accounts.identity(text).groups == expected)
    }

    // MARK: Making

    private var shell: FilePath { FileSystem.isExecutable("/bin/bash") ? "/bin/bash" : "/bin/sh" }

    private func ensure(_ name: String, _ uid: UInt32, _ gid: UInt32) throws -> Identity {
        let wanted = WantedAccount(name: name, uid: uid, gid: gid, groupName: name)
        return try accounts.ensure(wanted, EventLoop())
    }

    @Test func anAccountIsMade() throws {
        try directory.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n", mode: 0o640)
        try directory.write("etc/group", "root:x:0:\nusers:x:100:app\n")
        #expect(try ensure("app", 1000, 1000) == identity("app", 1000, 1000, [1000, 100], "/home/app", shell))
        #expect(
            directory.read("etc/passwd")
                == "root:x:0:0:root:/root:/bin/bash\napp:x:1000:1000::/home/app:\(shell)\n")
        #expect(directory.read("etc/group") == "root:x:0:\nusers:x:100:app\napp:x:1000:\n")
        #expect(directory.status("etc/passwd")?.mode == 0o640)
        #expect(directory.status("etc/group")?.mode == 0o644)
        #expect(try directory.names("etc") == [".pwd.lock", "group", "passwd"])
    }

    @Test func filesAreMadeWhereThereAreNone() throws {
        #expect(try ensure("app", 1000, 1001).gid == 1001)
        #expect(directory.read("etc/passwd") == "app:x:1000:1001::/home/app:\(shell)\n")
        #expect(directory.read("etc/group") == "app:x:1001:\n")
        #expect(directory.status("etc/passwd")?.mode == 0o644)
        #expect(directory.read("etc/shadow") == nil)
    }

    @Test func aSecondTimeNothingIsTouched() throws {
        _ = try ensure("app", 1000, 1000)
        let before = directory.status("etc/passwd")
        try FileSystem.remove(directory("etc/.pwd.lock"))
        #expect(try ensure("app", 1000, 1000).uid == 1000)
        #expect(directory.status("etc/passwd") == before)
        #expect(directory.status("etc/.pwd.lock") == nil)
    }

    @Test func otherIdsChangeTheEntry() throws {
        _ = try ensure("app", 1000, 1000)
        #expect(try ensure("app", 1001, 1002) == identity("app", 1001, 1002, [1002], "/home/app", shell))
        #expect(directory.read("etc/passwd") == "app:x:1001:1002::/home/app:\(shell)\n")
        #expect(directory.read("etc/group") == "app:x:1002:\n")
    }

    @Test func lookupsByAnIdOfTwoFindOurs() throws {
        try directory.write("etc/passwd", "old:x:1000:7::/o:/o\n")
        #expect(try ensure("app", 1000, 1000).name == "app")
        #expect(try accounts.identity("1000").name == "app")
    }

    @Test(.enabled(if: CurrentProcess.isRoot))
    func rootKeepsTheShadowFileComplete() throws {
        try directory.write("etc/shadow", "root:*:19000:0:99999:7:::\n", mode: 0o640)
        _ = try ensure("app", 1000, 1000)
        #expect(directory.read("etc/shadow") == "root:*:19000:0:99999:7:::\napp:!:::::::\n")
        #expect(directory.status("etc/shadow")?.mode == 0o640)
    }

    @Test(.disabled(if: CurrentProcess.isRoot))
    func withoutTheRightTheNumbersAreUsed() throws {
        try directory.write("etc/passwd", "", mode: 0o444)
        try FileSystem.changeMode(directory("etc"), 0o555)
        #expect(try ensure("app", 1000, 1000) == identity("app", 1000, 1000, [1000]))
        #expect(directory.read("etc/passwd") == "")
        try FileSystem.changeMode(directory("etc"), 0o755)
    }

    @Test func anEtcThatIsNoDirectoryIsAnError() throws {
        try directory.write("etc", "")
        let error = RunError(.system, "cannot lock \(quoted(directory("etc/.pwd.lock"))): Not a directory")
        #expect(throws: error) { try ensure("app", 1000, 1000) }
    }
}
