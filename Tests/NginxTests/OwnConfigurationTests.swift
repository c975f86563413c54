import RunUtils
import TestSupport
import Testing

@testable import NginxEntry

/// An nginx.conf that was written for docker-library's image, and templates that go.
@Suite struct OwnConfigurationTests {
    private let host: NginxHost

    init() throws { host = try NginxHost() }

    private static let stock = "events {}\nhttp {\n    include mime.types;\n    include /etc/nginx/conf.d/*.conf;\n}\n"
    private static let site = "server { listen 80; root \"/usr/share/nginx/html/\"; index index.html index.htm; }"

    /// With any name.
    private static let all = "http { include /etc/nginx/conf.d/*; }\n"

    private static func expected(_ site: String) -> String {
        stock.replacing("include /etc/nginx/conf.d/*.conf;", with: site)
    }

    /// The stock site is served where the configuration includes sites, there are none, and nothing else listens.
    @Test(
        arguments: [
            (stock, [:], [:], expected(site)), (stock, [:], ["etc/nginx/conf.d/a.conf": "server {}"], stock),
            (stock, [:], ["etc/nginx/templates/a.conf.template": "server {}"], stock),
            (
                stock, ["NGINX_ENVSUBST_OUTPUT_DIR": "/etc//nginx/conf.d/"],
                ["etc/nginx/templates/a.conf.template": "server {}"], stock
            ),
            (stock, [:], ["etc/nginx/conf.d/a.inc": "x"], expected(site)),
            (stock, [:], ["etc/nginx/conf.d/.a.conf": "server {}"], expected(site)),
            (all, [:], [:], all.replacing("include /etc/nginx/conf.d/*;", with: site)),
            (all, [:], ["etc/nginx/conf.d/site": "server {}"], all),
            (all, [:], ["etc/nginx/templates/site.template": "server {}"], all),
            (
                all, [:], ["etc/nginx/conf.d/..data/site": "server {}"],
                all.replacing("include /etc/nginx/conf.d/*;", with: site)
            ),
            (stock, ["LISTEN_PORT": "81"], [:], expected(site.replacing("80", with: "81"))),
            (
                stock, ["STATIC_DIR": "/s\"r v"], [:],
                expected(site.replacing("/usr/share/nginx/html", with: "/s\\\"r v"))
            ),
            (
                stock, [:], ["proc/net/if_inet6": "0 01 80 20 80 lo\n"],
                expected(site.replacing("80;", with: "80; listen [::]:80;"))
            ),
            (
                stock + "stream { server { listen 1; } }", [:], [:],
                "load_module /usr/lib/nginx/modules/ngx_stream_module.so; " + stock + "stream { server { listen 1; } }"
            ),
            ("include more/*.x;" + stock, [:], ["etc/nginx/more/a.x": "server {}"], "include more/*.x;" + stock),
            (
                "include more/*.x;" + stock, [:], ["etc/nginx/more/a.y": "server {}"],
                "include more/*.x;" + expected(site)
            ),
            ("include m.x;" + stock, [:], ["etc/nginx/m.x": "server {}"], "include m.x;" + stock),
            ("events {}", [:], [:], "events {}"),
        ] as [(String, [String: String], [String: String], String)])
    func theStockSite(
        _ configuration: String, _ environment: [String: String], _ files: [String: String], _ expected: String
    ) throws {
        try host.write("etc/nginx/nginx.conf", configuration)
        for (path, text) in files { try host.write(path, text) }
        // A command line may name it, as in docker-library's image.
        for words in [["start"], ["nginx", "-c", "/etc/nginx/nginx.conf", "-g", "daemon off;"]] {
            let run = host.run(words, environment)
            #expect(run.status == .success, "\(run.messages)")
            #expect(host.text("run/nginx-config/nginx.conf") == expected)
            #expect(run.service?.words.contains("/run/nginx-config/nginx.conf") == true)
        }
    }

    @Test func aDirectoryThatNginxWouldTakeForAVariable() throws {
        try host.write("etc/nginx/nginx.conf", OwnConfigurationTests.stock)
        let run = host.run(["start"], ["STATIC_DIR": "/a$b"])
        #expect(run.status == .configuration)
        #expect(run.messages.contains { $0.contains("holds a \"$\"") }, "\(run.messages)")
    }

