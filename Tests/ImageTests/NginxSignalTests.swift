import Foundation
import Testing

extension NginxTests {
    /// A server while it runs: reload, stop, certificates.
    @Suite(.serialized) struct SignalTests {
        private let stage = Stage()
        private let directory: HostDirectory

        init() throws { directory = try HostDirectory() }

        private func configuration(_ version: String, _ more: String = "") -> String {
            """
            worker_processes 2;
            pid /run/nginx/nginx.pid;
            error_log stderr warn;
            events {}
            http {
                access_log off;
                server {
                    listen 8080;
                    location / { return 200 "\(version)"; }
                    \(more)
                }
            }

            """
        }

        /// A check that does not end keeps no stop waiting, whatever else was asked for.
        @Test func aStopDuringAHangingCheck() async throws {
            try directory.write("nginx.conf", configuration("100"))
            let web = Web(stage)
            try await web.start([:], directory.mount("/opt/config"))
            // A pipe that nobody writes to.
            let pipe = try await web.exec("mkfifo", "/run/nginx/pipe.conf")
            #expect(pipe.status == 0, "\(pipe.errors)")
            try directory.write("nginx.conf", "include /run/nginx/pipe.conf;\n" + configuration("101"))
            try await web.signal("HUP")
            try await web.eventually("nginx checks") {
                try await web.exec("sh", "-c", "grep -lz -- -T /proc/[0-9]*/cmdline").output.contains("cmdline")
            }
            try await web.signal("HUP")
            let start = ContinuousClock.now
            #expect(try await web.stop() == 0)
            #expect(ContinuousClock.now - start < .seconds(8))
        }

        /// 50 reloads under load, good ones and bad ones: no request fails, and a wrong configuration changes nothing.
        @Test func reloadsUnderLoad() async throws {
            try directory.write("nginx.conf", configuration("100"))
            let web = Web(stage)
            try await web.start([:], directory.mount("/opt/config"))
            let end = directory.path("end")
            let script = "until [ -e \"$0\" ]; do ab -q -c 4 -n 1000 http://127.0.0.1:8080/ || exit; done"
            let container = web.container
            async let load = Podman.host(["bash", "-c", script, end], in: container)
            // All of one length, since ab takes another one for a failure.
            var version = "100"
            for number in 1...50 {
                let isGood = number % 2 == 1
                try directory.write("nginx.conf", isGood ? configuration("\(100 + number)") : "wrong \(number);\n")
                try await web.signal("HUP")
                if isGood {
                    version = "\(100 + number)"
                    let wanted = version
                    try await web.eventually("serves version \(wanted)") { try await web.get().body == wanted }
                } else {
                    let count = number / 2
                    try await web.eventually("refuses for the \(count)th time") {
                        try await web.log().components(separatedBy: "unknown directive \"wrong\"").count > count
                    }
                    #expect(try await web.get().body == version)
                }
            }
            let log = try await web.log()
            #expect(log.contains("  /opt/config/nginx.conf:1: [emerg] unknown directive \"wrong\""))
            try directory.write("end", "")
            let report = try await load
            #expect(report.status == 0, "\(report.errors)")
            let failures = report.output.split(separator: "\n").filter { $0.hasPrefix("Failed requests:") }
            #expect(!failures.isEmpty && failures.allSatisfy { $0.hasSuffix(" 0") }, "\(failures)")
            #expect(!report.output.contains("Non-2xx"), "\(report.output)")
            #expect(try await web.stop() == 0)
        }

        /// A reload may move the port, which health asks then; it cannot give nginx a right that it was not started with.
        @Test func portsThatChange() async throws {
            try directory.write("a.conf", "server { listen 8080; return 200 a; }\n")
            let web = Web(stage)
            let sysctl = ["--sysctl", "net.ipv4.ip_unprivileged_port_start=1024"]
            try await web.start([:], directory.mount("/etc/nginx/conf.d") + sysctl)
            try directory.write("a.conf", "server { listen 8081; return 200 b; }\n")
            try await web.signal("HUP")
            try await web.eventually("serves the new port") { try await web.get(port: 8081).body == "b" }
            try await web.eventually("is healthy") { try await web.exec("nginx-entry", "health").status == 0 }
            try directory.write("a.conf", "server { listen 8081; listen 80; return 200 c; }\n")
            try await web.signal("HUP")
            try await stage.waitForLog("web", "bind() to 0.0.0.0:80 failed (13")
            #expect(try await web.get(port: 8081).body == "b")
            #expect(try await web.log().contains("nginx was started without the right to ports below 1024"))
        }

        @Test func aSlowDownloadEndsBeforeTheServer() async throws {
            try directory.write("nginx.conf", configuration("x", "location /slow { root /srv; limit_rate 100k; }"))
            try directory.write("slow", String(repeating: "0123456789abcdef", count: 16384))
            let web = Web(stage)
            try await web.start([:], directory.mount("/opt/config") + directory.mount("/srv"))
            let begun = directory.path("got")
            let container = web.container
            async let download = Podman.host(
                ["curl", "-sN", "-o", begun, "http://127.0.0.1:8080/slow"], in: container)
            try await web.eventually("sends something") {
                (try? FileManager.default.attributesOfItem(atPath: begun)[.size] as? Int).map { $0 > 0 } ?? false
            }
            #expect(try await web.stop() == 0)
            #expect(try await download.status == 0)
            #expect(try String(contentsOfFile: begun, encoding: .utf8).utf8.count == 262_144)
        }

