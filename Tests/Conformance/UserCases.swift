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
    fileprivate func runs(as uid: String, _ gid: String) async throws {
        let result = try await run(
            ["cat", "/proc/self/status"], .user, ["uid": uid, "gid": gid], wrapper: ["setpriv", "--groups", "4,27"])
        try demand("status", result.status, is: 0)
        let all = { Array(repeating: $0, count: 4).joined(separator: "\t") }
        try demand("user ids", Processes.field("Uid", in: result.output) ?? "", is: all(uid))
        try demand("group ids", Processes.field("Gid", in: result.output) ?? "", is: all(gid))
        let groups = Processes.field("Groups", in: result.output) ?? ""
        try demand(groups.isEmpty || groups == gid, "groups: \(groups)")
    }
}
