import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// Sockets that a site of nginx's user names, so that root may take them for what a killed nginx left.
@Suite struct NginxSocketAttackTests {
    private let stage = Stage()

    /// A neighbour's socket, root's and in a directory where nobody may remove it, is named by a site of nginx's user.
    @Test func aSocketOfANeighbour() async throws {
        let (files, own, sockets) = (try HostDirectory(), try HostDirectory(of: 8080), try HostDirectory())
        try files.write("nginx.conf", "pid /run/nginx/nginx.pid; events {} http { include /srv/own/*.conf; }\n")
        let site = "server { listen 8080; listen unix:/srv/sockets/log.sock; }\n"
        try own.write("a.conf", site, of: 8080)
        try #require(try await Podman.host(["chmod", "1777", sockets.url.path()]).status == 0)
        let bind = "use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un($ARGV[0])) or die"
        try #require(try await Podman.host(["perl", "-e", bind, sockets.path("log.sock")]).status == 0)
        let look = { try await Podman.host(["stat", "-c", "%u %i", sockets.path("log.sock")]).output }
        let before = try await look()
        try await stage.start(
            "web",
            ["--network", "none"] + files.mount("/srv/files") + ["--env", "NGINX_CONF=/srv/files/nginx.conf"]
                + own.writableMount("/srv/own") + sockets.writableMount("/srv/sockets"), image: Images.nginx, [])
        // What nginx says when it has tried for the last time; a refusal ends the container before.
        try await stage.waitForLog("web", "still could not bind", orEnd: true)
        let log = try await stage.log("web")
        #expect(try await look() == before, "\(log)")
    }
}
