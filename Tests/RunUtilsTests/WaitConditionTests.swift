import Testing

@testable import RunUtils

@Suite struct WaitConditionTests {
    @Test(
        arguments: [
            ("file:/a/b", .file("/a/b")), ("file:/a b:c", .file("/a b:c")), ("semaphore:/s/db", .semaphore("/s/db")),
            ("unix:/run/x.sock", .unixSocket("/run/x.sock")), ("tcp://db:5432", .tcp(host: "db", port: 5432)),
            ("tcp://127.0.0.1:1", .tcp(port: 1)), ("tcp://[::1]:65535", .tcp(host: "::1", port: 65535)),
            ("tcp://[fe80::1%eth0]:80", .tcp(host: "fe80::1%eth0", port: 80)),
            ("http://web:8080/", .http(host: "web", port: 8080, path: "/")),
            ("http://web:80/a?b=c#status=204,400-403", .http(host: "web", port: 80, path: "/a?b=c#status=204,400-403")),
            ("http://unix:/run/x:/#status=401", .httpSocket("/run/x", path: "/#status=401")),
            ("http://[::1]:80/x:y", .http(host: "::1", port: 80, path: "/x:y")),
            ("http://127.0.0.1:8080/", .http(port: 8080)),
            ("http://127.0.0.1:8080/health", .http(port: 8080, path: "/health")),
            ("command:true", .command(["true"])), ("command:test -e '/a b' ''", .command(["test", "-e", "/a b", ""])),
            (#"command:echo 'it'\''s'"#, .command(["echo", "it's"])),
            ("command-in:/srv test -e x", .command(program(["test", "-e", "x"], in: "/srv"))),
            ("command-in:'/a b' true", .command(program(["true"], in: "/a b"))),
            ("directory:/a", .directory("/a")), ("dns:db", .dns("db")), ("dns:::1", .dns("::1")),
            ("postgres://db:5432", .postgres(host: "db")), ("postgres://[::1]:1", .postgres(host: "::1", port: 1)),
            ("postgres://app@db:5432", .postgres(host: "db", user: "app")),
            ("postgres://a@b@db:5432", .postgres(host: "db", user: "a@b")),
            ("postgres:/run/postgresql", .postgresSocket("/run/postgresql")),
            ("postgres:app@/run/.s.PGSQL.1", .postgresSocket("/run/.s.PGSQL.1", user: "app")),
            ("postgres:/run/a@/b", .postgresSocket("/run/a@/b")),
            ("postgres:postgres@//run", .postgresSocket("//run")),
            ("!file:/x", .not(.file("/x"))), ("!!file:/x", .not(.not(.file("/x")))),
            ("any(tcp://a:1,tcp://b:2)", .any([.tcp(host: "a", port: 1), .tcp(host: "b", port: 2)])),
            ("all(dns:a)", .all([.dns("a")])),
            (
                "any(all(file:/a,!file:/b),!any(dns:c))",
                .any([.all([.file("/a"), .not(.file("/b"))]), .not(.any([.dns("c")]))])
            ),
            (#"any(file:/a\,b,file:/\(c,file:/d\\)"#, .any([.file("/a,b"), .file("/(c"), .file(#"/d\"#)])),
            (#"all(any(file:/a\)\,b,file:/c))"#, .all([.any([.file("/a),b"), .file("/c")])])),
            (#"any(command:echo '\(' "#.dropLast() + ")", .any([.command(["echo", "("])])),
            ("file:/any(a,b)", .file("/any(a,b)")),
        ] as [(String, WaitCondition)])
    func thereAndBack(_ text: String, _ condition: WaitCondition) {
        #expect(WaitCondition(text) == condition)
        #expect(condition.description == text)
    }

    /// As a DATABASE_URL has one.
    @Test func aPasswordIsKeptNowhere() {
        let condition = WaitCondition(spelling: Bytes("postgres://app:s:e@cret@db:5432"))
        #expect(condition?.description == "postgres://app@db:5432")
    }

    @Test(arguments: [
        ("http://web", "http://web:80/"), ("http://web/", "http://web:80/"), ("http://web:81", "http://web:81/"),
        ("http://[::1]/a", "http://[::1]:80/a"), ("http://web#status=401", "http://web:80/#status=401"),
        ("tcp://[db]:5", "tcp://db:5"), ("tcp://db:0080", "tcp://db:80"),
        (#"command:  a\ b  "c""#, "command:'a b' c"), ("postgres://db", "postgres://db:5432"),
        ("any(file:/a(b),dns:c)", #"any(file:/a\(b\),dns:c)"#),
        (#"any(command:echo a\ b)"#, "any(command:echo 'a b')"),
        (#"any(file:/a\b)"#, #"any(file:/a\\b)"#),
    ])
    func otherSpellings(_ text: String, _ description: String) {
        #expect(WaitCondition(text)?.description == description)
        #expect(WaitCondition(description)?.description == description)
    }

    @Test(arguments: [
        "", "/a", "file:", "file:a", "File:/a", "semaphore:a", "semaphore:", "unix:x", "unix:", "tcp:", "tcp://",
        "tcp://db", "tcp://db:", "tcp://:5432", "tcp://db:0", "tcp://db:65536", "tcp://db:x", "tcp://db:1:2",
        "tcp://::1:80",
        "tcp://[::1]", "tcp://[::1", "tcp://[::1]80", "tcp://[]:80", "tcp://d b:80", "tcp://db:80/", "http://",
        "http:///a",
        "http://:80/", "http://web:x/", "http://web:0/", "http://web/a b", "http://web/\r\nX: y", "http://we\tb/",
        "https://web/",
        "command:", "command: ", "command:'a", "ftp://x:1", "db:5432", "directory:", "directory:a", "dns:", "dns:a b",
        "dns://a", "postgres:", "postgres://", "postgres:a", "postgres:@/a", "postgres://@db", "postgres://db:x",
        "postgres://db/name", "command-in:/a", "command-in:", "!", "!!", "!x", "any", "any(", "any()", "all()",
        "any(,)", "any(file:/a,)", "any(file:/a", "any(file:/a))", "any(file:/a)b", "any(x)", "all(file:/a, file:/b)",
        #"any(file:/a\)"#, "ANY(file:/a)", "none(file:/a)", "any(any(file:/a)",
        String(repeating: "!", count: 17) + "file:/a",
        String(repeating: "!", count: 1_000_000) + "file:/a", String(repeating: "any(", count: 100_000),
        "tcp://[[x]:80", "tcp://a]b:80",
        "tcp://me@db:80",
        "http://web?x", "http://web#x:80/", "http://web/#d", "http://web/#status=", "file:/a,file:/b",
        "dns:a,tcp://b:1",
        "http://unix:/run/x:/#401", "all(file:/a)(", "all(file:/a),file:/b",
    ])
    func nothingElse(_ text: String) {
        #expect(WaitCondition(text) == nil)
    }

    @Test(
        arguments: [
            ("", []), ("  ", []), ("tcp://db:5432", [.tcp(host: "db", port: 5432)]),
            ("file:/a\n semaphore:/b ", [.file("/a"), .semaphore("/b")]),
            (#""command:test -e /a" 'file:/a b'"#, [.command(["test", "-e", "/a"]), .file("/a b")]),
            ("file:/a db", nil), ("'file:/a", nil), ("file:/a,file:/b", nil), ("file:/a,b", [.file("/a,b")]),
        ] as [(String, [WaitCondition]?)])
    func lists(_ text: String, _ expected: [WaitCondition]?) {
        #expect(ValueType.waitConditions.parse(text) == expected)
    }

    /// What is wrong with a target, as what it is not.
    @Test(
        arguments: [
            ("https://x", "https is not known; use \"command:\" with a program that speaks it"),
            ("tcp://localhost", "no port; expected tcp://host:port"),
            ("tcp://::1:80", "an IPv6 address stands in brackets, as in [::1]:80"),
            ("postgres://fe80::1", "an IPv6 address stands in brackets, as in [::1]:80"),
            ("http://u:p@h", "a user in it is not sent; use \"command:\" with a program that does"),
            ("tcp://me@db:80", "a user in it is not sent; use \"command:\" with a program that does"),
            ("tcp://a:1,tcp://b:2", "several targets in one word; only spaces separate them"),
            ("file:/a,semaphore:/b", "several targets in one word; only spaces separate them"),
            ("!dns:a,dns:b", "several targets in one word; only spaces separate them"),
            ("tcp://a:1;tcp://b:2", "several targets in one word; only spaces separate them"),
            ("tcp://a:1 tcp://b:2", "several targets in one word; only spaces separate them"),
            ("file:/a file:/b", "several targets in one word; only spaces separate them"),
            ("tcp://${HOST}:80", "a host has no such characters"),
            ("tcp://{{HOST}}:80", "a host has no such characters"),
            ("tcp://db:0", "a port is a number from 1 to 65535"), ("tcp://db:x", "a port is a number from 1 to 65535"),
            ("tcp://:80", "no host"), ("tcp:db:80", "no \"//\" before the host, as in tcp://host:port"),
            ("tcp://db:80/", "nothing follows the port"), ("postgres://db/name", "nothing follows the port"),
            ("file:a", "no absolute path"), ("unix:", "no absolute path"), ("dns:", "no name; expected dns:name"),

            ("command:", "no program"), ("command-in:/a", "no program"), ("command:'a", "a quote is not closed"),
            ("postgres:a", "neither //host nor an absolute path"),
            ("postgres://@db", "a user in it is not sent; use \"command:\" with a program that does"),
            ("postgres://:secret@db", "a user in it is not sent; use \"command:\" with a program that does"),
            ("http://web/a b", "a path has no spaces"),
            (
                "http://web/#401",
                "what follows \"#\" is not understood; expected statuses that count, as in #status=204,400-403"
            ),
            ("any(file:/a", "its parentheses do not match; in a place, a backslash stands before each"),
            ("any(file:/a,tcp://x)", "no port; expected tcp://host:port"),
        ])
    func whatIsWrong(_ text: String, _ reason: String) {
        #expect(ValueType.waitCondition.facts.expectation(inPlaceOf: Bytes(text)) == "a target: \(reason)")
        let list = ValueType.waitConditions.facts.expectation(inPlaceOf: Words.joined([Bytes("file:/a"), Bytes(text)]))
        #expect(list == "a list of targets: \(quoted(wrong: Bytes(text))) is not a target: \(reason)")
        #expect(ValueType.readiness.facts.expectation(inPlaceOf: Bytes(text)) == "a target: \(reason)")
    }

    @Test(arguments: ["redis://x:1", "db:5432", "/a", "", "File:/a", "any", "semaphor:/a"])
    func anUnknownKind(_ text: String) {
        let reason = ValueType.waitCondition.facts.expectation(inPlaceOf: Bytes(text))
        #expect(reason.hasPrefix("a target: ") && reason.contains("file: directory: semaphore:"), "\(reason)")
    }

    /// The first word that a shell would act on.
    @Test(
        arguments: [
            (["echo", "up", "|", "grep", "x"], "|"), (["a", "&&", "b"], "&&"), (["a", "||", "b"], "||"),
            (["a", ">", "/x"], ">"), (["a", ">/x"], ">/x"), (["a", "<", "b"], "<"),
            (["test", "$X", "=", "1"], "$X"), (["a", "${X}"], "${X}"), (["a", "$(id)"], "$(id)"),
            (["a", "&"], "&"), (["a", "|b"], "|b"), (["echo", "a&&b"], "a&&b"), (["a||b"], "a||b"),
            (["nc", "-z", "--port=$PORT"], "--port=$PORT"), (["a", "x$(id)"], "x$(id)"), (["a", "`id`"], "`id`"),
            (["a", "x${X}"], "x${X}"), (["a", "2>&1"], "2>&1"), (["a", "2>/x"], "2>/x"),
            (["sh", "-c", "a | b"], nil), (["sh", "-c", "$X"], nil), (["grep", "a|b"], nil), (["find", ";"], nil),
            (["curl", "http://a/?b=1&c=2"], nil), (["a", "<&|"], "<&|"),
            (["grep", "^a;b$"], nil), (["grep", "a$|b$"], nil), (["mongosh", "db.ping();"], nil), (["a;", "b"], nil),
            (["a", "b~/c"], nil),
            (["awk", "{print $X}"], nil), (["grep", "a$"], nil), (["test", "-e", "/a"], nil), (["a", "", "5"], nil),
        ] as [([String], String?)])
    func wordsForAShell(_ words: [String], _ expected: String?) {
        #expect(WaitCondition.command(Program(words)).wordForShell?.text == expected)
        #expect(WaitCondition.file("/|").wordForShell == nil)
    }

    @Test(
        arguments: [
            (.tcp(port: 1), true), (.unixSocket("/a"), true), (.http(port: 1), true), (.postgres(host: "a"), true),
            (.httpSocket("/a"), true), (.postgresSocket("/a"), true), (.file("/a"), false), (.dns("a"), false),
            (.command(["a"]), false), (.not(.tcp(port: 1)), false), (.all([.file("/a"), .tcp(port: 1)]), true),
            (.any([.file("/a"), .tcp(port: 1)]), false), (.any([.unixSocket("/a"), .tcp(port: 1)]), false),
        ] as [(WaitCondition, Bool)])
    func whatAsksAPeer(_ condition: WaitCondition, _ expected: Bool) {
        #expect(condition.asksPeer == expected)
    }

    @Test func expectations() {
        let one =
            "file:/path, directory:/path, semaphore:/path, tcp://host:port, unix:/path, http://host:port/path, "
            + "http://unix:/socket:/path, dns:name, postgres://host:port, postgres:/directory, \"command:program arguments\", "
            + "\"command-in:/directory program arguments\", !target, any(target,target) or all(target,target)"
        #expect(ValueType.waitCondition.facts.expectation == one)
        #expect(ValueType.waitConditions.facts.expectation == "a list of \(one)")
        #expect(ValueType.waitConditions.absent == [])
        #expect(ValueType.waitCondition.absent == nil)
    }

    @Test(
        arguments: [
            (.file("/a"), "/a"), (.semaphore("/b"), "/b"), (.directory("/c"), "/c"), (.tcp(port: 1), nil),
            (.unixSocket("/s"), nil),
            (.http(port: 1), nil),
            (.command(["a"]), nil),
        ] as [(WaitCondition, FilePath?)])
    func watchedPath(_ condition: WaitCondition, _ expected: FilePath?) {
        #expect(condition.watchedPath == expected)
    }
}

/// A program with a directory.
private func program(_ words: [String], in directory: FilePath) -> Program {
    var program = Program(words)
    program.directory = directory
    return program
}
