import Foundation
import Testing

extension NginxTests {
    /// Files and variables that were written for docker-library's image.
    @Suite(.serialized) struct DropInTests {
        private let stage = Stage()
        private let directory: HostDirectory

        init() throws { directory = try HostDirectory() }

        @Test func templatesAndScripts() async throws {
            let scripts = try HostDirectory()
            try directory.write(
                "default.conf.template",
                """
                server {
                    listen ${NGINX_PORT};
                    location / { return 200 "$GREETING ${GREETING} $uri ${NGINX_LOCAL_RESOLVERS}"; }
                }

                """)
            try directory.write("sub/more.conf.template", "# ${GREETING}\n")
            try directory.write(
                "tcp.conf.stream-template", "server { listen 9000; proxy_pass 127.0.0.1:${NGINX_PORT}; }\n")
            try directory.write("notes.txt", "no template\n")
            try scripts.write("5-first.sh", "#!/bin/sh\necho \"first as $(id -u)\"\n", mode: 0o755)
            try scripts.write("15-greeting.envsh", "echo setting\nexport GREETING=\"hello world\"\n", mode: 0o755)
            try scripts.write(
                "30-late.sh", "#!/bin/sh\necho \"late: $GREETING, $(ls /etc/nginx/conf.d)\"\n", mode: 0o755)
            try scripts.write("40-not.sh", "#!/bin/sh\nexit 1\n")
            try scripts.write("readme", "x")
            let web = Web(stage)
            try await web.start(
                [
                    "NGINX_PORT": "80", "NGINX_ENVSUBST_FILTER": "^(NGINX_|GREETING)",
                    "NGINX_ENTRYPOINT_LOCAL_RESOLVERS": "1", "NGINX_ENVSUBST_OUTPUT_DIR": "/etc/nginx/conf.d",
                ],
                directory.mount("/etc/nginx/templates") + scripts.mount("/docker-entrypoint.d")
                    + ["--dns", "10.1.2.3", "--dns", "fd00::1", "--entrypoint", "/docker-entrypoint.sh"],
                ["nginx", "-g", "daemon off;"])
            let log = try await web.log()
            #expect(log.contains("first as 0\n"))
            #expect(log.contains("late: hello world, default.conf\nsub\n"), "\(log)")
            #expect(log.contains("\"/docker-entrypoint.d/40-not.sh\" is not executable and is not run"))
            #expect(log.contains("\"/docker-entrypoint.d/readme\" is neither .sh nor .envsh and is not run"))
            let page = try await web.get("/x", port: 80)
            #expect(page.status == "200")
            #expect(page.body.hasPrefix("hello world hello world"))
            #expect(page.body.contains("/x "))
            #expect(try await web.get("/x", port: 9000).body == page.body)
            #expect(try await web.stop() == 0)
        }

        @Test func suffixDirectoryAndFilter() async throws {
            try directory.write("a.conf.tpl", "# ${A_1} ${B_1} $A_1\n")
            try directory.write("b.conf.template", "# ${A_1}\n")
            let outcome = try await Web.run(
                [
                    "NGINX_ENVSUBST_TEMPLATE_DIR": "/templates", "NGINX_ENVSUBST_TEMPLATE_SUFFIX": ".tpl",
                    "NGINX_ENVSUBST_OUTPUT_DIR": "/tmp/out", "NGINX_ENVSUBST_FILTER": "^A_", "A_1": "a", "B_1": "b",
                ], directory.mount("/templates"), ["sh", "-c", "nginx-entry init && head /tmp/out/*"])
            #expect(outcome.output == "# a ${B_1} a\n", "\(outcome.errors)")
        }

