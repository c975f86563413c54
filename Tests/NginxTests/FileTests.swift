import RunUtils
import TestSupport
import Testing

@testable import NginxEntry

/// Which files are made, from what, and where.
@Suite struct FileTests {
    private let host: NginxHost

    init() throws { host = try NginxHost() }

    /// The files that were rendered, in order.
    private func rendered(_ run: DryRun) -> [String] {
        run.events.map { $0.description }.filter { $0.hasPrefix("render ") }.map { String($0.dropFirst(7)) }
    }

    private static let made = "/run/nginx-config/nginx.conf"
    private static let own = "/etc/nginx/nginx.conf"

    /// NGINX_CONF counts where it is set, then a file of docker-library's image, of which nginx gets a copy, then the template
    /// of this image. nginx always reads a file of one name, so that a reload may bring another one.
    @Test(arguments: [
        (false, [:], made), (true, [:], made), (true, ["NGINX_CONF": "/opt/config/nginx.conf"], made),
        (true, ["NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE": "1"], made),
    ])
    func theMainFile(_ hasOwn: Bool, _ environment: [String: String], _ expected: String) throws {
        if hasOwn { try host.write("etc/nginx/nginx.conf", "worker_processes auto;\nevents {}\n") }
        let run = host.run(["start"], environment)
        let words = try #require(run.service, "\(run.messages)").words
        #expect(words[words.firstIndex(of: "-c")! + 1] == expected)
        #expect(rendered(run).contains(FileTests.made) == (expected == FileTests.made))
    }

    private static let missing = "is a directory; expected a file (was it missing on the host?)"

    /// A container engine makes a directory of a file that is missing on the host.
    @Test(
        arguments: [
            (nil, [:], "\"/etc/nginx/nginx.conf\" " + missing),
            // What it leads to may still be made, by a script.
            ("/nowhere", [:], nil),
            (nil, ["NGINX_CONF": "/opt/config/nginx.conf"], nil),
        ] as [(String?, [String: String], String?)])
    func aMainFileThatIsNone(_ target: String?, _ environment: [String: String], _ message: String?) throws {
        if let target {
            try host.link("etc/nginx/nginx.conf", to: target)
        } else {
            try host.makeDirectory("etc/nginx/nginx.conf")
        }
        for words in [["start"], ["check"], ["nginx", "-t"]] {
            let run = host.run(words, environment)
            #expect(run.status == (message == nil ? .success : .configuration), "\(run.messages)")
            if let message { #expect(run.messages.contains { $0.contains(message) }, "\(run.messages)") }
        }
    }

    /// So is a template; a directory with files in it may have any name.
    @Test func templatesThatAreNone() throws {
        try host.makeDirectory("etc/nginx/templates/a.conf.template")
        try host.makeDirectory("etc/nginx/templates/sub/b.stream-template")
        try host.makeDirectory("etc/nginx/templates/empty")
        try host.write("etc/nginx/templates/c.template/d.template", "x\n")
        for command in ["start", "check"] {
            let run = host.run([command])
            #expect(run.status == .success, "\(run.messages)")
            let warnings = run.messages.filter { $0.contains(FileTests.missing) }
            #expect(warnings.count == 2, "\(run.messages)")
            #expect(warnings.first?.contains("\"/etc/nginx/templates/a.conf.template\"") == true)
            #expect(warnings.last?.contains("\"/etc/nginx/templates/sub/b.stream-template\"") == true)
        }
    }

    @Test func workersOfAFileOfOnesOwn() throws {
        try host.write("etc/nginx/nginx.conf", "worker_processes auto;\nevents {}\n")
        let run = host.run(["start"], ["NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE": "1"])
        #expect(run.status == .success, "\(run.messages)")
        // A dry run has one processor.
        #expect(host.text("run/nginx-config/nginx.conf") == "worker_processes \"1\";\nevents {}\n")
    }

    /// A template with ${NAME} may make nginx.conf itself.
    @Test func aTemplateOfTheMainFile() throws {
        try host.write("etc/nginx/templates/nginx.conf.template", "user ${WHO};\n")
        let run = host.run(["start"], ["WHO": "me", "NGINX_ENVSUBST_OUTPUT_DIR": "/etc/nginx"])
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("etc/nginx/nginx.conf") == "user me;\n")
        #expect(run.service?.words.contains(FileTests.own) == true)
    }

    @Test(
        arguments: [
            ("a.conf.template", [:], "etc/nginx/conf.d/a.conf"),
            ("sub/b.conf.template", [:], "etc/nginx/conf.d/sub/b.conf"),
            ("c.conf.stream-template", [:], "etc/nginx/stream-conf.d/c.conf"), ("d.conf", [:], nil),
            (".template", [:], nil),
            ("..data/e.conf.template", [:], nil),
            ("f.tpl", ["NGINX_ENVSUBST_TEMPLATE_SUFFIX": ".tpl"], "etc/nginx/conf.d/f"),
            ("g.template", ["NGINX_ENVSUBST_OUTPUT_DIR": "/srv/out"], "srv/out/g"),
            (
                "h.st",
                ["NGINX_ENVSUBST_STREAM_TEMPLATE_SUFFIX": ".st", "NGINX_ENVSUBST_STREAM_OUTPUT_DIR": "/srv/st"],
                "srv/st/h"
            ),
        ] as [(String, [String: String], String?)])
    func whereTemplatesGo(_ name: String, _ environment: [String: String], _ place: String?) throws {
        try host.write("etc/nginx/templates/\(name)", "${A} $B ${C}\n")
        let run = host.run(["start"], environment.merging(["A": "1", "B": "2"]) { $1 })
        #expect(run.status == .success, "\(run.messages)")
        #expect(
            rendered(run).filter { $0 != FileTests.made && !$0.hasSuffix("mime.types") }
                == (place.map { ["/" + $0] } ?? []))
        if let place { #expect(host.text(place) == "1 2 ${C}\n") }
    }

