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
            ("http://web:80/a?b=c#d", .http(host: "web", port: 80, path: "/a?b=c#d")),
            ("http://[::1]:80/x:y", .http(host: "::1", port: 80, path: "/x:y")),
            ("http://127.0.0.1:8080/", .http(port: 8080)),
            ("http://127.0.0.1:8080/health", .http(port: 8080, path: "/health")),
            ("command:true", .command(["true"])), ("command:test -e '/a b' ''", .command(["test", "-e", "/a b", ""])),
            (#"command:echo 'it'\''s'"#, .command(["echo", "it's"])),
        ] as [(String, WaitCondition)])
    func thereAndBack(_ text: String, _ condition: WaitCondition) {
        #expect(WaitCondition(text) == condition)
        #expect(condition.description == text)
    }

    @Test(arguments: [
        ("http://web", "http://web:80/"), ("http://web/", "http://web:80/"), ("http://web:81", "http://web:81/"),
        ("http://[::1]/a", "http://[::1]:80/a"), ("tcp://[db]:5", "tcp://db:5"), ("tcp://db:0080", "tcp://db:80"),
        (#"command:  a\ b  "c""#, "command:'a b' c"),
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
        "command:", "command: ", "command:'a", "ftp://x:1", "db:5432",
    ])
    func nothingElse(_ text: String) {
        #expect(WaitCondition(text) == nil)
    }

    @Test(
        arguments: [
            ("", []), ("  ", []), ("tcp://db:5432", [.tcp(host: "db", port: 5432)]),
            ("file:/a\n semaphore:/b ", [.file("/a"), .semaphore("/b")]),
            (#""command:test -e /a" 'file:/a b'"#, [.command(["test", "-e", "/a"]), .file("/a b")]),
            ("file:/a db", nil), ("'file:/a", nil), ("file:/a,file:/b", [.file("/a,file:/b")]),
        ] as [(String, [WaitCondition]?)])
    func lists(_ text: String, _ expected: [WaitCondition]?) {
        #expect(ValueType.waitConditions.parse(text) == expected)
    }

    @Test func expectations() {
        let one =
            "file:/path, semaphore:/path, tcp://host:port, unix:/path, http://host:port/path "
            + "or \"command:program arguments\""
        #expect(ValueType.waitCondition.expectation == one)
        #expect(ValueType.waitConditions.expectation == "a list of \(one)")
        #expect(ValueType.waitConditions.absent == [])
        #expect(ValueType.waitCondition.absent == nil)
    }

    @Test(
        arguments: [
            (.file("/a"), "/a"), (.semaphore("/b"), "/b"), (.tcp(port: 1), nil), (.unixSocket("/s"), nil),
            (.http(port: 1), nil),
            (.command(["a"]), nil),
        ] as [(WaitCondition, FilePath?)])
    func watchedPath(_ condition: WaitCondition, _ expected: FilePath?) {
        #expect(condition.watchedPath == expected)
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\n", 200), ("HTTP/1.0 404 Not Found\r\nX: y\r\n\r\n", 404), ("HTTP/1.1 503\r\n", 503),
            ("HTTP/1.1 204\n", 204), ("HTTP/2 301 \r\n", 301), ("HTTP/1.1 200 OK", nil), ("HTTP/1.1 20", nil),
            ("", nil),
            ("HTTP/1.1\r\n", nil), ("HTTP/1.1 \r\n", nil), ("HTTP/1.1 20\r\n", nil), ("HTTP/1.1 abc\r\n", nil),
            ("SSH-2.0-OpenSSH 200\r\n", nil), ("220 mail ESMTP\r\n", nil), ("\nHTTP/1.1 200 OK\r\n", nil),
            ("HTTP/1.1\n200 OK\r\n", nil),
        ] as [(String, Int?)])
    func httpStatus(_ response: String, _ expected: Int?) {
        #expect(Attempt.status(Bytes(response)) == expected)
    }
}
