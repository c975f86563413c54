import RunUtils
import TestSupport
import Testing

@testable import NginxEntry

/// The start as a whole, with an nginx that only answers.
@Suite struct StartTests {
    private let host: NginxHost

    init() throws { host = try NginxHost() }

    @Test func whatIsStarted() throws {
        let run = host.run(["start"], ["UPSTREAM": "app:8000", "SEMAPHORE": "/opt/data/semaphores/nginx"])
        #expect(run.status == .success, "\(run.messages)")
        let service = try #require(run.service)
        let words = ["/usr/sbin/nginx", "-e", "stderr", "-c", "/run/nginx-config/nginx.conf", "-g", " daemon off;"]
        #expect(service.words == words)
        #expect(service.user == "nginx")
        #expect(service.stop == .signal(.quit))
        #expect(service.waitFor == [.tcp(host: "app", port: 8000)])
        #expect(service.semaphore == "/opt/data/semaphores/nginx")
        #expect(service.ready == .condition(.tcp(port: 8080)))
        #expect(service.capabilities == [])
        #expect(host.text("run/nginx-config/nginx.conf") == "port 8080;\n")
        #expect(run.owner(of: "/run/nginx-config/nginx.conf")?.uid == 0)
        #expect(run.owner(of: "/run/nginx-temp/proxy")?.uid == 8080)
        #expect(run.owner(of: "/run/nginx-temp")?.uid == 0)
    }

    /// What is ready is asked where the configuration, as nginx prints it, listens first.
    @Test(arguments: [
        ("server { listen 127.0.0.1:81; listen 82; }", Readiness.condition(.tcp(host: "127.0.0.1", port: 81))),
        ("server { listen unix:/run/x.sock; }", .condition(.unixSocket("/run/x.sock"))),
        ("server { server_name a; }", .condition(.tcp(port: 8000))), ("server { listen 53 udp; }", nil),
        ("server { listen 53 udp; listen 83; }", .condition(.tcp(port: 83))),
    ])
    func whereItIsAsked(_ configuration: String, _ ready: Readiness?) throws {
        let run = host.run(["start"]) { words in
            words.contains("-T") ? DryRun.Answer(output: configuration) : nil
        }
        #expect(try #require(run.service).ready == ready)
    }

    /// Without `listen`, root's nginx listens at port 80, and a user's at port 8000.
    @Test(
        arguments: [
            ([:], (uid: 0, gid: 0), 8000), ([:], NginxHost.user, 8000),
            (["USER_NAME": "root", "USER_UID": "0"], (0, 0), 80),
        ] as [([String: String], (uid: UInt32, gid: UInt32), Int)])
    func whereItListens(_ environment: [String: String], _ ids: (uid: UInt32, gid: UInt32), _ port: Int) throws {
        let run = host.run(["start"], environment, as: ids) { words in
            words.contains("-T") ? DryRun.Answer(output: "server { }") : nil
        }
        #expect(try #require(run.service, "\(run.messages)").ready == .condition(.tcp(port: port)))
    }

    private static let noRight = "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)\n"

    /// The check has no capability first, and the service no more than the check needed.
    @Test func aPortThatTakesARight() throws {
        var checks = 0
        let run = host.run(["start"]) { words in
            guard words.contains("-T") else { return nil }
            checks += 1
            return checks == 1 ? DryRun.Answer(status: 1, errors: StartTests.noRight) : NginxHost.checked
        }
        #expect(checks == 2)
        #expect(run.service?.capabilities == [.netBindService])
    }

    @Test func aPortThatNobodyMayHave() {
        let run = host.run(["start"]) { words in
            words.contains("-T") ? DryRun.Answer(status: 1, errors: StartTests.noRight) : nil
        }
        #expect(run.status == .permission)
        #expect(run.service == nil)
        #expect(run.messages.contains { $0.contains("--cap-add=NET_BIND_SERVICE") }, "\(run.messages)")
        #expect(host.text("run/nginx-config/nginx.conf") == nil)
    }

