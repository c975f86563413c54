import RunUtils
import TestSupport
import Testing

@testable import NginxEntry

/// /docker-entrypoint.d, and a container that starts as a user.
@Suite struct ScriptTests {
    private let host: NginxHost

    init() throws { host = try NginxHost() }

    /// The scripts that ran, and the rendering and the check between them.
    private func order(_ run: DryRun) -> [String] {
        run.events.map { $0.description }.compactMap { event in
            if event.hasPrefix("render /run/nginx-config/nginx.conf") { return "render" }
            if event.contains(" -T ") { return "check" }
            guard event.hasPrefix("run /bin/sh"), let slash = event.lastIndex(of: "/") else { return nil }
            return event[event.index(after: slash)...].filter { $0 != "\"" && $0 != "'" }
        }
    }

    /// By their numbers; those behind docker-library's own rendering see the files, so nginx looks at them afterwards.
    @Test(arguments: [
        (["30-b.sh", "5-a.sh"], ["5-a.sh", "render", "30-b.sh", "check"]),
        (["19-a.sh", "10-b.sh"], ["10-b.sh", "19-a.sh", "check", "render"]), ([], ["check", "render"]),
        (["zz.sh"], ["render", "zz.sh", "check"]),
    ])
    func whenTheyRun(_ names: [String], _ expected: [String]) throws {
        for name in names { try host.write("docker-entrypoint.d/\(name)", "true\n", mode: 0o755) }
        let run = host.run(["start"])
        #expect(run.status == .success, "\(run.messages)")
        #expect(order(run) == expected, "\(run.events)")
    }

    private static let own = "http {\n include /etc/nginx/conf.d/*.conf;\n}\n"

