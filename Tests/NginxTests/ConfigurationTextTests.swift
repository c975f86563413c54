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
        ("user x; worker_processes\n1 ;\nx;", "user x; worker_processes \"3\";\n\nx;"), ("events {}", "events {}"),
    ])
    func workers(_ text: String, _ expected: String) {
        #expect(ConfigurationText(text).replacingWorkers(3) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("daemon off;", "off"), ("user x;\ndaemon \"on\";", "on"), ("events { daemon off; }", nil),
        ("user daemon;", nil),
        ("events {} daemon off;", "off"), ("# daemon off;", nil), ("", nil), ("daemon", nil), ("daemon;", nil),
    ])
    func daemons(_ text: String, _ expected: String?) {
        #expect(ConfigurationText(text).daemon == expected)
    }

    /// The include of all sites, however it is spelled, and no other one; lines stay where they are.
    @Test(arguments: [
        ("http {\n include /etc/nginx/conf.d/*.conf;\n}", "http {\n S\n}"), ("include conf.d/*;", "S"),
        ("include\n'conf.d/*.conf' ;\nx;", "S\n\nx;"),
        ("include /etc/nginx/conf.d/a.conf;", "include /etc/nginx/conf.d/a.conf;"),
        ("include /etc/nginx/sites-enabled/*;", "include /etc/nginx/sites-enabled/*;"),
        ("include mime.types;", "include mime.types;"),
        ("x conf.d/*.conf;", "x conf.d/*.conf;"),
    ])
    func sitesOfTheirOwn(_ text: String, _ expected: String) {
        let configuration = ConfigurationText(text)
        #expect(configuration.replacingSites(by: "S") == Array(expected.utf8))
        let suffixes = text == expected ? [] : [text.contains("*.conf") ? ".conf" : ""]
        #expect(configuration.siteSuffixes == suffixes)
    }

    private static let load = "load_module /usr/lib/nginx/modules/ngx_stream_module.so; "

    /// Docker-library's nginx has streams built in, and its script adds a block for templates where there is none.
    @Test(
        arguments: [
            ("events {}", nil, "events {}"),
            ("events {}", "/s", load + "events {}\nstream { include \"/s/*.conf\"; }\n"),
            ("stream {}", "/s", load + "stream {}"), ("stream {}", nil, load + "stream {}"),
            (
                "load_module modules/ngx_stream_module.so; stream {}", nil,
                "load_module modules/ngx_stream_module.so; stream {}"
            ),
            (
                "include /etc/nginx/modules-enabled/*.conf; stream {}", nil,
                "include /etc/nginx/modules-enabled/*.conf; stream {}"
            ),
            (
                "load_module modules/ngx_stream_geoip_module.so; stream {}", nil,
                load + "load_module modules/ngx_stream_geoip_module.so; stream {}"
            ),
            ("http { stream x; }", nil, "http { stream x; }"),
        ] as [(String, FilePath?, String)])
    func streams(_ text: String, _ directory: FilePath?, _ expected: String) {
        #expect(ConfigurationText(text).withStreams(directory) == Array(expected.utf8))
    }

    /// Bytes that are no UTF-8 stay as they are.
    @Test func bytesThatAreNoText() {
        let name = Array("include ".utf8) + [0xe9, 59]
        #expect(ConfigurationText(name).replacingIncludes { $0 } == name)
        let bytes = Array("include a; # ".utf8) + [0xe9, 0xff]
        #expect(
            ConfigurationText(bytes).replacingIncludes { "<\($0)>" } == Array("include \"<a>\"; # ".utf8) + [
                0xe9, 0xff,
            ])
    }

    @Test(arguments: [
        ("server { listen 80; }", ["tcp://127.0.0.1:80"]), ("server { listen *:81 ssl; }", ["tcp://127.0.0.1:81"]),
        ("server { listen [::]:82 ipv6only=on; }", ["tcp://[::1]:82"]),
        ("server { listen 10.0.0.1:83; listen localhost:84; }", ["tcp://10.0.0.1:83", "tcp://localhost:84"]),
        ("server { listen example.org; }", ["tcp://example.org:80"]),
        ("server { listen unix:/run/x.sock; }", ["unix:/run/x.sock"]),
        ("server { listen 443 quic; listen 443 ssl; }", ["-", "tcp://127.0.0.1:443"]),
        ("stream { server { listen 53 udp; } }", ["-"]),
        ("http { server { location / { } } server { listen 85; } }", ["tcp://127.0.0.1:8000", "tcp://127.0.0.1:85"]),
        ("upstream a { server b:80; }", []), ("# server { listen 80; }", []), ("server { listen 80", []),
        ("server { if ($x) { return 1; } listen 86; }", ["tcp://127.0.0.1:86"]),
        ("server { include listen.conf; }", ["-"]), ("listen 90;", ["tcp://127.0.0.1:90"]), ("include x;", []),
        ("server { listen 87-89; }", ["tcp://127.0.0.1:87"]),
        ("map $uri $x { listen 1; } server { listen 88; }", ["tcp://127.0.0.1:88"]),
        ("server { location ~ x}y { } listen 89; }", ["tcp://127.0.0.1:89"]),
    ])
    func addresses(_ text: String, _ expected: [String]) {
        let addresses = ConfigurationText(text).addresses(standardPort: 8000)
        #expect(addresses.map { $0.condition?.description ?? "-" } == expected)
    }
}