    /// nginx names the staged file; the message names the template's line.
    @Test func aConfigurationThatIsWrong() throws {
        try host.write("opt/config/nginx.conf", "events {}\n{{#if UPSTREAM}}\nupstream;\n{{/if}}\nservr {}\n")
        let run = host.run(["start"]) { words in
            guard words.contains("-T"), let index = words.firstIndex(of: "-c") else { return nil }
            return DryRun.Answer(
                status: 1,
                errors: "nginx: [emerg] unknown directive \"servr\" in \(words[index + 1]):2\n"
                    + "nginx: configuration file \(words[index + 1]) test failed\n")
        }
        #expect(run.status == .configuration)
        #expect(run.service == nil)
        let line = "/opt/config/nginx.conf:5: [emerg] unknown directive \"servr\""
        #expect(run.messages.contains { $0.contains(line) }, "\(run.messages)")
        #expect(host.text("run/nginx-config/nginx.conf") == nil)
    }

    /// HUP renders and checks again; what nginx refuses stays out, and nginx is not told. A server that runs gets no more rights than
    /// it was started with, whatever the container has.
    @Test(arguments: [nil, "nginx: [emerg] no\n", StartTests.noRight])
    func aHangup(_ errors: String?) throws {
        var checks = 0
        let run = host.run(["start"], signals: [.hangup]) { words in
            guard words.contains("-T") else { return nil }
            checks += 1
            return checks == 1 ? nil : errors.map { DryRun.Answer(status: 1, errors: $0) }
        }
        #expect(checks == 2)
        let sent = run.events.filter { $0.description.hasPrefix("send ") }
        #expect(sent.count == (errors == nil ? 1 : 0), "\(run.events)")
        let lacksRight = errors == StartTests.noRight
        #expect(run.messages.contains { $0.contains("restart the container") } == lacksRight, "\(run.messages)")
        #expect(!run.messages.contains { $0.contains("--cap-add") }, "\(run.messages)")
    }

    @Test(arguments: [
        (["nginx"], [" daemon off;"]), (["nginx", "-g", "daemon off;"], ["daemon off;"]),
        (["start", "--", "-g", "user x;"], ["user x; daemon off;"]),
        (["nginx", "-p", "/x", "-g", "user x;"], ["user x; daemon off;"]),
    ])
    func wordsForNginx(_ words: [String], _ last: [String]) throws {
        let service = try #require(host.run(words).service)
        #expect(service.words.suffix(1) == last)
        #expect(service.words.contains("-p") == words.contains("-p"))
    }

    /// What ends at once is no service: it takes the entrypoint's place.
    @Test(arguments: [
        (["-v"], ["-v"]), (["-s", "reload"], ["-c", "/run/nginx-config/nginx.conf", "-s", "reload"]),
        (["-s", "quit"], ["-c", "/run/nginx-config/nginx.conf", "-s", "quit"]),
    ])
    func whatEndsAtOnce(_ words: [String], _ expected: [String]) throws {
        let run = host.run(["nginx"] + words)
        #expect(try #require(run.replacement, "\(run.messages)").words == ["/usr/sbin/nginx"] + expected)
        #expect(run.service == nil)
        #expect(!run.programs.contains { $0.words.contains("-T") })
    }

    /// A check of an image's user: the configuration is made as a start would make it, unless nginx runs. What nginx says is passed on.
    @Test(arguments: [
        (["-t"], DryRun.ServiceState.stopped, ["-c", "/run/nginx-config/nginx.conf", "-t"], 1),
        (["-t", "-c", "/x.conf"], .stopped, ["-t", "-c", "/x.conf"], 0),
        (["-t"], .running, ["-c", "/run/nginx-config/nginx.conf", "-t"], 1),
        (["-tc", "/etc/nginx/nginx.conf"], .running, ["-c", "/run/nginx-config/nginx.conf", "-t"], 1),
    ])
    func checks(_ words: [String], _ state: DryRun.ServiceState, _ expected: [String], _ count: Int) {
        let run = host.run(["nginx"] + words, service: state) { words in
            words.contains("-t") ? DryRun.Answer(status: 3, errors: "nginx: says so\n") : nil
        }
        #expect(run.status.rawValue == 3)
        #expect(run.messages.contains { $0.contains("nginx: says so") }, "\(run.messages)")
        #expect(run.programs.last?.words == ["/usr/sbin/nginx"] + expected)
        #expect(run.programs.filter { $0.words.contains("-T") }.count == count)
    }

