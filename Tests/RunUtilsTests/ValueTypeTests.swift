import Testing

@testable import RunUtils

@Suite struct ValueTypeTests {
    @Test(arguments: ["", "a", " a ", "a\nb"])
    func anyTextIsAText(_ text: String) {
        #expect(ValueType.text.parse(text) == text)
    }

    @Test(arguments: [
        ("app", true), ("a", true), ("App_1.x-y", true), ("_apt", true), ("1a", true), (".a", true), ("a$", false),
        ("", false), ("-a", false), ("1000", false), (".", false), ("..", false), ("a b", false), ("a:b", false),
        ("a\n", false), ("é", false), (String(repeating: "a", count: 32), true),
        (String(repeating: "a", count: 33), false),
    ])
    func accountName(_ text: String, _ isOne: Bool) {
        #expect(ValueType.accountName.parse(text) == (isOne ? text : nil))
        let expectation = #"an account name (letters, digits, ".", "_" and "-", not only digits, at most 32)"#
        #expect(ValueType.accountName.facts.expectation == expectation)
    }

    @Test func oneOfAFew() {
        let type = ValueType.oneOf(["md5", "scram", "say \"x\""])
        #expect(type.facts.expectation == #"one of "md5", "scram" or "say \"x\"""#)
        #expect(type.parse("md5") == "md5")
        #expect(type.parse("MD5") == nil)
        #expect(type.parse("") == nil)
    }

    @Test(arguments: [("0", 0), ("-5", -5), ("007", 7), ("+1", nil), ("", nil), ("1.5", nil), ("1 ", nil), ("x", nil)])
    func integer(_ text: String, _ expected: Int?) {
        #expect(ValueType.integer.parse(text) == expected)
    }

    @Test(arguments: [("1", 1), ("65535", 65535), ("0", nil), ("65536", nil), ("-1", nil), ("http", nil), ("", nil)])
    func port(_ text: String, _ expected: Int?) {
        #expect(ValueType.port.parse(text) == expected)
        #expect(ValueType.port.facts.expectation == "a whole number from 1 to 65535")
    }

    @Test(
        arguments: [
            ("143", [143]), ("0,255 3", [0, 255, 3]), ("", []), ("256", nil), ("-1", nil), ("1,x", nil),
        ] as [(String, [UInt8]?)])
    func exitStatuses(_ text: String, _ expected: [UInt8]?) {
        let type = StandardVariables.successStatus.type
        #expect(type.parse(text).map { ExitStatus.list($0).map { $0.rawValue } } == expected)
        #expect(type.absent == [])
    }

    @Test(
        arguments: [("0", 0), ("4294967294", 4_294_967_294), ("4294967295", nil), ("-1", nil), ("app", nil)]
            as [(String, UInt32?)])
    func id(_ text: String, _ expected: UInt32?) {
        #expect(ValueType.id.parse(text) == expected)
        #expect(ValueType.id.facts.expectation == "an id from 0 to 4294967294")
    }

    @Test(arguments: [
        ("yes", true), ("YES", true), ("True", true), ("on", true), ("1", true), ("no", false), ("False", false),
        ("OFF", false), ("0", false), ("", nil), ("y", nil), ("2", nil), ("yes ", nil), ("enabled", nil),
    ])
    func boolean(_ text: String, _ expected: Bool?) {
        #expect(ValueType.boolean.parse(text) == expected)
    }

    @Test(arguments: [("/a/b", true), ("/", true), ("a", false), ("./a", false), ("", false), ("~/a", false)])
    func path(_ text: String, _ isOne: Bool) {
        #expect(ValueType.path.parse(text) == (isOne ? FilePath(text) : nil))
    }

    /// Paths need not be UTF-8, alone or in a target.
    @Test func bytesOfPathsAreKept() {
        let path: Bytes = [.slash, 0xff, 0xfe]
        #expect(ValueType.path.decode(path)?.bytes == path)
        #expect(ValueType.optional(.path).decode(path)??.bytes == path)
        #expect(ValueType.waitCondition.decode(Bytes("file:") + path) == .file(FilePath(bytes: path)))
        let list = Bytes("'unix:") + path + Bytes("'")
        #expect(ValueType.waitConditions.decode(list) == [.unixSocket(FilePath(bytes: path))])
    }

    @Test(arguments: [("QUIT", .quit), ("15", .terminate), ("", nil), ("x", nil)] as [(String, Signal?)])
    func signal(_ text: String, _ expected: Signal?) {
        #expect(ValueType.signal.parse(text) == expected)
    }

    @Test(arguments: [("1m", .seconds(60)), ("x", nil)] as [(String, Duration?)])
    func duration(_ text: String, _ expected: Duration?) {
        #expect(ValueType.duration.parse(text) == expected)
    }

    @Test(arguments: [
        ("", []), (" , ,", []), ("a", ["a"]), ("a,b", ["a", "b"]), ("a b\tc\nd", ["a", "b", "c", "d"]),
        (", a ,, b ,", ["a", "b"]), ("a;b", ["a;b"]),
    ])
    func list(_ text: String, _ expected: [String]) {
        #expect(ValueType.list.parse(text) == expected)
    }

