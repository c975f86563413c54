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
        ("server { server_name a; }", .condition(.tcp(port: 8000))), ("events {}", nil),
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
        #expect(checks == (Capability.netBindService.isHeld ? 2 : 1))
        #expect(run.service?.capabilities == (Capability.netBindService.isHeld ? [.netBindService] : nil))
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

    /// HUP renders and checks again; what nginx refuses stays out, and nginx is not told.
    @Test(arguments: [true, false])
    func aHangup(_ isRight: Bool) throws {
        var checks = 0
        let run = host.run(["start"], signals: [.hangup]) { words in
            guard words.contains("-T") else { return nil }
            checks += 1
            return checks == 1 || isRight ? nil : DryRun.Answer(status: 1, errors: "nginx: [emerg] no\n")
        }
        #expect(checks == 2)
        #expect(run.events.filter { $0.description.hasPrefix("send ") }.count == (isRight ? 1 : 0), "\(run.events)")
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
        (["-v"], ["-v"], 0), (["-t"], ["-c", "/run/nginx-config/nginx.conf", "-t"], 1),
        (["-s", "reload"], ["-c", "/run/nginx-config/nginx.conf", "-s", "reload"], 0),
        (["-t", "-c", "/x.conf"], ["-t", "-c", "/x.conf"], 0),
    ])
    func whatEndsAtOnce(_ words: [String], _ expected: [String], _ checks: Int) throws {
        let run = host.run(["nginx"] + words)
        #expect(try #require(run.replacement, "\(run.messages)").words == ["/usr/sbin/nginx"] + expected)
        #expect(run.service == nil)
        #expect(run.programs.filter { $0.words.contains("-T") }.count == checks)
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