    /// Templates of streams get the block that docker-library's script adds, unless an included file has one.
    @Test(
        arguments: [
            (false, [:], true), (true, [:], false),
            (false, ["NGINX_ENVSUBST_STREAM_OUTPUT_DIR": "/etc/nginx/stream-conf.d/"], true),
        ] as [(Bool, [String: String], Bool)])
    func streamTemplates(_ isElsewhere: Bool, _ environment: [String: String], _ expected: Bool) throws {
        try host.write("etc/nginx/nginx.conf", "include x/*.conf;\n")
        try host.write("etc/nginx/templates/a.conf.stream-template", "server { listen 9000; }\n")
        if isElsewhere { try host.write("etc/nginx/x/s.conf", "stream {}\n") }
        let run = host.run(["start"], environment)
        #expect(run.status == .success, "\(run.messages)")
        let text = try #require(host.text("run/nginx-config/nginx.conf"))
        #expect(text.contains("stream { include \"/etc/nginx/stream-conf.d/*.conf\"; }") == expected, "\(text)")
        #expect(text.contains("load_module") == expected)
    }

    /// What a template made goes with it; what somebody has changed since stays, which is said once.
    @Test(
        arguments: [(false, [:]), (true, [:]), (false, ["NGINX_ENVSUBST_OUTPUT_DIR": "/etc/nginx/conf.d/"])]
            as [(Bool, [String: String])])
    func templatesThatGo(_ isChanged: Bool, _ environment: [String: String]) throws {
        try host.write("opt/config/nginx.conf", "{{#if SITES}}{{SITES}}{{else}}none{{/if}}")
        try host.write("etc/nginx/templates/a.conf.template", "a\n")
        #expect(host.run(["start"], environment).status == .success)
        #expect(host.text("etc/nginx/conf.d/a.conf") == "a\n")
        try host.remove("etc/nginx/templates/a.conf.template")
        if isChanged {
            try host.remove("etc/nginx/conf.d/a.conf")
            try host.write("etc/nginx/conf.d/a.conf", "b\n")
        }
        for round in 0..<2 {
            let run = host.run(["start"], environment)
            #expect(run.status == .success, "\(run.messages)")
            #expect(host.text("etc/nginx/conf.d/a.conf") == (isChanged ? "b\n" : nil))
            #expect(host.text("run/nginx-config/nginx.conf") == (isChanged ? "/etc/nginx/conf.d" : "none"))
            let message = isChanged ? "was changed since, and stays" : "removed \"/etc/nginx/conf.d/a.conf\""
            #expect(run.messages.contains { $0.contains(message) } == (round == 0), "\(run.messages)")
        }
    }

    /// nginx's refusal changes nothing, and a check never does.
    @Test func aTemplateThatGoesInVain() throws {
        try host.write("etc/nginx/templates/a.conf.template", "a\n")
        #expect(host.run(["start"]).status == .success)
        try host.remove("etc/nginx/templates/a.conf.template")
        #expect(host.run(["check"]).status == .success)
        #expect(host.text("etc/nginx/conf.d/a.conf") == "a\n")
        let refused = host.run(["start"]) {
            $0.contains("-T") ? DryRun.Answer(status: 1, errors: "nginx: [emerg] no\n") : nil
        }
        #expect(refused.status == .configuration)
        #expect(host.text("etc/nginx/conf.d/a.conf") == "a\n")
    }

    /// A record names nothing that could not be the template's.
    @Test func aRecordThatNamesOthers() throws {
        try host.write("etc/nginx/templates/a.conf.template", "a\n")
        #expect(host.run(["start"]).status == .success)
        let entry = GoneTemplates.Entry("/etc/passwd", Array((host.text("etc/passwd") ?? "").utf8))
        try host.write("run/nginx-config/made-of-templates", entry.line)
        #expect(host.run(["start"]).status == .success)
        #expect(host.text("etc/passwd") != nil)
    }

    private static func dump(_ path: String) -> String { "# configuration file \(path):\nserver { listen 8080; }\n" }

