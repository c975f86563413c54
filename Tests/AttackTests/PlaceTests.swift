import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// A service's user is first at a place that root makes, or on the way to it.
@Suite struct PlaceTests {
    private let stage = Stage()

    /// /run is open to all in the nginx image: what root makes there may be somebody else's already.
    @Test(arguments: ["nginx", "nginx-config", "nginx-temp", "runutils", "runutils-nginx"])
    func placesInRun(_ name: String) async throws {
        let outside = try HostDirectory()
        let canary = try Canary(outside.url.path(), files: ["nginx.conf", "mime.types"])
        try await stage.start(
            "web", ["--network", "none"] + outside.writableMount("/srv/outside"), image: Images.nginx,
            ["sleep", "1000"])
        let attacks = [
            "ln -s /srv/outside \(name)",
            "mkdir \(name) && ln -s /srv/outside/nginx.conf \(name)/ && ln -s /srv/outside/mime.types \(name)/",
            "mkfifo \(name)",
        ]
        try await canary.stays {
            for attack in attacks {
                #expect(try await stage.exec("web", "sh", "-c", "rm -rf /run/nginx* /run/runutils*").status == 0)
                let attacked = try await stage.attack("web", as: 8080, "cd /run && \(attack)")
                #expect(attacked.status == 0, "\(attacked.errors)")
                for command in ["init", "check", "health", "render"] {
                    let outcome = try await stage.exec("web", "timeout", "-s", "KILL", "20", "nginx-entry", command)
                    #expect(outcome.status != 137, "\(attack), \(command): hangs")
                }
            }
        }
    }

    /// A root that lets nginx test a configuration gives the directories of temporary files to the user that it names.
    @Test func directoriesThatNginxGivesAway() async throws {
        let outside = try HostDirectory()
        let canary = try Canary(outside.url.path())
        try await stage.start(
            "web", ["--network", "none"] + outside.writableMount("/srv/outside"), image: Images.nginx, [])
        try await stage.waitForLog("web", "ready in")
        let attack = """
            cd "$(readlink -f /var/lib/nginx)"
            for name in body fastcgi proxy scgi uwsgi; do rm -rf $name; ln -s /srv/outside $name; done 2>/dev/null
            """
        try await canary.stays {
            _ = try await stage.attack("web", as: 8080, attack)
            let test = """
                printf 'user nginx;\\npid /tmp/pid;\\nevents {}\\nhttp { server { listen 8081; } }\\n' >/root/nginx.conf
                /usr/sbin/nginx -t -c /root/nginx.conf
                """
            let outcome = try await stage.exec("web", "sh", "-c", test)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    /// The directory of a socket that nginx listens at becomes a link to where root has one of that name.
    @Test func aSocketThatIsNobodysAnyMore() async throws {
        let (templates, out, outside) = (try HostDirectory(), try HostDirectory(of: 8080), try HostDirectory())
        let site = "server { listen 8080; listen unix:/srv/out/sockets/web.sock; return 200 page; }\n"
        try templates.write("a.conf.template", site)
        try FileManager.default.createDirectory(atPath: out.path("sockets"), withIntermediateDirectories: true)
        try give(out.path("sockets"), to: 8080)
        let canary = try Canary(outside.url.path())
        let listen = "use IO::Socket::UNIX; IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die"
        try #require(try await Podman.host(["perl", "-e", listen, outside.path("web.sock")]).status == 0)
        try await stage.start(
            "web",
            ["--network", "none"] + templates.mount("/etc/nginx/templates") + out.writableMount("/srv/out")
                + outside.writableMount("/srv/outside"), image: Images.nginx, [])
        try await stage.waitForLog("web", "ready in")
        try await canary.stays {
            let attack = "cd /srv/out && mv sockets old && ln -s /srv/outside sockets"
            #expect(try await stage.attack("web", as: 8080, attack).status == 0)
            try await stage.restart("web")
            try await stage.waitForLog("web", "ready in", times: 2, orEnd: true)
        }
    }

    /// Directories that postgres is to have, below one of its user's with a link on the way.
    @Test(arguments: ["LOG_DIR", "SOCKET_DIR", "POSTGRES_INITDB_WALDIR"])
    func directoriesBelowALink(_ variable: String) async throws {
        let (own, outside) = (try HostDirectory(of: uid_t(postgresUser)), try HostDirectory())
        let canary = try Canary(outside.url.path())
        let mounts = own.writableMount("/srv/own") + outside.writableMount("/srv/outside")
        try await stage.start(
            "database",
            ["--network", "none", "--env", "DB_PASSWORD=secret", "--env", "\(variable)=/srv/own/link/deep"] + mounts,
            image: Images.postgres, ["sleep", "1000"])
        try await canary.stays {
            let attack = "ln -s /srv/outside /srv/own/link"
            #expect(try await stage.attack("database", as: postgresUser, attack).status == 0)
            let outcome = try await stage.exec("database", "postgres-entry", "init")
            expectRefusal(outcome.status, outcome.errors, naming: "/srv/own/link")
        }
    }
}