        @Test func aConfigurationOfOnesOwn() async throws {
            try directory.write(
                "nginx.conf",
                """
                user nginx;
                worker_processes auto;
                error_log /var/log/nginx/error.log notice;
                pid /var/run/nginx.pid;
                events { worker_connections 64; }
                http {
                    include mime.types;
                    access_log /var/log/nginx/access.log;
                    server { listen 80; location / { root /usr/share/nginx/html; } }
                }

                """)
            try directory.write("page.txt", "a page\n")
            let web = Web(stage)
            let mounts =
                ["--volume", "\(directory.path("nginx.conf")):/etc/nginx/nginx.conf:ro"]
                + directory.mount("/usr/share/nginx/html")
            try await web.start(["NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE": "1"], mounts + ["--cpus", "1"])
            #expect(try await web.get("/page.txt", port: 80).body == "a page\n")
            // The master and one worker.
            #expect(try await web.processes("Uid").count == 2)
            try await web.eventually("logs the request") {
                try await web.log().contains("\"GET /page.txt HTTP/1.1\" 200")
            }
            #expect(try await web.stop() == 0)
        }

        /// Files that others include: by a path below /etc/nginx, and by an absolute one to a template that is rendered with them.
        @Test func includes() async throws {
            try directory.write(
                "a.conf.template",
                """
                server_tokens off;
                resolver ${NGINX_LOCAL_RESOLVERS} valid=5s;
                server {
                    listen 8080;
                    include /etc/nginx/conf.d/more.inc;
                    location /fcgi { include fastcgi_params; fastcgi_pass 127.0.0.1:9000; }
                }

                """)
            try directory.write("more.inc.template", "location /more { return 200 'more'; }\n")
            let web = Web(stage)
            try await web.start(
                ["NGINX_ENTRYPOINT_LOCAL_RESOLVERS": "1"],
                directory.mount("/etc/nginx/templates") + ["--dns", "10.1.2.3"])
            #expect(try await web.get("/more").body == "more")
            #expect(try await web.get("/fcgi").status == "502")
            let test = try await web.exec("nginx", "-t")
            #expect(test.status == 0, "\(test.errors)")
            try directory.write("more.inc.template", "location /more { wrong; }\n")
            try await web.signal("HUP")
            try await stage.waitForLog("web", "more.inc.template:1: [emerg] unknown directive \"wrong\"")
            #expect(try await web.exec("cat", "/etc/nginx/conf.d/more.inc").output.contains("return 200"))
            #expect(try await web.get("/more").body == "more")
        }

        /// A main configuration that is made from a template is the one that counts, `daemon off` and all.
        @Test func aMainConfigurationFromATemplate() async throws {
            try directory.write(
                "nginx.conf.template",
                "daemon off;\npid /run/nginx/x.pid;\nevents {}\nhttp { server { listen ${PORT}; return 200 'caf\u{e9}'; } }\n"
            )
            let web = Web(stage)
            try await web.start(
                ["PORT": "8090", "NGINX_ENVSUBST_OUTPUT_DIR": "/etc/nginx"], directory.mount("/etc/nginx/templates"),
                ["nginx"])
            #expect(try await web.get(port: 8090).body == "caf\u{e9}")
        }

        @Test func workersFollowTheQuota() async throws {
            let web = Web(stage)
            try await web.start([:], ["--cpus", "0.5"])
            #expect(try await web.processes("Uid").count == 2)
            let more = Web(stage, "more")
            try await more.start(["WORKER_PROCESSES": "3"])
            #expect(try await more.processes("Uid").count == 4)
        }

        @Test func quietLogs() async throws {
            let web = Web(stage)
            try await web.begin(["NGINX_ENTRYPOINT_QUIET_LOGS": "1"])
            try await web.eventually("is healthy") { try await web.exec("nginx-entry", "health").status == 0 }
            #expect(try await !web.log().contains("nginx:"))
        }

        /// What does not serve ends at once, without supervision.
        @Test func nginxThatEnds() async throws {
            let version = try await Web.run([:], [], ["nginx", "-v"])
            #expect(version.status == 0)
            #expect(version.errors.contains("nginx version: nginx/1."))
            let test = try await Web.run([:], [], ["nginx", "-t"])
            #expect(test.status == 0)
            #expect(test.errors.contains("/run/nginx-config/nginx.conf test is successful"))
        }
    }
}