    /// Files that look like a part of the configuration and are none.
    @Test(
        arguments: [
            ("a.conf.template", [:], "/etc/nginx/conf.d/a.conf", nil),
            ("sub/a.conf.template", [:], "/etc/nginx/conf.d/a.conf", "sub/a.conf.template\" has no effect"),
            ("a.conf.template", ["NGINX_ENVSUBST_OUTPUT_DIR": "/tmp"], "/x", "does not include \"/tmp/a.conf\""),
            ("a.template", [:], "/x", "does not include \"/etc/nginx/conf.d/a\""),
            ("a.js.template", ["NGINX_ENVSUBST_OUTPUT_DIR": "/srv"], "/x", nil),
            ("a.conf.tmpl", [:], "/x", "no name of a file in \"/etc/nginx/templates\" ends in \".template\""),
            ("a.conf.stream-template", [:], "/x", "does not include \"/etc/nginx/stream-conf.d/a.conf\""),
        ] as [(String, [String: String], String, String?)])
    func templatesWithoutEffect(
        _ name: String, _ environment: [String: String], _ included: String, _ message: String?
    ) throws {
        try host.write("etc/nginx/templates/\(name)", "x\n")
        for command in ["start", "check"] {
            let run = host.run([command], environment) { words in
                words.contains("-T") ? DryRun.Answer(output: OwnConfigurationTests.dump(included)) : nil
            }
            #expect(run.status == .success, "\(run.messages)")
            let warnings = run.messages.filter { $0.contains("has no effect") || $0.contains("ends in") }
            #expect(warnings.count == (message == nil ? 0 : 1), "\(run.messages)")
            if let message { #expect(warnings[0].contains(message), "\(warnings)") }
        }
    }

    @Test func whatACheckExplains() throws {
        for name in ["a", "b"] { try host.write("etc/nginx/templates/\(name).conf.template", "x\n") }
        let run = host.run(["check", "--explain"]) { words in
            words.contains("-T") ? DryRun.Answer(output: OwnConfigurationTests.dump("/etc/nginx/conf.d/a.conf")) : nil
        }
        #expect(run.output.contains("/etc/nginx/templates/a.conf.template  included as /etc/nginx/conf.d/a.conf\n"))
        #expect(run.output.contains("/etc/nginx/templates/b.conf.template  not included: /etc/nginx/conf.d/b.conf\n"))
    }

    /// Names beyond the declared ones, by a filter; what is not set is so, and not unknown.
    @Test(
        arguments: [
            ("{{API}}", ["API": "x", "NGINX_TEMPLATE_FILTER": "^API"], "x"),
            ("{{API_B:-none}}", ["NGINX_TEMPLATE_FILTER": "^API"], "none"),
            ("{{#if API}}y{{else}}n{{/if}}", ["NGINX_TEMPLATE_FILTER": "^API"], "n"),
            ("{{LISTEN_PORT}}", ["NGINX_TEMPLATE_FILTER": "."], "8080"),
            ("{{API}}", ["API": "x", "NGINX_TEMPLATE_FILTER": "^B"], nil), ("{{API}}", ["API": "x"], nil),
            ("{{API}}", ["NGINX_TEMPLATE_FILTER": "^API"], nil),
        ] as [(String, [String: String], String?)])
    func namesThatTemplatesSee(_ template: String, _ environment: [String: String], _ expected: String?) throws {
        try host.write("opt/config/nginx.conf", template)
        let run = host.run(["start"], environment)
        #expect(run.status == (expected == nil ? .configuration : .success), "\(run.messages)")
        #expect(host.text("run/nginx-config/nginx.conf") == expected)
    }

    /// Modules that somebody has installed; the image's own is loaded with streams alone.
    @Test(arguments: [
        ([], "none"), (["50-mod-stream.conf"], "none"), (["50-mod-stream.conf", "50-mod-http-echo.conf"], "on"),
        (["readme"], "none"),
    ])
    func modules(_ names: [String], _ expected: String) throws {
        for name in names { try host.write("etc/nginx/modules-enabled/\(name)", "load_module x;\n") }
        try host.write("opt/config/nginx.conf", "{{MODULES:-none}}")
        #expect(host.run(["start"]).status == .success)
        #expect(host.text("run/nginx-config/nginx.conf") == expected)
    }

    /// nginx looks a name up itself where the first name server of the container knows it as it is written.
    @Test(arguments: [
        ("app:8000", "nameserver 10.0.0.1", "", [:], "10.0.0.1"),
        ("app:8000", "nameserver 10.0.0.1", "1.2.3.4 app", [:], "none"),
        ("app:8000", "nameserver 10.0.0.1\nnameserver 10.0.0.2", "", [:], "10.0.0.1"),
        ("app:8000", "", "", [:], "none"),
        ("app:8000", "nameserver 10.0.0.1", "", ["RESOLVERS": "10.0.0.9"], "none"),
        ("app:8000", "nameserver 10.0.0.1", "", ["RESOLVERS": "10.0.0.1 10.0.0.9"], "10.0.0.1"),
        ("db:8000", "nameserver 10.0.0.1", "", [:], "none"), ("10.0.0.5:8000", "nameserver 10.0.0.1", "", [:], "none"),
        ("unix:a", "nameserver 10.0.0.1", "", [:], "none"),
    ])
    func whoLooksUpstreamsUp(
        _ upstream: String, _ resolvers: String, _ hosts: String, _ more: [String: String], _ expected: String
    ) throws {
        try host.write("etc/resolv.conf", resolvers + "\n")
        try host.write("etc/hosts", hosts + "\n")
        try host.write("opt/config/nginx.conf", "{{UPSTREAM_RESOLVER:-none}}")
        let run = host.run(["init"], more.merging(["UPSTREAM": upstream]) { $1 }) { words in
            guard words.first == "getent" else { return nil }
            return words == ["getent", "ahosts", "app."]
                ? DryRun.Answer(output: "10.0.0.7 app\n") : DryRun.Answer(status: 2)
        }
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("run/nginx-config/nginx.conf") == expected)
    }
}
