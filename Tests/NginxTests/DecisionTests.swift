import RunUtils
import Testing

@testable import NginxEntry

@Suite struct DecisionTests {
    private static let variables = [("A", "1"), ("EMPTY", ""), ("DOLLAR", "$A")].map {
        (name: $0.0, value: Array($0.1.utf8))
    }

    @Test func bytesThatAreNoText() throws {
        let text = EnvironmentText(variables: DecisionTests.variables)
        #expect(try text.filled([0xe9, 36, 65, 0xff]) == [0xe9, 49, 0xff])
    }

    @Test(arguments: [
        ("a ${A} b", "a 1 b"), ("$A", "1"), ("${A}${A}", "11"), ("$AB", "$AB"), ("${A_}", "${A_}"), ("${A", "${A"),
        ("$", "$"), ("${}", "${}"), ("$1", "$1"), ("$uri ${host}", "$uri ${host}"), ("$A/$host", "1/$host"),
        ("${EMPTY}|", "|"), ("${DOLLAR}", "$A"), ("é${A}é", "é1é"), ("$$A", "$1"), ("\\${A}", "\\1"), ("", ""),
        ("${A:-x}", "1"), ("${B:-80}", "80"), ("${EMPTY:-x}", "x"), ("${B:-}", ""), ("${B:-a b}c", "a bc"),
        ("${B:-${A}$A}", "11"), ("${B:-${C:-d}}e", "de"), ("${B:-{x}}", "{x}"), ("${A:+y}", "y"), ("${B:+y}", ""),
        ("${A:?no}", "1"), ("${B-x}", "${B-x}"), ("${a+b}", "${a+b}"), ("${B:=x}", "${B:=x}"), ("${B:-x", "${B:-x"),
        ("${B:-x\n}", "${B:-x\n}"), ("${:-x}", "${:-x}"), ("${A:", "${A:"),
    ])
    func environmentTexts(_ text: String, _ expected: String) throws {
        let filled = try EnvironmentText(variables: DecisionTests.variables).filled(Array(text.utf8))
        #expect(String(decoding: filled, as: UTF8.self) == expected)
    }

    @Test func namesThatAreNotAllowed() throws {
        let text = EnvironmentText(variables: DecisionTests.variables, allows: { $0 == "A" })
        let filled = try text.filled(Array("$A ${DOLLAR} ${B:-x} ${A:-x}".utf8))
        #expect(String(decoding: filled, as: UTF8.self) == "1 ${DOLLAR} ${B:-x} 1")
    }

