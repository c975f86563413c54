import Foundation
import Testing

extension NginxTests {
    /// What works in docker-library's image, and in this one without a root master.
    @Suite(.serialized) struct ParityTests {
        private let stage = Stage()
        private let directory: HostDirectory

        init() throws { directory = try HostDirectory() }

        private static let sysctl = ["--sysctl", "net.ipv4.ip_unprivileged_port_start=1024"]

        /// The file of docker-library's image, as its users copy it.
        private static let stock = """
            user  nginx;
            worker_processes  auto;

            error_log  /var/log/nginx/error.log notice;
            pid        /run/nginx.pid;


            events {
                worker_connections  1024;
            }


            http {
                include       /etc/nginx/mime.types;
                default_type  application/octet-stream;

                log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                                  '$status $body_bytes_sent "$http_referer" '
                                  '"$http_user_agent" "$http_x_forwarded_for"';

                access_log  /var/log/nginx/access.log  main;

                sendfile        on;
                #tcp_nopush     on;

                keepalive_timeout  65;

                #gzip  on;

                include /etc/nginx/conf.d/*.conf;
            }

            """

        /// `nginx -t`, `-T` and `-s` in `exec`, with a terminal too, and in a container of their own; a port below 1024 is no hindrance.
        @Test func commandsOfNginx() async throws {
            try directory.write("a.conf", "server { listen 80; access_log /dev/stdout; return 200 old; }\n")
            let mounts = directory.mount("/etc/nginx/conf.d") + ParityTests.sysctl
            let web = Web(stage)
            try await web.start([:], mounts)
            let test = try await web.exec("nginx", "-t")
            #expect(test.status == 0, "\(test.errors)")
            #expect(test.errors.contains("nginx.conf test is successful"))
            #expect(test.output.isEmpty)
            let all = try await web.exec("nginx", "-T")
            #expect(all.output.contains("server { listen 80;"), "\(all.errors)")
            let terminal = try await Podman.run("exec", "--tty", web.container, "nginx", "-t")
            #expect(terminal.status == 0, "\(terminal.text)")
            let user = try await Podman.run("exec", "--user", "nginx", web.container, "nginx", "-s", "reload")
            #expect(user.status == 0, "\(user.errors)")

            try directory.write("a.conf", "server { listen 80; return 200 new; }\n")
            let reload = try await web.exec("nginx", "-s", "reload")
            #expect(reload.status == 0, "\(reload.errors)")
            try await web.eventually("serves the new one") { try await web.get(port: 80).body == "new" }
            try directory.write("a.conf", "wrong;\n")
            for command in [["-t"], ["-s", "reload"]] {
                let outcome = try await Podman.run(["exec", web.container, "nginx"] + command)
                #expect(outcome.status != 0)
                #expect(outcome.errors.contains("unknown directive \"wrong\""), "\(outcome.errors)")
            }
            #expect(try await web.get(port: 80).body == "new")
            try directory.write("a.conf", "server { listen 80; return 200 new; }\n")
            let alone = try await Web.run([:], mounts, ["nginx", "-t"])
            #expect(alone.status == 0, "\(alone.errors)")
            let quit = try await web.exec("nginx", "-s", "quit")
            #expect(quit.status == 0, "\(quit.errors)")
            #expect(try await stage.status("web") == 0)
        }

        /// As people let nginx take new certificates.
        @Test func aLoopThatReloads() async throws {
            try directory.write("a.conf", "server { listen 8080; return 200 old; }\n")
            let web = Web(stage)
            try await web.start(
                [:], directory.mount("/etc/nginx/conf.d"),
                ["sh", "-c", "while sleep 0.3; do nginx -s reload; done & nginx -g 'daemon off;'"])
            #expect(try await web.get().body == "old")
            try directory.write("a.conf", "server { listen 8080; return 200 new; }\n")
            try await web.eventually("serves the new one") { try await web.get().body == "new" }
        }

        /// The stock site, until there is another one; templates of streams have their block, and streams their module.
        @Test func theStockConfiguration() async throws {
            let (sites, templates) = (try HostDirectory(), try HostDirectory())
            try directory.write("nginx.conf", ParityTests.stock)
            try templates.write(
                "echo.conf.stream-template", "server { listen ${ECHO_PORT:-9000}; return \"echo $ECHO\"; }\n")
            let web = Web(stage)
            try await web.start(
                ["ECHO": "me"],
                [
                    "--volume", "\(directory.path("nginx.conf")):/etc/nginx/nginx.conf:ro", "--read-only", "--tmpfs",
                    "/run",
                ]
                    + sites.mount("/etc/nginx/conf.d") + templates.mount("/etc/nginx/templates")
                    + ["--tmpfs", "/etc/nginx/stream-conf.d"],
                ["nginx", "-c", "/etc/nginx/nginx.conf", "-g", "daemon off;"])
            let page = try await web.get(port: 80)
            #expect(page.status == "200")
            #expect(page.body.contains("Welcome to nginx"))
            let echo = try await Podman.host(["bash", "-c", "cat </dev/tcp/127.0.0.1/9000"], in: web.container)
            #expect(echo.output == "echo me", "\(echo.errors)")
            try sites.write("a.conf", "server { listen 8080; return 200 mine; }\n")
            try await web.signal("HUP")
            try await web.eventually("serves the site") { try await web.get().body == "mine" }
            // The old workers may take a connection still.
            try await web.eventually("leaves port 80") { try await web.get(port: 80).status == "000" }
            #expect(try await web.exec("nginx-entry", "health").status == 0)
        }