    /// `nginx -s reload` is what `reload` is, beside a service that runs.
    @Test func aReloadByNginx() {
        let run = host.run(["nginx", "-s", "reload"], service: .running)
        #expect(run.status == .success, "\(run.messages)")
        #expect(run.events.contains { $0.description.contains("HUP") }, "\(run.events)")
        #expect(run.replacement == nil)
    }

    /// It would be ready, and nobody could come.
    @Test func aConfigurationWithoutServers() {
        let run = host.run(["start"]) { $0.contains("-T") ? DryRun.Answer(output: "events {}") : nil }
        #expect(run.status == .configuration)
        #expect(run.service == nil)
        #expect(
            run.messages.contains { $0.contains("\"/opt/config/nginx.conf\" lets nginx listen nowhere") },
            "\(run.messages)")
    }

    @Test(arguments: [
        (["start"], "daemon on;\n", RunUtils.ExitStatus.configuration),
        (["start"], "events {}\ndaemon ON;\n", .configuration),
        (["nginx", "-g", "daemon on;"], "events {}\n", .usage),
        (["nginx", "-g", "user x; daemon on"], "events {}\n", .usage),
    ])
    func nginxThatWouldLeave(_ words: [String], _ configuration: String, _ status: RunUtils.ExitStatus) throws {
        try host.write("etc/nginx/nginx.conf", configuration)
        let run = host.run(words)
        #expect(run.status == status)
        #expect(run.service == nil)
        let place = status == .usage ? "the argument of -g" : "\"/etc/nginx/nginx.conf\""
        #expect(
            run.messages.contains { $0.contains(place + " says \"daemon o") || $0.contains(place + " says \"daemon O") }
        )
    }

    /// Who listens there already would be taken for nginx.
    @Test func anAddressThatSomebodyHas() {
        let run = host.run(["start"]) { words in
            words.contains("-T") ? DryRun.Answer(output: "server { listen 81; listen 82; }") : nil
        } holds: {
            $0 == .tcp(port: 82)
        }
        #expect(run.status == .system)
        #expect(run.service == nil)
        #expect(
            run.messages.contains { $0.contains("cannot listen at port 82: somebody else does") }, "\(run.messages)")
    }

    /// What is staged has no name for people.
    @Test func aKeyOfAnotherCertificate() throws {
        try host.write("srv/c.pem", "certificate\n")
        try host.write("srv/k.pem", "key\n", mode: 0o600)
        let run = host.run(["start"], ["SSL_CERT_FILE": "/srv/c.pem", "SSL_KEY_FILE": "/srv/k.pem"]) { words in
            guard words.contains("-T"), let index = words.firstIndex(of: "-c") else { return nil }
            let place = words[index + 1].replacing("nginx.conf", with: "server.key")
            return DryRun.Answer(
                status: 1,
                errors: "nginx: [emerg] SSL_CTX_use_PrivateKey(\"\(place)\") failed (SSL: key values mismatch)\n")
        }
        #expect(run.status == .configuration)
        #expect(
            run.messages.contains { $0.contains("SSL_CTX_use_PrivateKey(\"/srv/k.pem\") failed") }, "\(run.messages)")
    }

    @Test(arguments: [
        (
            "open() \"/srv/logs/a.log\" failed (13: Permission denied)",
            "user 8080, who needs the right to \"/srv/logs\""
        ),
        ("open() \"/opt/config/nginx.conf\" failed (13: Permission denied)", "the right to \"/opt/config/nginx.conf\""),
    ])
    func rightsThatNginxLacks(_ text: String, _ hint: String) {
        let run = host.run(["start"]) { words in
            words.contains("-T") ? DryRun.Answer(status: 1, errors: "nginx: [emerg] \(text)\n") : nil
        }
        #expect(run.status == .permission)
        #expect(run.messages.contains { $0.contains("hint:") && $0.contains(hint) }, "\(run.messages)")
    }

    @Test func commandsBesideTheService() {
        let reload = host.run(["reload"], service: .running)
        #expect(reload.status == .success, "\(reload.messages)")
        #expect(reload.events.contains { $0.description.contains("HUP") }, "\(reload.events)")
        #expect(host.run(["reload"]).status == .unavailable)
        #expect(host.run(["init"]).status == .success)
        #expect(host.run(["init"], service: .running).status != .success)
    }
}
