import Testing

@testable import RunUtils

/// Messages as in "Message Formats" of PostgreSQL's manual.
@Suite struct PostgresExchangeTests {
    private static func message(_ type: String, _ body: Bytes) -> Bytes {
        let count = body.count + 4
        return Bytes(type) + [0, 0, UInt8(count >> 8), UInt8(count & 255)] + body
    }

    private static func error(_ state: String, _ text: String) -> Bytes {
        var body = Bytes()
        for field in ["SFATAL", "VFATAL", "C\(state)", "M\(text)", "Fpostmaster.c"] { body += Bytes(field) + [0] }
        return message("E", body + [0])
    }

    private static let askPassword = message("R", [0, 0, 0, 10] + Bytes("SCRAM-SHA-256") + [0, 0])
    private static let letIn = message("R", [0, 0, 0, 0])
    private static let parameter = message("S", Bytes("server_version") + [0] + Bytes("17") + [0])
    private static let key = message("K", [0, 0, 0, 1, 0, 0, 0, 2])
    private static let ready = message("Z", Bytes("I"))
    private static let starting = error("57P03", "the database system is starting up")
    private static let notice = message("N", Bytes("SNOTICE") + [0, 0])
    private static let negotiation = message("v", [0, 3, 0, 0, 0, 0, 0, 0])
    private static let foreign = Probe.Outcome.fails("answered, but not as PostgreSQL does")

    private static let table: [(Bytes, Bool, Probe.Outcome)] = [
        (askPassword, false, .holds), (message("R", [0, 0, 0, 3]), false, .holds),
        (message("R", [0, 0, 0, 5, 1, 2, 3, 4]), false, .holds), (notice + askPassword, false, .holds),
        (negotiation + askPassword, false, .holds),
        (letIn, false, .pending), (letIn, true, .holds), (letIn + parameter, false, .pending),
        (letIn + parameter + key + ready, false, .holds),
        (letIn + error("3D000", "no such database"), false, .holds),
        (letIn + starting, false, .holds),
        (starting, false, .fails("does not accept connections: the database system is starting up")),
        (error("57P03", "a\nb"), true, .fails("does not accept connections: a\\nb")),
        (error("28000", "no pg_hba.conf entry"), false, .holds), (error("53300", "too many clients"), false, .holds),
        (error("3D000", "no such database"), false, .holds),
        (message("E", Bytes("Mno code") + [0, 0]), false, foreign), (message("E", []), false, foreign),
        (message("E", [0]), false, foreign),
        (Bytes("R"), false, .pending), (Bytes("R"), true, foreign), (Bytes(askPassword.dropLast()), false, .pending),
        (Bytes(starting.dropLast()), false, .pending), (Bytes(starting.dropLast()), true, foreign),
        (message("R", []), false, foreign), (message("R", [0, 0]), false, foreign),
        (Bytes("R") + [0, 0, 0, 3], false, foreign), (Bytes("R") + [255, 255, 255, 255], false, foreign),
        (Bytes("E") + [0, 0, 118, 0], false, foreign), (Bytes("Ecould not fork"), false, foreign),
        (Bytes("HTTP/1.1 400 Bad Request\r\n\r\n"), false, foreign), (Bytes("SSH"), false, foreign),
        (parameter + askPassword, false, foreign), (ready, false, foreign), (notice, true, foreign),
        (notice, false, .pending), (Bytes([0]), false, foreign),
    ]

    @Test(arguments: table.indices)
    func judgement(_ row: Int) {
        let (answer, isComplete, expected) = PostgresExchangeTests.table[row]
        #expect(PostgresExchange.judge(answer, atEnd: isComplete) == expected)
    }

    /// An answer may come in pieces: no beginning of one decides otherwise than the whole.
    @Test(arguments: table.indices.filter { !table[$0].1 })
    func beginnings(_ row: Int) {
        let (answer, _, expected) = PostgresExchangeTests.table[row]
        for count in 0..<answer.count {
            let outcome = PostgresExchange.judge(Bytes(answer.prefix(count)), atEnd: false)
            #expect(outcome == .pending || outcome == expected, "\(count)")
        }
    }

    @Test func readyForQuery() {
        typealias Tests = PostgresExchangeTests
        #expect(PostgresExchange.isReadyForQuery(Tests.letIn + Tests.parameter + Tests.key + Tests.ready))
        for answer in [Tests.askPassword, Tests.letIn, Tests.letIn + Tests.starting, [], Bytes("Z")] {
            #expect(!PostgresExchange.isReadyForQuery(answer))
        }
    }

    @Test func anAnswerWithoutEndIsNone() {
        let notices = Bytes(repeatElement(PostgresExchangeTests.notice, count: 6000).joined())
        #expect(PostgresExchange.judge(notices, atEnd: false) == PostgresExchangeTests.foreign)
    }

    @Test func startup() {
        let bytes = PostgresExchange.startup("ada")
        let head: Bytes = [0, 0, 0, UInt8(bytes.count), 0, 3, 0, 0]
        #expect(Bytes(bytes.prefix(8)) == head)
        let words = ["user", "ada", "database", "postgres", "application_name", "RunUtils"]
        var body = Bytes()
        for word in words { body += Bytes(word) + [0] }
        #expect(Bytes(bytes.dropFirst(8)) == body + [0])
        let long = Bytes(PostgresExchange.startup(String(repeating: "a", count: 300)).prefix(4))
        #expect(long == [0, 0, 1, UInt8(bytes.count + 297 - 256)])
        let terminate: Bytes = [88, 0, 0, 0, 4]
        #expect(PostgresExchange.terminate == terminate)
    }

    @Test(
        arguments: [
            ("/run/postgresql", "/run/postgresql/.s.PGSQL.5432"), ("/run/", "/run/.s.PGSQL.5432"),
            ("/run/.s.PGSQL.5433", "/run/.s.PGSQL.5433"), ("/.s.PGSQL.", "/.s.PGSQL./.s.PGSQL.5432"),
            ("/", "/.s.PGSQL.5432"),
        ] as [(FilePath, FilePath)])
    func socket(_ path: FilePath, _ expected: FilePath) {
        #expect(PostgresExchange.socket(path) == expected)
    }

    /// What the files of a server say: asked too early, it would write a line with FATAL.
    @Test(
        arguments: [
            ("7\n/data\n", "7\n/data\n1\n5432\n/run\n*\n  1 2\nstarting\n", "is starting up"),
            ("7\n/data\n", "7\n/data\n1\n5432\n/run\n*\n  1 2\nstopping\n", "is shutting down"),
            ("7\n/data\n", "7\n/data\n1\n5432\n/run\n*\n  1 2\nready   \n", nil),
            ("7\n/data\n", "7\n/data\n1\n5432\n/run\n*\n  1 2\nstandby \n", nil),
            ("8\n/data\n", "7\n/data\n1\n5432\n/run\n*\n  1 2\nstarting\n", nil),
            ("7\n/data\n", "7\n/data\n1\n5432\n/run\n", "is starting up"),
            ("7\n/data\n", "7\n/data\n1\n5432\n/run\n\n  1 2\nready   \n", nil),
        ] as [(String, String, String?)])
    func filesOfAServer(_ beside: String, _ inside: String, _ objection: String?) {
        func lines(_ text: String) -> [Bytes] { Bytes(text).pieces(separatedBy: .newline).filter { !$0.isEmpty } }
        #expect(PostgresLockFile.objection(lines(beside), lines(inside)) == objection)
    }
}
