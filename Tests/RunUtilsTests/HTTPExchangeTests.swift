import Testing

@testable import RunUtils

@Suite struct HTTPExchangeTests {
    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\n", 200), ("HTTP/1.0 404 Not Found\r\nX: y\r\n\r\n", 404), ("HTTP/1.1 503\r\n", 503),
            ("HTTP/1.1 204\n", 204), ("HTTP/2 301 \r\n", 301), ("HTTP/1.1 200 OK", nil), ("HTTP/1.1 20", nil),
            ("", nil),
            ("HTTP/1.1\r\n", nil), ("HTTP/1.1 \r\n", nil), ("HTTP/1.1 20\r\n", nil), ("HTTP/1.1 abc\r\n", nil),
            ("SSH-2.0-OpenSSH 200\r\n", nil), ("220 mail ESMTP\r\n", nil), ("\nHTTP/1.1 200 OK\r\n", nil),
            ("HTTP/1.1\n200 OK\r\n", nil), ("HTTP/1.1 2000 OK\r\n", nil), ("HTTP/1.1 -20 OK\r\n", nil),
        ] as [(String, Int?)])
    func status(_ answer: String, _ expected: Int?) {
        #expect(HTTPExchange.status(Bytes(answer)) == expected)
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\n", false, .holds), ("HTTP/1.1 399 X\r\nA: b\r\n", false, .holds),
            ("HTTP/1.1 199 X\r\n", false, .pending), ("HTTP/1.1 199 X\r\n", true, .fails("answered with status 199")),
            ("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n", false, .holds),
            (
                "HTTP/1.1 100 -\r\n\r\nHTTP/1.1 103 -\r\n\r\nHTTP/1.1 503 -\r\n", false,
                .fails("answered with status 503")
            ),
            ("HTTP/1.1 100 -\r\n\r\n", false, .pending), ("HTTP/1.1 100 -\r\n\r\nHT", false, .pending),
            ("HTTP/1.1 101 -\r\n\r\n", false, .pending),
            ("HTTP/1.1 101 -\r\n\r\n", true, .fails("answered with status 101")),
            (
                "HTTP/1.1 100 -\r\n" + String(repeating: "A: b\r\n", count: 3000), false,
                .fails("answered, but not in HTTP")
            ),
            ("HTTP/1.1 426 Upgrade Required\r\n", false, .fails("answered with status 426")),
            ("HTTP/1.1 400 X\r\n", false, .fails("answered with status 400")),
            ("H", false, .pending), ("HTTP/1.1 200 O", false, .pending),
            ("HTTP/1.1 200 O", true, .fails("answered, but not in HTTP")),
            ("SSH-2.0-OpenSSH\r\n", false, .fails("answered, but not in HTTP")),
            ("HTTP/1.1 abc\r\n", false, .fails("answered, but not in HTTP")),
            ("HTTP/1.1 20\r\n", false, .fails("answered, but not in HTTP")),
            (String(repeating: "a", count: 4096), false, .pending),
            (String(repeating: "a", count: 4097), false, .fails("answered, but not in HTTP")),
        ] as [(String, Bool, Probe.Outcome)])
    func judgement(_ answer: String, _ isComplete: Bool, _ expected: Probe.Outcome) {
        #expect(HTTPExchange.judge(Bytes(answer), Bytes("/"), atEnd: isComplete) == expected)
    }

    @Test func request() {
        let rest = "\r\nUser-Agent: RunUtils\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        #expect(HTTPExchange.request("db:81", "/a?b").text == "GET /a?b HTTP/1.1\r\nHost: db:81" + rest)
        #expect(HTTPExchange.request("db", "/a#status=204").text == "GET /a HTTP/1.1\r\nHost: db" + rest)
    }

    /// Which statuses count; nil where the path does not name them as it should.
    @Test(
        arguments: [
            ("/", 200, true), ("/", 399, true), ("/", 400, false), ("/", 199, false), ("/#status=401", 401, true),
            ("/#status=401", 200, false), ("/a#status=204,400-403", 402, true), ("/a#status=204,400-403", 204, true),
            ("/a#status=204,400-403", 404, false), ("/#status=100-599", 100, true), ("/#status=", 200, nil),
            ("/#", 200, nil), ("/#x", 200, nil), ("/#status=2xx", 200, nil), ("/#status=99", 99, nil),
            ("/#status=600", 600, nil), ("/#status=300-200", 250, nil), ("/#status=200-", 200, nil),
            ("/#status=200-300-400", 200, nil), ("/#status=200,", 200, nil), ("/#status=-200", 200, nil),
            ("/#status=200#status=201", 200, nil),
        ] as [(String, Int, Bool?)])
    func statusesThatCount(_ path: String, _ status: Int, _ expected: Bool?) {
        #expect(HTTPExchange.counts(status, Bytes(path)) == expected)
    }
}