        /// What a template made goes with it: while nginx runs, by itself, and at the next start.
        @Test func templatesThatGo() async throws {
            for (name, port) in [("a", 8081), ("b", 8082)] {
                try directory.write(
                    "\(name).conf.template", "server { listen ${NONE:-\(port)} default_server; return 200 \(name); }\n")
            }
            try directory.write("sub/c.conf.template", "server { listen 8083; }\n")
            let web = Web(stage)
            try await web.start(["NGINX_WATCH": "on"], directory.mount("/etc/nginx/templates"))
            #expect(try await web.get(port: 8082).body == "b")
            #expect(try await web.log().contains("sub/c.conf.template\" has no effect"))
            let explained = try await web.exec("nginx-entry", "check", "--explain")
            #expect(
                explained.output.contains("a.conf.template  included as /etc/nginx/conf.d/a.conf"), "\(explained.text)")
            #expect(explained.output.contains("c.conf.template  not included: /etc/nginx/conf.d/sub/c.conf"))
            // To the same port: two of them would not start.
            try #require(unsafe rename(directory.path("b.conf.template"), directory.path("d.conf.template")) == 0)
            try await stage.waitForLog("web", "removed \"/etc/nginx/conf.d/b.conf\", whose template is gone")
            #expect(try await web.exec("test", "-e", "/etc/nginx/conf.d/b.conf").status == 1)
            #expect(try await web.get(port: 8082).body == "b")
            #expect(try await web.stop() == 0)
            try FileManager.default.removeItem(atPath: directory.path("a.conf.template"))
            #expect(try await Podman.run("start", stage.name("web")).status == 0)
            try await web.eventually("serves again") { try await web.get(port: 8082).body == "b" }
            #expect(try await web.exec("ls", "/etc/nginx/conf.d").output == "d.conf\nsub\n")
        }

        /// The image's directories follow the id; files and names of any bytes; names by a filter.
        @Test func anotherID() async throws {
            let site =
                Array("include /srv/".utf8) + [0xe9]
                + Array(".inc;\nproxy_cache_path /var/cache/nginx/pc keys_zone=pc:1m;\n".utf8)
                + Array("server { listen ${NONE:-8080}; access_log /var/log/nginx/a.log; return 200 'caf".utf8) + [0xe9]
                + Array("'; }\n".utf8)
            try Data(site).write(to: directory.url.appending(path: "a.conf.template"))
            try directory.write("x.inc", "# included\n")
            let script = "cp /templates/x.inc \"/srv/$(printf '\\351').inc\" && exec nginx-entry start"
            try directory.write(
                "nginx.conf",
                "events {}\npid /run/nginx/nginx.pid;\nhttp { include /etc/nginx/conf.d/*.conf; server { listen {{MY_PORT}}; } }\n"
            )
            let web = Web(stage)
            try await web.start(
                [
                    "USER_UID": "1000", "NGINX_ENVSUBST_TEMPLATE_DIR": "/templates",
                    "NGINX_CONF": "/templates/nginx.conf",
                    "NGINX_TEMPLATE_FILTER": "^MY_", "MY_PORT": "8090",
                ],
                directory.mount("/templates"), ["sh", "-c", script])
            let page = try await web.exec(
                "bash", "-c",
                "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -c 4 <&3 | od -An -tx1")
            #expect(page.output == " 63 61 66 e9\n", "\(page.errors)")
            let owners = try await web.exec(
                "stat", "-c", "%u", "/var/cache/nginx", "/var/cache/nginx/pc", "/var/log/nginx/a.log")
            #expect(owners.output == "1000\n1000\n1000\n")
            #expect(try await web.get(port: 8090).status == "200")
        }

        /// A connection that stays open ends by nginx's own TERM before the kill.
        @Test func aConnectionThatStaysOpen() async throws {
            try directory.write("slow", String(repeating: "0123456789abcdef", count: 16384))
            try directory.write("a.conf", "server { listen 8080; root /srv; limit_rate 1k; }\n")
            let web = Web(stage)
            try await web.start(["STOP_GRACE": "2s"], directory.mount("/srv") + directory.mount("/etc/nginx/conf.d"))
            let got = directory.path("got")
            let container = web.container
            async let download = Podman.host(["curl", "-sN", "-o", got, "http://127.0.0.1:8080/slow"], in: container)
            try await web.eventually("sends something") {
                (try? FileManager.default.attributesOfItem(atPath: got)[.size] as? Int).map { $0 > 0 } ?? false
            }
            #expect(try await web.stop() == 0)
            #expect(try await download.status != 0)
        }

