import Foundation
import Glibc
import Testing

/// Accounts that are made at start-up, in a private copy of /etc.
@Suite(.limited) struct AccountTests {
    private let scratch: Scratch
    private var setup: String { "mount --bind \(scratch["etc"]) /etc; mount -t tmpfs -o mode=755 tmpfs /home" }
    private static let show = Helper.shell("echo $(id -u):$(id -g):$(id -G) $USER $LOGNAME $HOME $SHELL")

    init() throws {
        scratch = try Scratch()
        try scratch.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nwww:x:33:33:www:/var/www:/usr/sbin/nologin\n")
        try scratch.write("etc/group", "root:x:0:\nwww:x:33:\nextra:x:50:app,other\n")
        try scratch.write("etc/shadow", "root:*:1::::::\nwww:*:1::::::\n", mode: 0o640)
    }

    private func run(_ environment: [String: String], setup more: String = ":") async throws -> Finished {
        try await Entry.run(
            ["base-entry", "run", "--"] + AccountTests.show, environment, setup: "\(setup); \(more)")
    }

    @Test func aNewAccount() async throws {
        let environment = ["USER_NAME": "app", "USER_UID": "4000", "USER_GID": "4001", "GROUP_NAME": "team"]
        let result = try await run(environment)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "4000:4001:4001 50 app app /home/app /bin/bash\n", "\(result.output)")
        #expect(
            try scratch.read("etc/passwd").hasSuffix(
                "www:/var/www:/usr/sbin/nologin\napp:x:4000:4001::/home/app:/bin/bash\n"))
        #expect(try scratch.read("etc/group").hasSuffix("extra:x:50:app,other\nteam:x:4001:\n"))
        #expect(try scratch.read("etc/shadow").hasSuffix("\napp:!:::::::\n"))
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch["etc/shadow"])
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        let passwd = try scratch.read("etc/passwd")
        #expect(try await run(environment).status == 0)
        #expect(try scratch.read("etc/passwd") == passwd)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch["etc"])
        #expect(names.sorted() == [".pwd.lock", "group", "passwd", "shadow"])
    }

    /// Root stays who it is, however the variables are spelled.
    @Test(arguments: [
        ["USER_NAME": "root", "USER_UID": "5"], ["USER_NAME": "app", "USER_UID": "5", "GROUP_NAME": "root"],
    ])
    func rootIsNobodyElse(_ environment: [String: String]) async throws {
        let (passwd, group) = (try scratch.read("etc/passwd"), try scratch.read("etc/group"))
        let result = try await run(environment)
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains("\"root\" has id 0, and cannot be given id 5\n"), "\(result.errors)")
        #expect(try scratch.read("etc/passwd") == passwd)
        #expect(try scratch.read("etc/group") == group)
    }

    @Test func olderSpellings() async throws {
        let result = try await run(["USER_NAME": "app", "USER_ID": "4000", "GROUP_ID": "4001"])
        #expect(result.output.hasPrefix("4000:4001:"), "\(result.errors)")
    }

    @Test func theHomeIsMade() async throws {
        let result = try await Entry.run(
            ["base-entry", "run", "--", "stat", "-c", "%u:%g %a", "/home/app"],
            ["USER_NAME": "app", "USER_UID": "4000"],
            setup: setup)
        #expect(result.output == "4000:4000 700\n", "\(result.errors)")
    }

    @Test func theNameHasAnotherId() async throws {
        let result = try await run(["USER_NAME": "www", "USER_UID": "4000"])
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("4000:4000:4000 www www /var/www"), "\(result.output)")
        #expect(result.errors.contains("base: user \"www\" had ids 33:33, changed to 4000:4000\n"), "\(result.errors)")
        #expect(result.errors.contains("base: group \"www\" had id 33, changed to 4000\n"))
    }

    @Test func theIdsBelongToOthers() async throws {
        let result = try await run(["USER_NAME": "app", "USER_UID": "33"])
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("33:33:33 50 app app"), "\(result.output)")
        #expect(
            result.errors.contains("base: user id 33 is also that of \"www\"; \"app\" comes first\n"),
            "\(result.errors)")
        #expect(result.errors.contains("base: group id 33 is that of \"www\", which is used\n"))
        let lines = try scratch.read("etc/passwd").split(separator: "\n")
        try #require(lines.count > 2)
        #expect(lines[1].hasPrefix("app:") && lines[2].hasPrefix("www:"))
        #expect(try !scratch.read("etc/group").contains("app:x"))
    }

    @Test func aReadOnlyEtc() async throws {
        let before = try scratch.read("etc/passwd")
        let result = try await run(["USER_NAME": "app", "USER_UID": "4000"], setup: "mount -o remount,ro,bind /etc")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("4000:4000:4000 50 app app /"), "\(result.output)")
        #expect(
            result.errors.contains(
                "base: no account is made, its ids are used as numbers: cannot lock \"/etc/.pwd.lock\""))
        #expect(try scratch.read("etc/passwd") == before)
    }

    @Test func manyAtTheSameTime() async throws {
        try await withThrowingTaskGroup(of: Finished.self) { group in
            for number in 0..<6 {
                group.addTask { [self] in try await run(["USER_NAME": "user\(number)", "USER_UID": "\(5000 + number)"])
                }
            }
            for try await result in group { #expect(result.status == 0, "\(result.errors)") }
        }
        for file in ["etc/passwd", "etc/group", "etc/shadow"] {
            let content = try scratch.read(file)
            for number in 0..<6 { #expect(content.contains("\nuser\(number):"), "\(content)") }
        }
    }

    @Test func anUnknownUser() async throws {
        let result = try await Entry.run(["base-entry", "run", "--user", "nobody-here", "--", "true"], setup: setup)
        #expect(result.status == 78)
        #expect(result.errors.contains("base: there is no user \"nobody-here\" in /etc/passwd\nhint: set USER_NAME"))
    }

    @Test(arguments: [
        (["app"], "4000 app /home/app"), ([], "4000 app /home/app"), (["root"], "0 root /root"),
        (["33"], "33 www /var/www"),
    ])
    func shell(_ arguments: [String], _ expected: String) async throws {
        let typed = "printf 'echo $(id -u) $USER $HOME; pwd\\n' | \"$@\""
        let result = try await Entry.run(
            ["base-entry", "shell"] + arguments, ["USER_NAME": "app", "USER_UID": "4000"], .belowInit, setup: setup,
            wrapper: Helper.shell(typed) + ["sh"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(expected)\n/\n")
    }

    @Test func theServiceCanOpenItsStandardStreams() async throws {
        let script = "echo out >/dev/stdout && echo error >/dev/stderr"
        let result = try await Entry.run(
            ["base-entry", "run", "--", "sh", "-c", script], ["USER_NAME": "app", "USER_UID": "4000"], setup: setup)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "out\n")
        #expect(result.errors.contains("error\n"))
    }
}
