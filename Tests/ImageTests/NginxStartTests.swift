import Foundation
import Testing

extension NginxTests {
    /// What makes the configuration, and who nginx runs as.
    @Suite(.serialized) struct StartTests {
        private let stage = Stage()
        private let directory: HostDirectory

        init() throws { directory = try HostDirectory() }

        @Test func withoutAnyVariable() async throws {
            let web = Web(stage)
            try await web.start()
            let page = try await web.get()
            #expect(page.status == "200")
            #expect(page.body.contains("Welcome to nginx"))
            #expect(Set(try await web.processes("Uid")) == ["8080\t8080\t8080\t8080"])
            #expect(Set(try await web.processes("CapEff")) == ["0000000000000000"])
            #expect(Set(try await web.processes("CapBnd")) == ["0000000000000000"])
            #expect(try await web.exec("nginx-entry", "health").status == 0)
            try await web.eventually("logs the request") { try await web.log().contains("\"GET / HTTP/1.1\" 200") }
            #expect(try await web.stop() == 0)
        }

        @Test(
            arguments: [
                ("fixed", ["--user", "8080:8080"], "8080"),
                ("random", ["--user", "54321:0"], "54321"),
                ("readonly", ["--read-only", "--tmpfs", "/run"], "8080"),
                ("readonly-random", ["--read-only", "--tmpfs", "/run", "--user", "54321:0"], "54321"),
                ("nocaps", ["--cap-drop=all", "--user", "8080:8080"], "8080"),
                (
                    "fewcaps",
                    [
                        "--cap-drop=all", "--cap-add=CHOWN", "--cap-add=DAC_OVERRIDE", "--cap-add=FOWNER",
                        "--cap-add=KILL", "--cap-add=SETUID", "--cap-add=SETGID",
                    ],
                    "8080"
                ),
                ("named", ["--env", "USER_NAME=www", "--env", "USER_UID=9000"], "9000"),
            ] as [(String, [String], String)])
        func users(_ name: String, _ options: [String], _ uid: String) async throws {
            let web = Web(stage, name)
            try await web.start([:], options)
            #expect(try await web.get().status == "200")
            #expect(Set(try await web.processes("Uid")) == ["\(uid)\t\(uid)\t\(uid)\t\(uid)"])
            try await web.eventually("logs the request") { try await web.log().contains("\"GET / HTTP/1.1\" 200") }
            #expect(try await web.stop() == 0)
        }

        /// A port below 1024 takes one capability, and no other one.
        @Test func aLowPort() async throws {
            try directory.write("site.conf", "server { listen 80; location / { return 200 low; } }\n")
            let web = Web(stage)
            let mount = directory.mount("/etc/nginx/conf.d")
            // Some engines let everybody have low ports.
            let sysctl = ["--sysctl", "net.ipv4.ip_unprivileged_port_start=1024"]
            try await web.start([:], mount + sysctl)
            #expect(try await web.get(port: 80).body == "low")
            #expect(Set(try await web.processes("CapEff")) == ["0000000000000400"])
            #expect(try await web.stop() == 0)

            let refused = try await Web.run([:], mount + sysctl + ["--user", "8080:8080"])
            #expect(refused.status == 77)
            #expect(refused.errors.contains("--cap-add=NET_BIND_SERVICE"), "\(refused.errors)")
        }