        /// Who may not do what a site asks for is told its id, and files of an image's user have their own names.
        @Test func refusals() async throws {
            let certificate = try await Podman.host([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                "/CN=a",
                "-keyout", directory.path("a.key"), "-out", directory.path("a.crt"),
            ])
            try #require(certificate.status == 0, "\(certificate.errors)")
            let other = try await Podman.host([
                "openssl", "ecparam", "-genkey", "-name", "prime256v1", "-out", directory.path("b.key"),
            ])
            try #require(other.status == 0, "\(other.errors)")
            let sites = [
                ("access_log /srv/a.log;", 77, "user 8080, who needs the right to \"/srv\""),
                (
                    "ssl_certificate /srv/a.crt; ssl_certificate_key /srv/a.key;", 77,
                    "user 8080, who needs the right to \"/srv/a.key\""
                ),
            ]
            for (text, status, message) in sites {
                let site = try HostDirectory()
                try site.write("a.conf", "server { listen 8080 ssl; \(text) }\n".replacing("ssl; acc", with: "; acc"))
                let outcome = try await Web.run(
                    [:], site.mount("/etc/nginx/conf.d") + ["--volume", "\(directory.url.path()):/srv"])
                #expect(outcome.status == status, "\(outcome.errors)")
                #expect(outcome.errors.contains(message), "\(outcome.errors)")
            }
            let mismatch = try await Web.run(
                ["SSL_CERT_FILE": "/srv/a.crt", "SSL_KEY_FILE": "/srv/b.key"], directory.mount("/srv"))
            #expect(mismatch.status == 78)
            #expect(mismatch.errors.contains("\"/srv/b.key\""), "\(mismatch.errors)")
            #expect(!mismatch.errors.contains("run-utils"), "\(mismatch.errors)")
            let another = try await Podman.host(["openssl", "genrsa", "-out", directory.path("b.key"), "2048"])
            try #require(another.status == 0, "\(another.errors)")
            let kinds = try await Web.run(
                ["SSL_CERT_FILE": "/srv/a.crt", "SSL_KEY_FILE": "/srv/b.key"], directory.mount("/srv"))
            #expect(kinds.status == 78)
            #expect(kinds.errors.contains("the key in \"/srv/b.key\" is one of RSA"), "\(kinds.errors)")
            try directory.write("nginx.conf", "daemon on;\nevents {}\nhttp { server { listen 8080; } }\n")
            let leaving = try await Web.run(
                [:], ["--volume", "\(directory.path("nginx.conf")):/etc/nginx/nginx.conf:ro"])
            #expect(leaving.status == 78)
            #expect(leaving.errors.contains("\"/etc/nginx/nginx.conf\" says \"daemon on\""), "\(leaving.errors)")
        }

        /// In one network, the second one is never ready.
        @Test func aPortThatSomebodyHas() async throws {
            let web = Web(stage)
            try await web.start()
            let second = try await Podman.run("run", "--rm", "--network", "container:\(web.container)", Web.image)
            #expect(second.status == 71)
            #expect(second.errors.contains("cannot listen at port 8080: somebody else does"), "\(second.errors)")
            #expect(!second.errors.contains("ready in"))
        }

        /// An upstream that comes back at another address.
        @Test func anUpstreamThatMoves() async throws {
            let network = try await stage.network("net")
            for name in ["one", "two"] {
                try directory.write("\(name)/a.conf", "server { listen 8000; return 200 \(name); }\n")
            }
            let application = { (name: String) in
                [
                    "--network", network, "--network-alias", "app", "--volume",
                    "\(directory.path(name)):/etc/nginx/conf.d:ro",
                ]
            }
            let one = Web(stage, "one")
            try await one.start([:], application("one"))
            let web = Web(stage)
            try await web.start(["UPSTREAM": "app:8000"], ["--network", network])
            #expect(try await web.get().body == "one")
            // Before the first goes, so that it gets another address.
            let two = Web(stage, "two")
            try await two.start([:], application("two"))
            try await #require(Podman.run("rm", "--force", "--time", "0", one.container).status == 0)
            // The engine's bridge, at which its name server is, has another hardware address with each container that comes or goes.
            let flush = try await Podman.host(["ip", "neigh", "flush", "all"], in: web.container)
            try #require(flush.status == 0, "\(flush.errors)")
            try await web.eventually("finds the second") { try await web.get().body == "two" }
        }

        /// A package of Debian's is loaded by the shipped configuration.
        @Test func aModuleOfDebians() async throws {
            try directory.write(
                "Containerfile",
                """
                FROM \(Web.image)
                RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends libnginx-mod-http-echo
                """)
            try directory.write("a.conf", "server { listen 8080; location / { echo loaded; } }\n")
            let image = "localhost/\(stage.name("module"))"
            let build = try await Podman.run(
                "build", "--quiet", "--network=host", "--format=docker", "--tag", image, directory.url.path())
            try #require(build.status == 0, "\(build.text)")
            let outcome = try await Podman.run(
                ["run", "--rm", "--network=none"] + directory.mount("/etc/nginx/conf.d") + [image, "nginx", "-t"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            _ = try await Podman.run("rmi", "--force", image)
        }
    }
}
