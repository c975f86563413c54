import RunUtils
import Testing

@testable import NginxEntry

@Suite struct ConfigurationTextTests {
    @Test(arguments: [
        ("a b;", ["a", "b", ";"]), ("a{b;}", ["a", "{", "b", ";", "}"]), ("# a;\nb;", ["b", ";"]),
        ("a \"b ; {\" 'c}';", ["a", "b ; {", "c}", ";"]), (#"a b\;c;"#, ["a", "b;c", ";"]),
        (#"a "b\"c";"#, ["a", "b\"c", ";"]), ("set $x ${y}z;", ["set", "$x", "${y}z", ";"]),
        ("a b#c;", ["a", "b#c", ";"]), ("", []), ("\"", [""]), ("a \"b", ["a", "b"]),
    ])
    func words(_ text: String, _ expected: [String]) {
        #expect(ConfigurationText(text).tokens.map { String(decoding: $0.text, as: UTF8.self) } == expected)
    }

    @Test(arguments: [
        ("http { include a.conf; }", "http { include \"<a.conf>\"; }"),
        ("include 'a b';\ninclude \"c\";", "include \"<a b>\";\ninclude \"<c>\";"),
        ("# include a;\n", "# include a;\n"), ("x include a;", "x include a;"), ("include a b;", "include a b;"),
        ("include /etc/nginx/conf.d/*.conf;include x;", "include \"</etc/nginx/conf.d/*.conf>\";include \"<x>\";"),
    ])
    func includes(_ text: String, _ expected: String) {
        #expect(ConfigurationText(text).replacingIncludes { "<\($0)>" } == Array(expected.utf8))
    }

    @Test(arguments: [
        ("worker_processes auto;\nevents {}", "worker_processes \"3\";\nevents {}"),
        ("user x; worker_processes  1 ;", "user x; worker_processes  \"3\" ;"), ("events {}", "events {}"),
    ])
    func workers(_ text: String, _ expected: String) {
        #expect(ConfigurationText(text).replacingWorkers(3) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("daemon off;", true), ("user x;\ndaemon off;", true), ("events { daemon off; }", false),
        ("user daemon;", false),
        ("events {} daemon off;", true), ("# daemon off;", false), ("", false),
    ])
    func directives(_ text: String, _ expected: Bool) {
        #expect(ConfigurationText(text).has("daemon") == expected)
    }

    @Test(arguments: [
        ("server { listen 80; }", ["tcp://127.0.0.1:80"]), ("server { listen *:81 ssl; }", ["tcp://127.0.0.1:81"]),
        ("server { listen [::]:82 ipv6only=on; }", ["tcp://[::1]:82"]),
        ("server { listen 10.0.0.1:83; listen localhost:84; }", ["tcp://10.0.0.1:83", "tcp://localhost:84"]),
        ("server { listen example.org; }", ["tcp://example.org:80"]),
        ("server { listen unix:/run/x.sock; }", ["unix:/run/x.sock"]),
        ("server { listen 443 quic; listen 443 ssl; }", ["tcp://127.0.0.1:443"]),
        ("stream { server { listen 53 udp; } }", []),
        ("http { server { location / { } } server { listen 85; } }", ["tcp://127.0.0.1:8000", "tcp://127.0.0.1:85"]),
        ("upstream a { server b:80; }", []), ("# server { listen 80; }", []), ("server { listen 80", []),
        ("server { if ($x) { return 1; } listen 86; }", ["tcp://127.0.0.1:86"]),
        ("server { include listen.conf; }", []), ("server { listen 87-89; }", ["tcp://127.0.0.1:87"]),
        ("map $uri $x { listen 1; } server { listen 88; }", ["tcp://127.0.0.1:88"]),
        ("server { location ~ x}y { } listen 89; }", ["tcp://127.0.0.1:89"]),
    ])
    func addresses(_ text: String, _ expected: [String]) {
        let addresses = ConfigurationText(text).addresses(standardPort: 8000)
        #expect(addresses.map { $0.condition.description } == expected)
    }
}
