@testable import ProcessTests

extension Case {
    /// A program that runs as another user than root.
    static let users = [
        Case("a user has its own ids and none of the caller's groups", in: [.asInit], needs: [.user]) { trial in
            try await trial.runs(as: "65534", "65534")
        },
        Case("a user id without an entry in /etc/passwd will do", in: [.asInit], needs: [.user]) { trial in
            try await trial.runs(as: "4321", "1234")
        },
        Case("a user with a group beside it has that group alone", in: [.asInit], needs: [.user]) { trial in
            let accounts = try Accounts()
            defer { withExtendedLifetime(accounts) {} }
            try await trial.runs(as: "65534", "65534", setup: accounts.mount)
        },
        Case("a user by name has its group and those of /etc/group", in: [.asInit], needs: [.account]) { trial in
            try demand("groups", try await trial.groups(given: "0"), is: ["4001", "4002", "4003"])
        },
        Case(
            "a user by name has the groups that the container was given, without root's own", in: [.asInit],
            needs: [.account]
        ) { trial in
            let groups = try await trial.groups(given: "0,4004,4005")
            try demand("groups", groups, is: ["4001", "4002", "4003", "4005"])
        },
        Case("HOME is the user's", in: [.asInit], needs: [.user]) { trial in
            let result = try await trial.run(Helper.shell("echo $HOME"), .user, ["uid": "65534", "gid": "65534"])
            try demand("HOME", result.output, is: "/nonexistent\n")
        },
        Case("a user cannot get privileges back from a setuid program (no_new_privs)", in: [.asInit], needs: [.user]) {
            trial in
            let result = try await trial.run(["cat", "/proc/self/status"], .user, ["uid": "65534", "gid": "65534"])
            try demand("NoNewPrivs", Processes.field("NoNewPrivs", in: result.output) ?? "", is: "1")
        },
    ]
}

extension Trial {
    fileprivate func runs(as uid: String, _ gid: String, setup: String = ":") async throws {
        let result = try await run(
            ["cat", "/proc/self/status"], .user, ["uid": uid, "gid": gid], setup: setup,
            wrapper: ["setpriv", "--groups", "4,27"])
        try demand("status", result.status, is: 0)
        let all = { Array(repeating: $0, count: 4).joined(separator: "\t") }
        try demand("user ids", Processes.field("Uid", in: result.output) ?? "", is: all(uid))
        try demand("group ids", Processes.field("Gid", in: result.output) ?? "", is: all(gid))
        let groups = Processes.field("Groups", in: result.output) ?? ""
        try demand(groups.isEmpty || groups == gid, "groups: \(groups)")
    }

    /// The groups of a program that runs as the user of `Accounts`, in order.
    fileprivate func groups(given: String) async throws -> [String] {
        let accounts = try Accounts()
        defer { withExtendedLifetime(accounts) {} }
        let result = try await run(
            ["id", "-G"], .account, ["name": "conforming"], setup: accounts.mount,
            wrapper: ["setpriv", "--groups", given])
        try demand("status", result.status, is: 0)
        return result.output.split { $0 == " " || $0 == "\n" }.map(String.init).sorted()
    }
}

/// A user in several groups, root in one, and nobody in one.
private struct Accounts {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write(
            "passwd",
            "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/nonexistent:/bin/sh\nconforming:x:4001:4001::/:/bin/sh\n"
        )
        try scratch.write(
            "group",
            "root:x:0:\nnogroup:x:65534:\nown:x:4001:\none:x:4002:conforming\ntwo:x:4003:nobody,conforming\nadm:x:4004:root\n"
        )
    }

    /// What puts the files into their places.
    var mount: String { "for file in passwd group; do mount --bind \(scratch["$file"]) /etc/$file; done" }
}
