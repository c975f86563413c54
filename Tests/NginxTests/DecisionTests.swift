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
        let text = EnvironmentText(variables: DecisionTests.variables)
        #expect(throws: RunError(.configuration, "${B}: tell me")) { try text.filled(Array("${B:?tell me}".utf8)) }
        #expect(throws: RunError(.configuration, "${B}: is not set")) { try text.filled(Array("${B:?}".utf8)) }
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
    ])
    func serverLines(_ words: [String], _ expected: [String]) throws {
        #expect(try ServerLine(words).arguments() == expected)
    }

    @Test func configurationsOnTheServerLine() throws {
        #expect(try ServerLine(["-c", "x.conf"]).configuration == "/etc/nginx/x.conf")
        #expect(try ServerLine(["-c", "/x.conf"]).configuration == "/x.conf")
        #expect(ServerLine().configuration == nil)
        #expect(ServerLine().arguments(saysDaemon: true) == ["-g", ""])
        #expect(try ServerLine(["-v"]).endsAtOnce)
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
