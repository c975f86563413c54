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
            ("HTTP/1.1 199 X\r\n", false, .fails("answered with status 199")),
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
        #expect(HTTPExchange.judge(Bytes(answer), atEnd: isComplete) == expected)
    }

    @Test func request() {
        #expect(
            HTTPExchange.request("db", "/a?b").text
                == "GET /a?b HTTP/1.0\r\nHost: db\r\nUser-Agent: RunUtils\r\nConnection: close\r\n\r\n")
    }
}