        /// Sites that are rendered are included by the first start as by all later ones, whatever declares them.
        @Test(arguments: [
            ("opt/sites/site.conf", "/etc/nginx/conf.d/site.conf"), ("opt/sites", "/etc/nginx/conf.d"),
            ("opt", "/etc/nginx"),
        ])
        func sitesThatAreTemplates(_ source: String, _ target: String) async throws {
            let name = target.hasSuffix(".conf") ? "file" : target.hasSuffix("conf.d") ? "sites" : "tree"
            let folder = source == "opt" ? "opt/conf.d" : "opt/sites"
            try directory.write(
                "\(folder)/site.conf", "server { listen {{LISTEN_PORT}}; location / { return 200 rendered; } }\n")
            let web = Web(stage, name)
            try await web.start(["TEMPLATES": "/templates/\(source):\(target)"], directory.mount("/templates"))
            #expect(try await web.get().body == "rendered")
            #expect(try await web.stop() == 0)

            try directory.write("\(folder)/site.conf", "server { lcation / {} }\n")
            let wrong = try await Web.run(
                ["TEMPLATES": "/templates/\(source):\(target)"], directory.mount("/templates"))
            #expect(wrong.status == 78, "\(wrong.errors)")
            #expect(wrong.errors.contains("unknown directive \"lcation\""), "\(wrong.errors)")
        }

        /// The variables of the ancestor: a configuration of one's own that names them, and an upstream at a Unix socket.
        @Test func theAncestorsVariables() async throws {
            let volume = try await stage.volume("data")
            let data = ["--volume", "\(volume):/opt/data"]
            try directory.write(
                "app.conf", "server { listen unix:/opt/data/sockets/app.sock; return 200 'app $uri'; }\n")
            try directory.write("files.txt", "text\n")
            let application = Web(stage, "app")
            let web = Web(stage)
            let semaphores = "/opt/data/semaphores"
            try await web.begin(
                [
                    "DJANGO_UPSTREAM": "unix:app.sock", "SOCKET_DIR": "/opt/data/sockets", "STATIC_DIR": "/srv/static",
                    "SEMAPHORE": "\(semaphores)/nginx", "WAIT_FOR": "semaphore:\(semaphores)/app",
                    "USER_NAME": "front", "USER_UID": "8080", "USER_GID": "8080",
                    "MIME_TYPES": "/etc/nginx/mime.types",
                ], data + directory.mount("/srv/static"))
            try await stage.waitForLog("web", "waiting for semaphore:\(semaphores)/app")
            let prepare = ["sh", "-c", "install -d -o nginx /opt/data/sockets /opt/data/semaphores"]
            #expect(try await Web.run([:], data, prepare).status == 0)
            try await application.start(
                ["SEMAPHORE": "\(semaphores)/app"], data + directory.mount("/etc/nginx/conf.d"))
            try await stage.waitForLog("web", "ready in")
            #expect(try await web.get("/page").body == "app /page")
            #expect(try await web.get("/static/files.txt").body == "text\n")
            #expect(try await Web.run([:], data, ["nginx-entry", "wait", "semaphore:\(semaphores)/nginx"]).status == 0)
            #expect(try await web.stop() == 0)
        }

        /// uwsgi, by the parameters' file; nobody needs to answer for `init`.
        @Test func anUpstreamThatSpeaksUwsgi() async throws {
            try directory.write(
                "mine.conf", "events {}\nhttp { server { listen 8081; root {{STATIC_DIR | nginx}}; } }\n")
            let shipped = try await Web.run(
                ["UPSTREAM": "127.0.0.1:3031", "UWSGI_PARAMS": "/etc/nginx/uwsgi_params"], [],
                ["sh", "-c", "nginx-entry init && nginx -T -c /run/nginx-config/nginx.conf"])
            #expect(shipped.status == 0, "\(shipped.errors)")
            #expect(shipped.output.contains("uwsgi_pass application;"))
            #expect(shipped.output.contains("uwsgi_param  QUERY_STRING"))
            #expect(shipped.output.contains("server \"127.0.0.1:3031\";"))

            let own = try await Web.run(
                ["NGINX_CONF": "/srv/mine.conf", "STATIC_DIR": "/srv"], directory.mount("/srv"),
                ["sh", "-c", "nginx-entry init && cat /run/nginx-config/nginx.conf"])
            #expect(own.output.contains("listen 8081; root \"/srv/\";"), "\(own.errors)")
        }