        /// The command tells whether the configuration is right, and nginx takes it.
        @Test func reloadAndCheckAsCommands() async throws {
            try directory.write("nginx.conf", configuration("old"))
            let web = Web(stage)
            try await web.start([:], directory.mount("/opt/config"))
            try directory.write("nginx.conf", "wrong;\n")
            for command in ["check", "reload"] {
                let outcome = try await web.exec("nginx-entry", command)
                #expect(outcome.status == 78)
                #expect(outcome.errors.contains("/opt/config/nginx.conf:1: [emerg] unknown directive"))
            }
            #expect(try await web.get().body == "old")
            try directory.write("nginx.conf", configuration("new"))
            #expect(try await web.exec("nginx-entry", "check").status == 0)
            #expect(try await web.get().body == "old")
            #expect(try await web.exec("nginx-entry", "reload").status == 0)
            try await web.eventually("serves the new one") { try await web.get().body == "new" }
        }

        @Test func logFilesAreOpenedAnew() async throws {
            try directory.write(
                "nginx.conf", configuration("x").replacing("access_log off", with: "access_log /run/nginx/access.log"))
            let web = Web(stage)
            try await web.start([:], directory.mount("/opt/config"))
            #expect(try await web.exec("mv", "/run/nginx/access.log", "/run/nginx/old.log").status == 0)
            try await web.signal("USR1")
            try await web.eventually("opens the file anew") {
                try await web.exec("test", "-e", "/run/nginx/access.log").status == 0
            }
        }

        private func certificate(_ name: String) async throws {
            let outcome = try await Podman.host([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", "/CN=\(name)", "-keyout", directory.path("new.key"), "-out", directory.path("new.crt"),
            ])
            try #require(outcome.status == 0, "\(outcome.errors)")
            for kind in ["crt", "key"] {
                #expect(unsafe rename(directory.path("new.\(kind)"), directory.path("site.\(kind)")) == 0)
            }
        }

        private func subject(_ web: Web) async throws -> String {
            let script = "openssl s_client -connect 127.0.0.1:8443 </dev/null 2>&1 | openssl x509 -noout -subject"
            return try await Podman.host(["bash", "-c", script], in: web.container).output
        }

        private static let tls = ["SSL_CERT_FILE": "/tls/site.crt", "SSL_KEY_FILE": "/tls/site.key"]

        @Test func certificatesAreReplaced() async throws {
            try await certificate("first")
            let web = Web(stage)
            try await web.start(SignalTests.tls, directory.mount("/tls"))
            #expect(try await web.get(port: 8443, scheme: "https").status == "200")
            #expect(try await subject(web).contains("first"))
            let files = try await web.exec(
                "stat", "-c", "%U %a", "/run/nginx-config/server.crt", "/run/nginx-config/server.key")
            #expect(files.output == "root 444\nroot 440\n")

            try await certificate("second")
            try await web.signal("HUP")
            try await web.eventually("shows the second") { try await subject(web).contains("second") }

            // A certificate without its key.
            try await certificate("third")
            try directory.write("site.key", "no key\n")
            try await web.signal("HUP")
            try await stage.waitForLog("web", "nginx refuses the configuration")
            #expect(try await subject(web).contains("second"))
            #expect(try await web.stop() == 0)
        }

        @Test func changesAreNoticed() async throws {
            try directory.write("nginx.conf", configuration("old"))
            let web = Web(stage)
            try await web.start(["NGINX_WATCH": "on"], directory.mount("/opt/config"))
            // One change: writing in place is several, between which a busy machine may let the quiet time pass.
            let elsewhere = try HostDirectory()
            try elsewhere.write("nginx.conf", "wrong;\n")
            try #require(unsafe rename(elsewhere.path("nginx.conf"), directory.path("nginx.conf")) == 0)
            try await stage.waitForLog("web", "nginx refuses the configuration")
            #expect(try await web.get().body == "old")
            // Once: what was staged for the check is no change.
            #expect(try await web.log().components(separatedBy: "nginx refuses").count == 2)
            try directory.write("nginx.conf", configuration("new"))
            try await web.eventually("serves the new one") { try await web.get().body == "new" }
        }

        /// A killed nginx leaves its socket behind; the next one listens there all the same.
        @Test func aSocketThatWasLeftBehind() async throws {
            try directory.write("a.conf", "server { listen unix:/run/nginx/web.sock; listen 8080; return 200 up; }\n")
            let web = Web(stage)
            try await web.start([:], directory.mount("/etc/nginx/conf.d"))
            try await web.signal("KILL")
            _ = try await stage.status("web")
            #expect(try await Podman.run("start", stage.name("web")).status == 0)
            try await web.eventually("serves again") { try await web.get().body == "up" }
        }
    }
}