    @Test func namesThatMustBeSet() {
        let text = EnvironmentText(variables: DecisionTests.variables, path: "/a")
        #expect(throws: RunError(.configuration, "/a:2: ${B}: tell me")) {
            try text.filled(Array("x\n${A:+${B:?tell me}}".utf8))
        }
        #expect(throws: RunError(.configuration, "/a:1: ${B}: it is not set")) { try text.filled(Array("${B:?}".utf8)) }
    }

    @Test(arguments: [
        ("app", "10.0.0.1 app", true), ("APP", "10.0.0.1\tx App # y", true), ("y", "10.0.0.1 app # y", false),
        ("10.0.0.1", "10.0.0.1 app", false), ("app", "# 10.0.0.1 app", false), ("app", "10.0.0.1 app.example", false),
        ("app", "", false),
    ])
    func hosts(_ name: String, _ text: String, _ expected: Bool) { #expect(Hosts.has(name, in: text) == expected) }

    @Test(arguments: [("10.0.0.1", true), ("::1", true), ("app", false), ("1app", false), ("a.b", false)])
    func addressesThatAreNoNames(_ host: String, _ expected: Bool) { #expect(Hosts.isNumeric(host) == expected) }

    /// Of STOP_GRACE, a quarter is left to connections that do not end by themselves, and five seconds at most.
    @Test(
        arguments: [
            (nil, .signal(.quit)),
            (.seconds(2), [.signal(.quit, grace: .milliseconds(1500)), .signal(.terminate)]),
            (.seconds(60), [.signal(.quit, grace: .seconds(55)), .signal(.terminate)]),
            (.seconds(20), [.signal(.quit, grace: .seconds(15)), .signal(.terminate)]),
        ] as [(Duration?, StopPlan)])
    func stops(_ grace: Duration?, _ expected: StopPlan) { #expect(Start.stopPlan(grace) == expected) }

    @Test(
        arguments: [
            ("7 /a/b c\n", "7", "/a/b c"), ("0 /x", "0", "/x"), ("x /a", nil, nil), ("7", nil, nil), ("", nil, nil),
        ] as [(String, String?, String?)])
    func linesOfTheRecord(_ line: String, _ hash: String?, _ path: String?) {
        let entry = GoneTemplates.Entry(line: Text.lines(line).first ?? "")
        #expect(entry.map { "\($0.hash)" } == hash)
        #expect(entry?.path == path)
    }

    @Test(arguments: [
        ("/etc/nginx/conf.d/a", true), ("/etc/nginx/conf.d/x/a", true), ("/etc/nginx/conf.d/../a", false),
        ("/etc/passwd", false), ("/etc/nginx/conf.dx/a", false), ("", false),
    ])
    func whatMayGo(_ path: String, _ expected: Bool) {
        #expect(GoneTemplates.isBelow(["/etc/nginx/conf.d"], path) == expected)
    }

    @Test(
        arguments: [
            ("nginx: [emerg] open() \"/logs/a b.log\" failed (13: Permission denied)\n", "/logs/a b.log"),
            ("nginx: [emerg] mkdir() \"/var/cache/nginx/pc\" failed (13: Permission denied)\n", "/var/cache/nginx/pc"),
            ("nginx: [emerg] chown(\"/x\", 8080) failed (1: Operation not permitted)\n", "/x"),
            (
                "nginx: [emerg] cannot load certificate key \"/k.pem\": BIO_new_file() failed (SSL: error:8000000D:system "
                    + "library::Permission denied:calling fopen(/k.pem, r) error:10000080:BIO routines::system lib)\n",
                "/k.pem"
            ),
            ("nginx: [emerg] open() \"/x\" failed (2: No such file or directory)\n", nil),
            ("nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)\n", nil), ("", nil),
        ] as [(String, String?)])
    func whatIsRefused(_ text: String, _ expected: String?) { #expect(CheckMessages.refused(text) == expected) }

    @Test(arguments: [
        ("/r", "a /r/x /r", "", "a /x "), ("ab", "aab ab", "c", "ac c"), ("x", "", "y", ""), ("", "a", "y", "a"),
        ("x", "é x", "é", "é é"),
    ])
    func replacements(_ part: String, _ text: String, _ other: String, _ expected: String) {
        #expect(CheckMessages.replacing(part, in: text, by: other) == expected)
    }

    /// Certificates as openssl(1) makes them, cut short; an elliptic key that RSA has signed, too.
    @Test(
        arguments: [
            ("-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----\n", KeyKind.rsa),
            (
                "-----BEGIN EC PARAMETERS-----\nAA==\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----\n",
                .elliptic
            ),
            ("text\n-----BEGIN PRIVATE KEY-----\nBgkqhkiG9w0B\nAQE=\n-----END PRIVATE KEY-----\n", .rsa),
            ("-----BEGIN CERTIFICATE-----\nBgkqhkiG9w0BAQsGByqGSM49AgE=\n-----END CERTIFICATE-----\n", .elliptic),
            ("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n", nil), ("", nil),
            ("-----BEGIN CERTIFICATE-----\n", nil),
            ("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n", nil),
        ] as [(String, KeyKind?)])
    func kindsOfKeys(_ text: String, _ expected: KeyKind?) { #expect(KeyKind(pem: Array(text.utf8)) == expected) }

    /// A file counts when it is included, or named by any word.
    @Test(arguments: [
        ("# configuration file /o/a.conf:\n", true), ("# configuration file /o/b.conf:\n", false),
        ("auth_basic_user_file /x/o/a.conf;", true), ("js_import a.conf;", true), ("js_import aa.conf;", false),
        ("# a.conf", false), ("", false),
    ])
    func templatesThatCount(_ output: String, _ expected: Bool) {
        let rendering = Rendering("/t/a.conf.template", to: "/o/a.conf")
        #expect(TemplateUse([rendering], output).entries.map { $0.isUsed } == [expected])
    }

    @Test(arguments: [
        ("5-a.sh", "10-a.sh", true), ("10-a.sh", "5-a.sh", false), ("a", "b", true), ("a", "a", false),
        ("a", "ab", true), ("010-a", "9-a", false), ("20-a.sh", "20-envsubst-on-templates.sh", true),
        ("20-f.sh", "20-envsubst-on-templates.sh", false), ("zz.sh", "20-envsubst-on-templates.sh", false),
        ("99999999999999999999999", "100000000000000000000000", true),
    ])
    func orderOfScripts(_ first: String, _ second: String, _ expected: Bool) {
        #expect(Scripts.comes(first, before: second) == expected)
    }

    @Test func nameServers() {
        let text = """
            # nameserver 1.1.1.1
            search example.org
            nameserver 10.0.0.1
              nameserver\t2001:db8::1
            nameserver fe80::1%eth0
            nameserver
            options ndots:5

            """
        #expect(Resolvers.addresses(in: text) == ["10.0.0.1", "[2001:db8::1]"])
        #expect(Resolvers.addresses(in: "") == [])
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("10.0.0.1:5353", "10.0.0.1:5353"), ("dns.example.org", "dns.example.org"),
        ("[::1]:53", "[::1]:53"), ("::1", "[::1]"), ("a;b", nil), ("a}", nil), ("$x", nil), ("\"", nil), ("", nil),
    ])
    func resolverAddresses(_ text: String, _ expected: String?) {
        #expect(Resolvers.address(text) == expected)
    }

    @Test(arguments: [
        ("app:8000", "app:8000", "tcp://app:8000"), ("[::1]:80", "[::1]:80", "tcp://[::1]:80"),
        ("unix:/run/app.sock", "unix:/run/app.sock", "unix:/run/app.sock"),
        ("unix:app.sock", "unix:/sockets/app.sock", "unix:/sockets/app.sock"),
    ])
    func upstreams(_ text: String, _ address: String, _ target: String) throws {
        let upstream = try #require(Upstream(text))
        #expect(upstream.address("/sockets") == address)
        #expect(upstream.condition("/sockets").description == target)
    }

    @Test(arguments: ["", "app", "app:x", "app:0", "unix:", "unix:/run/", "http://app:80", "a b:80", "app:80/x"])
    func noUpstreams(_ text: String) {
        #expect(Upstream(text) == nil)
    }

    @Test(arguments: [
        ([], ["-g", " daemon off;"]), (["-g", "daemon off;"], ["-g", "daemon off;"]),
        (["-g", "user x; daemon off;"], ["-g", "user x; daemon off;"]),
        (["-g", "user daemon;", "-p", "/x"], ["-p", "/x", "-g", "user daemon; daemon off;"]),
        (["-c", "x.conf"], ["-g", " daemon off;"]), (["-g", "daemon\toff;"], ["-g", "daemon\toff;"]),
        (["-g", "daemon off"], ["-g", "daemon off"]),
    ])
    func serverLines(_ words: [String], _ expected: [String]) throws {
        #expect(try ServerLine(words).arguments() == expected)
    }

    @Test func configurationsOnTheServerLine() throws {
        #expect(try ServerLine(["-c", "x.conf"]).configuration == "/etc/nginx/x.conf")
        #expect(try ServerLine(["-c", "/x.conf"]).configuration == "/x.conf")
        // nginx gets a copy of this one, and the last one counts.
        for path in ["/etc/nginx/nginx.conf", "nginx.conf", "/etc/nginx//conf.d/../nginx.conf"] {
            #expect(try ServerLine(["-c", "/x", "-t", "-c", path]).words == ["-t"])
        }
        #expect(
            try ServerLine(["-tc", "x", "-p/a", "-gy;"]).words == ["-t", "-p", "/a", "-c", "/etc/nginx/x", "-g", "y;"])
        #expect(ServerLine().configuration == nil)
        #expect(ServerLine().arguments(saysDaemon: true) == ["-g", ""])
        #expect(try ServerLine(["-v"]).endsAtOnce)
        // Several letters in one word.
        for word in ["-tq", "-qT"] { #expect(try ServerLine([word]).checks && ServerLine([word]).endsAtOnce) }
        #expect(try !ServerLine(["-p", "-tx"]).checks && !ServerLine(["-"]).endsAtOnce)
        for words in [["-tc", "/x"], ["-tc/x"], ["-t", "-c/x"], ["-qtc", "/x"]] {
            let line = try ServerLine(words)
            #expect(line.checks && line.configuration == "/x", "\(words)")
        }
        #expect(try ServerLine(["-s", "reload"]).reloads)
        #expect(try !ServerLine(["-s", "quit"]).reloads)
        #expect(try ServerLine(["-g", "daemon on;"]).daemon == "on")
        #expect(try !ServerLine(["-g", "-v"]).endsAtOnce)
        #expect(throws: RunError(.usage, "nginx: -g needs a value")) { try ServerLine(["-g"]) }
    }

    @Test func whatNginxSays() {
        let text = """
            2026/11/25 22:00:23 [emerg] 6#6: unknown directive "servr" in /run/nginx/.new/nginx.conf:7
            nginx: [emerg] "listen" directive is duplicate in a in /etc/nginx/conf.d/a b.conf:12
            nginx: [emerg] host not found in upstream "x:80"
            nginx: configuration file /run/nginx/nginx.conf test failed

            """
        #expect(
            CheckMessages.parse(text) == [
                .init(
                    text: #"[emerg] unknown directive "servr""#,
                    place: .init(path: "/run/nginx/.new/nginx.conf", line: 7)),
                .init(
                    text: #"[emerg] "listen" directive is duplicate in a"#,
                    place: .init(path: "/etc/nginx/conf.d/a b.conf", line: 12)),
                .init(text: #"[emerg] host not found in upstream "x:80""#, place: nil),
            ])
    }

    @Test(arguments: [
        ("nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)\n", true),
        ("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n", false),
        ("nginx: [emerg] open() \"/x\" failed (13: Permission denied)\n", false), ("", false),
    ])
    func rightsThatAreLacking(_ text: String, _ expected: Bool) {
        #expect(CheckMessages.lackRight(text) == expected)
    }
}