        private static let attack = #"x"; } location /evil { return 200 evil; } location /b { return 200 "b"#
        private static let attacks: [(String, String)] =
            [
                "STATIC_DIR", "SOCKET_DIR", "NGINX_CONF", "MIME_TYPES", "UWSGI_PARAMS", "SSL_CERT_FILE",
                "NGINX_ENVSUBST_STREAM_OUTPUT_DIR",
            ].map { ($0, "/" + attack) }
            + ["LISTEN_PORT", "TLS_PORT", "WORKER_PROCESSES", "RESOLVERS"].map { ($0, "1; " + attack) } + [
                ("UPSTREAM", "unix:/" + attack), ("UPSTREAM", "a:80; } location /evil { return 200 evil; } x {"),
                ("USER_NAME", attack), ("STATIC_DIR", "/$uri"), ("STATIC_DIR", "/a\nb\\"),
            ]

        /// Whatever is in a variable, it is no configuration.
        @Test(arguments: attacks)
        func injection(_ variable: String, _ value: String) async throws {
            let script = """
                nginx-entry init || exit
                /usr/sbin/nginx -e stderr -c /run/nginx-config/nginx.conf || exit 99
                exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /evil HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3
                """
            let more = variable == "SOCKET_DIR" ? ["UPSTREAM": "unix:app.sock"] : [:]
            let outcome = try await Web.run(
                [variable: value].merging(more) { $1 }, [], ["bash", "-c", script])
            if outcome.status == 0 {
                #expect(outcome.output.contains("HTTP/1.1 404") || outcome.output.contains("HTTP/1.1 502"))
                #expect(!outcome.output.contains("\r\n\r\nevil"), "\(outcome.output)")
            } else {
                #expect(outcome.status == 78, "\(outcome.errors)")
            }
        }

        /// nginx's message stands at the line of the template.
        @Test(
            arguments: [
                (
                    "nginx.conf", "/opt/config",
                    "{{#if LISTEN_PORT}}\n# one\n{{/if}}\nevents {}\nhttp {\n    servr {}\n}\n",
                    "  /opt/config/nginx.conf:6: [emerg] unknown directive \"servr\"\n"
                ),
                (
                    "a.conf", "/etc/nginx/conf.d", "server {\n    listen 8080;\n    wrong;\n}\n",
                    "  /etc/nginx/conf.d/a.conf:3: [emerg] unknown directive \"wrong\"\n"
                ),
                (
                    "a.conf.template", "/etc/nginx/templates", "server {\n    listen 8080;\n    ${HOSTNAME};\n}\n",
                    "  /etc/nginx/templates/a.conf.template:3: [emerg] unknown directive "
                ),
                (
                    "nginx.conf", "/opt/config", "events {}\n{{UNKNOWN}}\n",
                    "/opt/config/nginx.conf:2:1: UNKNOWN is not declared"
                ),
            ])
        func aWrongTemplate(_ name: String, _ place: String, _ content: String, _ message: String) async throws {
            try directory.write(name, content)
            let outcome = try await Web.run([:], directory.mount(place))
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }

        /// Not a start with a stock page.
        @Test func aTargetThatCannotBeWritten() async throws {
            try directory.write("a.conf.template", "server { listen 8080; }\n")
            let mount = directory.mount("/etc/nginx/templates")
            let outcome = try await Web.run([:], mount + ["--read-only", "--tmpfs", "/run"])
            #expect(outcome.status == 77)
            #expect(outcome.errors.contains("cannot write \"/etc/nginx/conf.d/a.conf\": Read-only file system"))
            let elsewhere = try await Web.run(
                ["NGINX_ENVSUBST_OUTPUT_DIR": "/run/nginx/sites"], mount + ["--read-only", "--tmpfs", "/run"],
                ["init"])
            #expect(elsewhere.status == 0, "\(elsewhere.errors)")
        }
    }
}
