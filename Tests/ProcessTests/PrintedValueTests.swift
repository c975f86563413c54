import Testing

/// What an interpolation in an author's module writes of a value: the same in the Embedded and in the ordinary build.
@Suite(.limited) struct PrintedValueTests {
    private static let expected = [
        "1m30s", "1m", "nil", "[1m30s, 500ms]", "[1m, nil]", "[1m30s, 500ms]",
        "true false [true, false]", "5 7 5 6",
        "[a b, c] [[1, 2], [3]] []", "[a: 1, b: 2, c: 3] [k: [1m30s, 500ms]] [:]",

        "78 143", "No such file or directory", "SIGTERM [SIGHUP] SIGRTMIN+3",
        "CAP_NET_BIND_SERVICE [CAP_KILL]", "/a b [/a]", "[::1]:80 db:5432", "12:34 root",
        "[directory, nil]", "it failed", "SIGINT for 1m, then SIGQUIT, then SIGKILL",
        "[SIGINT for 1m, SIGQUIT, SIGKILL]", "tcp://127.0.0.1:80 [any(file:/a,!dns:db)]",
        "notify fd:3 tcp://127.0.0.1:80", "[as started, the service's user, root, app:web]",
        "[nothing, service running, service stopped]", "[shown on failure, passed through, captured]", "/a:/b",
        "[template, none, function]", "TOKEN",

        "sh -c 'exit 3'", "exited with status 3", "3", "[a lock by a file, the lock of a directory]", "true",

        "LIMIT [LIMIT]", "--count [--count] <place>", "a whole number from 1 to 65535", "print-values callback",
        "callback print-values", "nginx -g 'daemon off;'", "[HUP=USR1, USR2=none, QUIT=function]",
        "USER_NAME, USER_UID, USER_GID and GROUP_NAME", "a set of templates",
        "the templates of callback, the files of callback, the accounts of callback", "not running",
    ]

    @Test func eachType() async throws {
        let result = try await Entry.run(["callback-entry", "print-values"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").map { String($0) } == Self.expected)
    }

    /// A type that nothing describes: the ordinary build has a text for it, and the other does not act on what it has.
    @Test(arguments: [
        ("argument", "an argument of \"true\""), ("environment", "the environment of \"true\""),
        ("input", "the input of \"true\""), ("output", "what is printed"), ("file", "what is written to \"/run/file\""),
        ("export", "the value of NAME"), ("template", "the template value OPAQUE"),
    ])
    func aTypeWithoutDescription(_ place: String, _ what: String) async throws {
        let result = try await Entry.run(["callback-entry", "print-opaque", place], ["OPAQUE": "1"])
        if !Entry.isStatic("callback-entry") {
            #expect(result.status == 0, "\(result.errors)")
            return
        }
        #expect(result.status == 70)
        #expect(
            result.errors == """
                callback: \(what) has a value that Embedded Swift cannot print
                hint: give the type a description (CustomStringConvertible), or write a part of it, such as rawValue

                """)
    }
}
