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
            testDescription: "lines that are not understood stay", passwd: "# users\n\n+::\n", group: "# groups\n",
            newPasswd: "# users\n\n+::\n" + app, newGroup: "# groups\napp:x:1000:\n"),
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

    @Test(arguments: [
        ("", []), ("a\n", ["a"]), ("a", ["a"]), ("a\n\nb\n", ["a", "", "b"]), ("\n", [""]), ("a\n\n", ["a", ""]),
    ])
    func lines(_ content: String, _ expected: [String]) {
        let file = AccountFile.shadow(Bytes(content))
        #expect(file.lines.map { $0.text } == expected)
        #expect(AccountFile.shadow(file.content) == file)
    }

    @Test(arguments: [(0, 2, "bacd"), (2, 0, "cabd"), (0, 1, "abcd"), (3, 2, "abdc"), (1, 3, "acbd")])
    func move(_ index: Int, _ other: Int, _ expected: String) {
        var file = AccountFile.shadow(Bytes("a\nb\nc\nd\n"))
        file.move(index, before: other)
        #expect(file.lines.map { $0.text }.joined() == expected)
    }
}

@Suite struct MalformedAccountTests {
    @Test func linesThatAreTooShortAreNoEntries() {
        let wanted = WantedAccount(name: "app", uid: 77, gid: 77, groupName: "app")
        let plan = AccountPlan(wanted, passwd: .passwd(Bytes("app:x:5\n")), group: .group(Bytes("app\n")), shadow: nil)
        #expect(plan.passwd.content.text == "app:x:5\napp:x:77:77::/home/app:/bin/sh\n")
        #expect(plan.group.content.text == "app\napp:x:77:\n")
        #expect(plan.passwd.first(0, Bytes("app"))?.index == 1)
        #expect(plan.remarks == [])
    }
}