    /// What a late script makes or edits is what nginx gets; its own edits of what was rendered stay.
    @Test(arguments: [
        ("etc/nginx/conf.d/site.conf", "server {}\n", [:], "run/nginx-config/nginx.conf", own),
        (
            "etc/nginx/nginx.conf", "http {\n server {}\n}\n", [:], "run/nginx-config/nginx.conf",
            "http {\n server {}\n}\n"
        ),
        ("etc/nginx/conf.d/a.conf", "edited\n", [:], "etc/nginx/conf.d/a.conf", "edited\n"),
        ("run/nginx-config/nginx.conf", "edited\n", [:], "run/nginx-config/nginx.conf", "edited\n"),
        (
            "etc/nginx/conf.d/site.conf", "server {}\n", ["NGINX_CONF": "/opt/config/nginx.conf"],
            "run/nginx-config/nginx.conf", "/etc/nginx/conf.d"
        ),
    ])
    func whatALateScriptMakes(
        _ path: String, _ text: String, _ environment: [String: String], _ place: String, _ expected: String
    ) throws {
        try host.write("etc/nginx/nginx.conf", ScriptTests.own)
        try host.write("opt/config/nginx.conf", "{{SITES:-none}}")
        if path.hasSuffix("a.conf") { try host.write("etc/nginx/templates/a.conf.template", "made\n") }
        try host.write("docker-entrypoint.d/zz.sh", "true\n", mode: 0o755)
        let run = host.run(["start"], environment) { words in
            guard words.first == "/bin/sh" else { return nil }
            try? host.remove(path)
            try? host.write(path, text)
            return nil
        }
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text(place) == expected)
        #expect(order(run).last { $0 != "render" } == "check", "\(run.events)")
    }

    /// What it removes is made again by the next start, and goes again.
    @Test func aLateScriptThatRemoves() throws {
        for name in ["a", "b"] { try host.write("etc/nginx/templates/\(name).conf.template", "\(name)\n") }
        try host.write("docker-entrypoint.d/zz.sh", "true\n", mode: 0o755)
        for _ in 0..<2 {
            let run = host.run(["start"]) { words in
                if words.first == "/bin/sh" { try? host.remove("etc/nginx/conf.d/a.conf") }
                return nil
            }
            #expect(run.status == .success, "\(run.messages)")
            #expect(host.text("etc/nginx/conf.d/a.conf") == nil)
            #expect(host.text("etc/nginx/conf.d/b.conf") == "b\n")
        }
        let record = try #require(host.text("run/nginx-config/made-of-templates"))
        #expect(record.contains("b.conf") && !record.contains("a.conf"), "\(record)")
    }

    /// nginx looks at it before it takes its place.
    @Test func aLateScriptThatIsWrong() throws {
        try host.write("etc/nginx/nginx.conf", ScriptTests.own)
        try host.write("docker-entrypoint.d/zz.sh", "true\n", mode: 0o755)
        let run = host.run(["start"]) { words in
            if words.first == "/bin/sh" { try? host.write("etc/nginx/nginx.conf", "servr {}\n") }
            return words.contains("-T") ? DryRun.Answer(status: 1, errors: "nginx: [emerg] no\n") : nil
        }
        #expect(run.status == .configuration, "\(run.messages)")
        #expect(run.service == nil)
        #expect(host.text("run/nginx-config/nginx.conf")?.contains("servr") == false)
    }

    @Test(
        arguments: [
            ("10-a.sh", 0o644, "is not executable and is not run"), ("10-a.txt", 0o755, "is neither .sh nor .envsh"),
            ("10-a", 0o755, "is neither .sh nor .envsh"), ("10-a.envsh", 0o644, "is not executable and is not run"),
            ("10-a.sh/x", 0o755, "file and is not run"),
        ] as [(String, UInt32, String)])
    func whatIsNotRun(_ name: String, _ mode: UInt32, _ reason: String) throws {
        try host.write("docker-entrypoint.d/\(name)", "true\n", mode: mode)
        let run = host.run(["start"])
        #expect(run.status == .success)
        #expect(run.messages.contains { $0.contains(reason) }, "\(run.messages)")
        #expect(order(run) == ["check", "render"])
    }

    /// Hidden files are nobody's scripts.
    @Test func hiddenFiles() throws {
        try host.write("docker-entrypoint.d/.10-a.sh", "true\n", mode: 0o755)
        let run = host.run(["start"])
        #expect(order(run) == ["check", "render"])
        #expect(run.messages.allSatisfy { !$0.contains("10-a") }, "\(run.messages)")
    }

    /// What templates know of name servers and of scripts at a start, they know in commands beside the service.
    @Test(arguments: [["start"], ["check"], ["render"], ["reload"], ["nginx", "-t"], ["nginx", "-s", "reload"]])
    func whatTemplatesKnow(_ words: [String]) throws {
        try host.write("etc/resolv.conf", "nameserver 10.0.0.1\n")
        try host.write(
            "docker-entrypoint.d/16-a.envsh", "export RESOLVER=\"$NGINX_LOCAL_RESOLVERS valid=5s\"\n", mode: 0o755)
        try host.write("etc/nginx/templates/a.conf.template", "${NGINX_LOCAL_RESOLVERS}|${RESOLVER}\n")
        let knowsScripts = !["check", "render"].contains(words[0])
        let isBeside = knowsScripts && words != ["start"]
        let environment = ["NGINX_ENTRYPOINT_LOCAL_RESOLVERS": "1"]
        var seen: String?
        let run = host.run(words, environment, service: isBeside ? .running : .stopped) { words in
            if words.last == "/docker-entrypoint.d/16-a.envsh" {
                return DryRun.Answer(
                    output: "NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1\0NGINX_LOCAL_RESOLVERS=10.0.0.1\0RESOLVER=r\0")
            }
            if words.contains("-T"), let index = words.firstIndex(of: "-c") {
                seen = host.text(
                    words[index + 1].replacing("run/nginx-config/nginx.conf", with: "etc/nginx/conf.d/a.conf"))
            }
            return nil
        }
        #expect(run.status == .success, "\(run.messages)")
        if words == ["render"] { seen = host.text("etc/nginx/conf.d/a.conf") }
        #expect(seen == (knowsScripts ? "10.0.0.1|r\n" : "10.0.0.1|${RESOLVER}\n"), "\(run.events)")
        let sourced = run.programs.filter { $0.words.last == "/docker-entrypoint.d/16-a.envsh" }
        #expect(sourced.count == (knowsScripts ? 1 : 0))
    }

    @Test func aScriptThatFails() throws {
        try host.write("docker-entrypoint.d/10-a.sh", "exit 3\n", mode: 0o755)
        let run = host.run(["start"]) { $0.first == "/bin/sh" ? DryRun.Answer(status: 3) : nil }
        #expect(run.status != .success)
        #expect(run.service == nil)
    }

    /// Who may not write to /etc/nginx/conf.d, which is not even there, has a directory of its own.
    @Test(arguments: ["/etc/nginx/conf.d", "/etc/nginx/conf.d/"])
    func sitesOfAUser(_ directory: String) throws {
        try host.write("etc/nginx/templates/a.conf.template", "include /etc/nginx/conf.d/x.inc; # ${A}\n")
        try host.write("opt/config/nginx.conf", "{{SITES}}")
        let run = host.run(["start"], ["A": "1", "NGINX_ENVSUBST_OUTPUT_DIR": directory], as: NginxHost.user)
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("run/nginx-config/conf.d/a.conf") == "include \"/run/nginx-config/conf.d/x.inc\"; # 1\n")
        #expect(host.text("etc/nginx/conf.d/a.conf") == nil)
        #expect(host.text("run/nginx-config/nginx.conf") == "/run/nginx-config/conf.d")
    }

    /// Before the first template, the directories of such a container are links to those that it may not write to.
    @Test(arguments: [["start"], ["check"]])
    func theFirstTemplateOfAUser(_ words: [String]) throws {
        for name in ["conf.d", "stream-conf.d"] { try host.link("run/nginx-config/\(name)", to: "/etc/nginx/\(name)") }
        try host.write("etc/nginx/templates/a.conf.template", "a\n")
        let run = host.run(words, as: NginxHost.user)
        #expect(run.status == .success, "\(run.messages)")
        #expect(host.text("run/nginx-config/conf.d/a.conf") == (words == ["start"] ? "a\n" : nil))
    }

    @Test(arguments: [
        ("/etc/nginx/conf.d/a.conf", "/run/nginx-config/conf.d/a.conf"),
        ("/etc/nginx/conf.d/*.conf", "/run/nginx-config/conf.d/*.conf"),
        ("/etc/nginx/stream-conf.d/x/y", "/run/nginx-config/stream-conf.d/x/y"),
        ("/etc/nginx/conf.d", "/etc/nginx/conf.d"),
        ("/etc/nginx/conf.dx/a", "/etc/nginx/conf.dx/a"), ("conf.d/a", "conf.d/a"), ("", ""),
    ])
    func pathsOfAUser(_ path: String, _ expected: String) { #expect(Sites.ownPath(path) == expected) }
}