    @Test(
        arguments: [
            ("512", 512), ("0", 0), ("64k", 65536), ("64K", 65536), ("64kB", 65536), ("64KiB", 65536), ("7B", 7),
            ("1.5G", 1_610_612_736), ("1GiB", 1_073_741_824), ("2T", 2_199_023_255_552), ("0.001k", 1),
            ("1.999k", 2046),
            ("8388607T", 9_223_370_937_343_148_032), ("8388608T", nil), ("", nil), ("k", nil), ("1.5", nil),
            ("1.5B", nil),
            ("1.k", nil), (".5k", nil), ("1.2345k", nil), ("-1", nil), ("64 k", nil), ("64x", nil), ("64kBB", nil),
            ("1k1", nil), ("64iB", nil),
        ] as [(String, Int?)])
    func byteSize(_ text: String, _ expected: Int?) {
        #expect(ValueType.byteSize.parse(text) == expected)
    }

    @Test(arguments: [("1M", 1 << 20), ("64k", nil), ("64G", 64 << 30), ("65G", nil), ("1.5M", 3 << 19)])
    func byteSizeInARange(_ text: String, _ expected: Int?) {
        let type = ValueType.byteSize(in: 1 << 20...64 << 30)
        #expect(type.parse(text) == expected)
        #expect(type.facts.expectation == "a number of bytes from 1M to 64G")
    }

    @Test(
        arguments: [
            ("db:5432", "db", 5432, "db:5432"), ("10.0.0.1:080", "10.0.0.1", 80, "10.0.0.1:80"),
            ("[::1]:80", "::1", 80, "[::1]:80"), ("[db]:1", "db", 1, "db:1"),
            ("[fe80::1%eth0]:65535", "fe80::1%eth0", 65535, "[fe80::1%eth0]:65535"),
        ])
    func hostPort(_ text: String, _ host: String, _ port: Int, _ description: String) {
        let value = ValueType.hostPort.parse(text)
        #expect(value == HostPort(host: host, port: port))
        #expect(value?.description == description)
    }

    @Test(arguments: [
        "", "db", "db:", ":80", "db:0", "db:65536", "::1:80", "[::1]", "[::1]80", "[]:80", "d b:80", "db:80/", "a/b:80",
        "me@db:80", "db:-1", "db:x", "[[x]:80",
    ])
    func noHostPort(_ text: String) {
        #expect(ValueType.hostPort.parse(text) == nil)
    }

    @Test(
        arguments: [("1s", .seconds(1)), ("60", .seconds(60)), ("500ms", nil), ("61s", nil), ("x", nil)]
            as [(String, Duration?)])
    func durationInARange(_ text: String, _ expected: Duration?) {
        let type = ValueType.duration(in: .seconds(1) ... .seconds(60), "a duration from 1s to 1m")
        #expect(type.parse(text) == expected)
        #expect(type.facts.expectation == "a duration from 1s to 1m")
    }

    @Test func choices() {
        #expect(ValueType.oneOf(["a", "b"]).facts.choices == ["a", "b"])
        #expect(ValueType<String?>.optional(.oneOf(["a", "b"])).facts.choices == ["a", "b"])
        #expect(ValueType.text.facts.choices == [])
    }

    @Test func anOptionalValueNeedNotBeSet() {
        let type = ValueType<Int?>.optional(.port)
        #expect(type.absent == .some(nil))
        #expect(type.parse("80") == 80)
        #expect(type.parse("x") == nil)
        #expect(type.facts.expectation == "a whole number from 1 to 65535")
        #expect(ValueType.port.absent == nil)
        #expect(ValueType.list.absent == [])
    }

    @Test func aTypeOfAnAuthorsOwn() {
        let type = ValueType<Int>("an even number", example: "2") { text in Int(text).flatMap { $0 % 2 == 0 ? $0 : nil }
        }
        #expect(type.facts.expectation == "an even number")
        #expect(type.parse("4") == 4)
        #expect(type.parse("5") == nil)
    }

    @Test(
        arguments: [
            ("/a:/b", "/a", "/b"), ("a:/b/", "a", "/b/"), ("a", nil, nil), ("a:b", nil, nil), (":/b", nil, nil),
            ("/a:", nil, nil), ("/a:/b:/c", nil, nil), ("", nil, nil),
        ] as [(String, String?, String?)])
    func rendering(_ text: String, _ source: String?, _ target: String?) {
        let rendering = ValueType.rendering.parse(text)
        #expect(rendering?.source.description == source)
        #expect(rendering?.target.description == target)
    }

    @Test func renderings() {
        let type = ValueType<[Rendering]>.renderings
        #expect(type.parse("/a:/b, c:/d")?.map { "\($0.source) \($0.target)" } == ["/a /b", "c /d"])
        #expect(type.parse("/a:/b c") == nil)
        #expect(type.parse("")?.isEmpty == true)
        #expect(type.absent?.isEmpty == true)
    }
}
