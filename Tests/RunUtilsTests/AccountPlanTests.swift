import Testing

@testable import RunUtils

@Suite struct AccountPlanTests {
    private static let root = "root:x:0:0:root:/root:/bin/bash\n"
    private static let app = "app:x:1000:1000::/home/app:/bin/sh\n"

    private struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var wanted = WantedAccount(name: "app", uid: 1000, gid: 1000, groupName: "app")
        var passwd = root
        var group = "root:x:0:\n"
        var shadow: String?
        var newPasswd = root + app
        var newGroup = "root:x:0:\napp:x:1000:\n"
        var newShadow: String?
        var remarks: [String] = []
        var addsUser = true
    }

    private static let cases = [
        Case(testDescription: "new user and group"),
        Case(testDescription: "no files", passwd: "", group: "", newPasswd: app, newGroup: "app:x:1000:\n"),
        Case(
            testDescription: "all there", passwd: root + app, group: "root:x:0:\napp:x:1000:\n",
            shadow: "app:!:::::::\n",
            newShadow: "app:!:::::::\n", addsUser: false),
        Case(
            testDescription: "shell and shadow",
            wanted: WantedAccount(name: "app", uid: 1000, gid: 1000, groupName: "app", shell: "/bin/bash"),
            shadow: "root:*:19000:0:99999:7:::\n", newPasswd: root + "app:x:1000:1000::/home/app:/bin/bash\n",
            newShadow: "root:*:19000:0:99999:7:::\napp:!:::::::\n"),
        Case(
            testDescription: "the name has other ids",
            passwd: root + "app:x:500:501:App,,,:/srv:/bin/zsh\n" + "b:x:2:2::/:/b\n",
            newPasswd: root + "app:x:1000:1000:App,,,:/srv:/bin/zsh\n" + "b:x:2:2::/:/b\n",
            remarks: [#"user "app" had ids 500:501, changed to 1000:1000"#], addsUser: false),
        Case(
            testDescription: "the name has another group id only", passwd: root + "app:x:1000:5::/home/app:/bin/sh\n",
            remarks: [#"user "app" had ids 1000:5, changed to 1000:1000"#], addsUser: false),
        Case(
            testDescription: "the user id is somebody else's", passwd: root + "old:x:1000:7::/o:/o\nz:x:9:9::/:/z\n",
            newPasswd: root + app + "old:x:1000:7::/o:/o\nz:x:9:9::/:/z\n",
            remarks: [#"user id 1000 is also that of "old"; "app" comes first"#]),
        Case(
            testDescription: "the name has another id and the id another name",
            passwd: "old:x:1000:7::/o:/o\n" + root + "app:x:5:5::/home/app:/bin/sh\n",
            newPasswd: app + "old:x:1000:7::/o:/o\n" + root,
            remarks: [
                #"user "app" had ids 5:5, changed to 1000:1000"#,
                #"user id 1000 is also that of "old"; "app" comes first"#,
            ], addsUser: false),
        Case(
            testDescription: "the user is there behind another with its id",
            passwd: root + "old:x:1000:7::/o:/o\n" + app,
            newPasswd: root + app + "old:x:1000:7::/o:/o\n",
            remarks: [#"user id 1000 is also that of "old"; "app" comes first"#], addsUser: false),
        Case(
            testDescription: "the user is there before another with its id",
            passwd: root + app + "old:x:1000:7::/o:/o\n",
            newPasswd: root + app + "old:x:1000:7::/o:/o\n", addsUser: false),
        Case(
            testDescription: "the group id is another group's", group: "users:x:1000:bob\n",
            newGroup: "users:x:1000:bob\n",
            remarks: [#"group id 1000 is that of "users", which is used"#]),
        Case(
            testDescription: "the group name has another id", group: "app:x:5:bob,eve\n",
            newGroup: "app:x:1000:bob,eve\n",
            remarks: [#"group "app" had id 5, changed to 1000"#]),
        Case(
            testDescription: "group name and id are those of two groups", group: "app:x:5:\nusers:x:1000:\n",
            newGroup: "app:x:5:\nusers:x:1000:\n", remarks: [#"group id 1000 is that of "users", which is used"#]),
        Case(
            testDescription: "other group", wanted: WantedAccount(name: "app", uid: 1000, gid: 50, groupName: "staff"),
            newPasswd: root + "app:x:1000:50::/home/app:/bin/sh\n", newGroup: "root:x:0:\nstaff:x:50:\n"),
        Case(
            testDescription: "the id of root", wanted: WantedAccount(name: "app", uid: 0, gid: 0, groupName: "app"),
            newPasswd: "app:x:0:0::/home/app:/bin/sh\n" + root, newGroup: "root:x:0:\n",
            remarks: [
                #"group id 0 is that of "root", which is used"#,
                #"user id 0 is also that of "root"; "app" comes first"#,
            ]),
        Case(
            testDescription: "comments and empty lines stay, other name services come last", passwd: "# users\n\n+::\n",
            group: "# groups\n",
            newPasswd: "# users\n\n" + app + "+::\n", newGroup: "# groups\napp:x:1000:\n"),
        Case(
            testDescription: "lines of NIS are no entries", passwd: root + "+app:x:1000:1000:::\n-b\n+::::::\n",
            group: "root:x:0:\n+:::\n", shadow: "root:*::::::::\n+::::::::\n",
            newPasswd: root + app + "+app:x:1000:1000:::\n-b\n+::::::\n", newGroup: "root:x:0:\napp:x:1000:\n+:::\n",
            newShadow: "root:*::::::::\napp:!:::::::\n+::::::::\n"),
        Case(
            testDescription: "a comment has no name and no id", passwd: "#app:x:1000:1000::/:/a\n",
            group: "#app:x:1000:\n", newPasswd: "#app:x:1000:1000::/:/a\n" + app,
            newGroup: "#app:x:1000:\napp:x:1000:\n"),
        Case(
            testDescription: "no newline at the end", passwd: "a:x:1:1::/:/a", group: "a:x:1:",
            newPasswd: "a:x:1:1::/:/a\n" + app, newGroup: "a:x:1:\napp:x:1000:\n"),
        Case(
            testDescription: "CR and LF", passwd: "a:x:1:1::/:/a\r\napp:x:5:5::/h:/s\r\n", group: "x:x:1000\r\n",
            newPasswd: "a:x:1:1::/:/a\r\napp:x:1000:1000::/h:/s\n", newGroup: "x:x:1000\r\n",
            remarks: [
                #"group id 1000 is that of "x", which is used"#, #"user "app" had ids 5:5, changed to 1000:1000"#,
            ], addsUser: false),
        Case(
            testDescription: "ids with zeros before them", passwd: "app:x:01000:0001000::/h:/s\n",
            group: "app:x:001000:\n", newPasswd: "app:x:01000:0001000::/h:/s\n", newGroup: "app:x:001000:\n",
            addsUser: false),
        Case(
            testDescription: "somebody else's id with zeros before it", passwd: "b:x:01000:1::/h:/s\n",
            newPasswd: app + "b:x:01000:1::/h:/s\n",
            remarks: [#"user id 1000 is also that of "b"; "app" comes first"#]),
    ]

    @Test(arguments: cases)
    private func plan(_ row: Case) {
        let shadow = row.shadow.map { AccountFile.shadow(Bytes($0)) }
        let plan = AccountPlan(
            row.wanted, passwd: .passwd(Bytes(row.passwd)), group: .group(Bytes(row.group)), shadow: shadow)
        #expect(plan.passwd.content.text == row.newPasswd)
        #expect(plan.group.content.text == row.newGroup)
        #expect(plan.shadow?.content.text == row.newShadow)
        #expect(plan.remarks == row.remarks)
        #expect(plan.addsUser == row.addsUser)
    }

    @Test(arguments: cases)
    private func planningOnceIsEnough(_ row: Case) {
        let shadow = row.shadow.map { AccountFile.shadow(Bytes($0)) }
        let first = AccountPlan(
            row.wanted, passwd: .passwd(Bytes(row.passwd)), group: .group(Bytes(row.group)), shadow: shadow)
        let second = AccountPlan(row.wanted, passwd: first.passwd, group: first.group, shadow: first.shadow)
        #expect(second.passwd == first.passwd)
        #expect(second.group == first.group)
        #expect(second.shadow == first.shadow)
        #expect(!second.addsUser)
    }

    @Test(arguments: [("", ""), ("a\n", "a\n"), ("a", "a\n"), ("a\n\nb", "a\n\nb\n"), ("\n", "\n"), ("a\n\n", "a\n\n")])
    func content(_ content: String, _ expected: String) {
        let file = AccountFile.shadow(Bytes(content))
        #expect(file.content.text == expected)
        #expect(AccountFile.shadow(file.content) == file)
    }

    @Test(arguments: [("c", "a", "cabd"), ("b", "a", "bacd"), ("d", "c", "abdc"), ("d", "b", "adbc")])
    func move(_ name: String, _ other: String, _ expected: String) throws {
        var file = AccountFile.shadow(Bytes("a\nb\nc\nd"))
        file.move(try #require(file.first(0, Bytes(name))), before: try #require(file.first(0, Bytes(other))))
        #expect(file.content == Bytes(expected.map { "\($0)\n" }.joined()))
    }
}

@Suite struct WantedAccountTests {
    /// Who root is, is no choice.
    @Test(
        arguments: [
            ("app", 5, 5, "app", nil), ("root", 0, 0, "root", nil), ("root", 0, 5, "staff", nil),
            ("app", 0, 0, "root", nil),
            ("root", 5, 5, "staff", "the user \"root\" has id 0, and cannot be given id 5"),
            ("root", 5, 0, "root", "the user \"root\" has id 0, and cannot be given id 5"),
            ("app", 5, 6, "root", "the group \"root\" has id 0, and cannot be given id 6"),
            ("root", 0, 6, "root", "the group \"root\" has id 0, and cannot be given id 6"),
        ] as [(String, UInt32, UInt32, String, String?)])
    func objection(_ name: String, _ uid: UInt32, _ gid: UInt32, _ group: String, _ message: String?) {
        let objection = WantedAccount(name: name, uid: uid, gid: gid, groupName: group).objection
        #expect(objection?.message == message)
        #expect(objection.map { $0.status == .configuration } ?? true)
    }
}

@Suite struct MalformedAccountTests {
    @Test func linesThatAreTooShortAreNoEntries() {
        let wanted = WantedAccount(name: "app", uid: 77, gid: 77, groupName: "app")
        let plan = AccountPlan(wanted, passwd: .passwd(Bytes("app:x:5\n")), group: .group(Bytes("app\n")), shadow: nil)
        #expect(plan.passwd.content.text == "app:x:5\napp:x:77:77::/home/app:/bin/sh\n")
        #expect(plan.group.content.text == "app\napp:x:77:\n")
        #expect(plan.passwd.first(0, Bytes("app"))?.line == 8..<39)
        #expect(plan.remarks == [])
    }

    @Test func anyBytesPassThrough() {
        let odd = Bytes("odd:x:7:7:") + [0xff, 0xc0, 0] + Bytes(":/:/s\n")
        let wanted = WantedAccount(name: "app", uid: 77, gid: 77, groupName: "app")
        let plan = AccountPlan(wanted, passwd: .passwd(odd), group: .group(odd), shadow: .shadow(odd))
        #expect(plan.passwd.content == odd + Bytes("app:x:77:77::/home/app:/bin/sh\n"))
        #expect(plan.group.content == odd + Bytes("app:x:77:\n"))
        #expect(plan.shadow?.content == odd + Bytes("app:!:::::::\n"))
    }

    @Test func longFiles() {
        let long = Bytes("long:x:5:5:") + Bytes(repeating: 97, count: 1 << 20) + Bytes(":/:/s\n")
        var passwd = long
        for number in 0..<50_000 { passwd += Bytes("user\(number):x:\(number + 100):100::/:/bin/sh\n") }
        let wanted = WantedAccount(name: "app", uid: 99, gid: 100, groupName: "app")
        let plan = AccountPlan(wanted, passwd: .passwd(passwd), group: .group([]), shadow: nil)
        #expect(plan.passwd.content == passwd + Bytes("app:x:99:100::/home/app:/bin/sh\n"))
        let last = WantedAccount(name: "user49999", uid: 1, gid: 100, groupName: "app")
        #expect(AccountPlan(last, passwd: .passwd(passwd), group: .group([]), shadow: nil).addsUser == false)
    }
}

@Suite struct WantedIDsTests {
    @Test(
        arguments: [
            // Root, or with CAP_SETUID: what is wanted.
            (WantedIDs(uid: 5, gid: 6), true, Ownership(uid: 5, gid: 6)),
            (WantedIDs(uid: 5), true, Ownership(uid: 5, gid: 5)),
            (WantedIDs(), true, nil),
            // An image's default gives way to what this process is.
            (WantedIDs(uid: 5, gid: 6), false, Ownership(uid: 76543, gid: 0)),
            (WantedIDs(), false, Ownership(uid: 76543, gid: 0)),
            (WantedIDs(uid: 76543), false, Ownership(uid: 76543, gid: 0)),
            // What was chosen does not.
            (WantedIDs(uid: 5, isUIDGiven: true), false, Ownership(uid: 5, gid: 5)),
            (WantedIDs(uid: 76543, isUIDGiven: true), false, Ownership(uid: 76543, gid: 0)),
            (WantedIDs(uid: 76543, isUIDGiven: true, gid: 7, isGIDGiven: true), false, Ownership(uid: 76543, gid: 7)),
            (WantedIDs(uid: 5, gid: 7, isGIDGiven: true), false, Ownership(uid: 76543, gid: 7)),
        ] as [(WantedIDs, Bool, Ownership?)])
    func whichIDsAreUsed(_ wanted: WantedIDs, _ canSwitch: Bool, _ expected: Ownership?) {
        #expect(wanted.resolved(current: Ownership(uid: 76543, gid: 0), canSwitch: canSwitch) == expected)
    }
}