    @Test(arguments: [(nil, "1 2"), ("^A$", "1 $BA"), ("A", "1 2"), ("^$", "${A} $BA")])
    func whichVariablesTheyKnow(_ filter: String?, _ expected: String) throws {
        try host.write("etc/nginx/templates/a.template", "${A} $BA")
        let given = filter.map { ["NGINX_ENVSUBST_FILTER": $0] } ?? [:]
        let run = host.run(["start"], given.merging(["A": "1", "BA": "2"]) { $1 })
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("etc/nginx/conf.d/a") == expected)
    }

    /// What the image's own template knows besides the variables.
    @Test(arguments: [
        ("{{UPSTREAM}}", ["UPSTREAM": "unix:app.sock", "SOCKET_DIR": "/s"], "unix:/s/app.sock"),
        ("{{#if UPSTREAM}}x{{else}}none{{/if}}", [:], "none"), ("{{STATIC_DIR}}", ["STATIC_DIR": "/srv"], "/srv/"),
        ("{{WORKER_PROCESSES}}", ["WORKER_PROCESSES": "7"], "7"),
        ("{{RESOLVERS}}", ["RESOLVERS": "::1, a.b"], "[::1] a.b"),
        ("{{RESOLVERS}}", [:], "10.0.0.1"), ("{{#if SITES}}{{SITES}}{{else}}none{{/if}}", [:], "none"),
        ("{{#if IPV6}}on{{else}}off{{/if}}", [:], "off"),
    ])
    func whatTemplatesKnow(_ template: String, _ environment: [String: String], _ expected: String) throws {
        try host.write("etc/resolv.conf", "search x\nnameserver 10.0.0.1\n")
        try host.write("opt/config/nginx.conf", template)
        let run = host.run(["start"], environment)
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("run/nginx-config/nginx.conf") == expected)
    }

    @Test func addressesOfTheMachine() throws {
        try host.write("proc/net/if_inet6", "00000000000000000000000000000001 01 80 10 80 lo\n")
        try host.write("etc/nginx/conf.d/site.conf", "server {}\n")
        try host.write("etc/nginx/stream-conf.d/stream.conf", "server {}\n")
        try host.write("opt/config/nginx.conf", "{{IPV6}} {{SITES}} {{STREAMS}}")
        let run = host.run(["start"])
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("run/nginx-config/nginx.conf") == "on /etc/nginx/conf.d /etc/nginx/stream-conf.d/*.conf")
    }

    @Test func certificates() throws {
        try host.write("srv/c.pem", "certificate\n")
        try host.write("srv/k.pem", "key\n", mode: 0o600)
        let run = host.run(["start"], ["SSL_CERT_FILE": "/srv/c.pem", "SSL_KEY_FILE": "/srv/k.pem"])
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("run/nginx-config/server.crt") == "certificate\n")
        #expect(host.text("run/nginx-config/server.key") == "key\n")
        #expect(run.owner(of: "/run/nginx-config/server.key")?.uid == 0)
        #expect(host.run(["start"], ["SSL_CERT_FILE": "/srv/c.pem"]).status == .configuration)
    }

    /// What is watched is what is read: neither what is made, nor a directory that something is made in.
    @Test(arguments: [
        ("0", false, []),
        (
            "1", false,
            ["/opt/config/nginx.conf", "/opt/config/nginx.conf", "/etc/nginx/mime.types", "/etc/nginx/conf.d"]
        ),
        (
            "1", true,
            [
                "/opt/config/nginx.conf", "/etc/nginx/templates/a.conf.template", "/opt/config/nginx.conf",
                "/etc/nginx/mime.types", "/etc/nginx/templates",
            ]
        ),
    ])
    func whatIsWatched(_ wish: String, _ hasTemplate: Bool, _ expected: [FilePath]) throws {
        try host.write("etc/nginx/conf.d/site.conf", "server {}\n")
        if hasTemplate { try host.write("etc/nginx/templates/a.conf.template", "x\n") }
        let run = host.run(["start"], ["NGINX_WATCH": wish])
        #expect(try #require(run.service, "\(run.messages)").reloadsOnChange == expected)
    }

    /// Each of 12 directories leads to the next one twice.
    @Test func linksWithoutAnEnd() throws {
        for number in 0..<12 {
            for name in ["a", "b"] { try host.link("etc/nginx/bomb/\(number)/\(name)", to: "../\(number + 1)") }
        }
        try host.write("etc/nginx/bomb/12/a.conf.template", "")
        try host.link("etc/nginx/templates", to: "bomb/0")
        let run = host.run(["start"])
        #expect(run.status == .configuration)
        #expect(run.messages.description.contains("has more than 1,000 directories"), "\(run.messages)")
    }
}
