import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// What root removes when a template is gone, in a directory of nginx's user.
@Suite struct NginxTemplateAttackTests {
    private let stage = Stage()

    /// The user puts something else in the place of what root has made: a link to a file of root's, a directory.
    @Test(arguments: [
        ("link", "ln -s /etc/passwd /srv/out/b.conf"),
        ("directory", "mkdir /srv/out/b.conf && touch /srv/out/b.conf/x"),
        ("parent", "mkdir /srv/out/x && mv /srv/out/x /srv/out/b.conf"),
    ])
    func anotherFileInItsPlace(_ name: String, _ attack: String) async throws {
        let (files, templates, output) = (try HostDirectory(), try HostDirectory(), try HostDirectory(of: 8080))
        try files.write("nginx.conf", "pid /run/nginx/nginx.pid;\nevents {}\nhttp { server { listen 8080; } }\n")
        for template in ["a", "b"] { try templates.write("\(template).conf.template", "# \(template)\n") }
        try await stage.start(
            name,
            [
                "--network", "none", "--env", "NGINX_CONF=/srv/files/nginx.conf", "--env",
                "NGINX_ENVSUBST_OUTPUT_DIR=/srv/out",
            ]
                + files.mount("/srv/files") + templates.mount("/etc/nginx/templates")
                + output.writableMount("/srv/out"),
            image: Images.nginx, [])
        try await stage.waitForLog(name, "ready in")
        let container = stage.name(name)
        let record = try await Podman.run(
            "exec", "--user", "8080", container, "sh", "-c", "echo x >>/var/lib/runutils-nginx/made-of-templates")
        #expect(record.status != 0)
        let swap = try await Podman.run(
            "exec", "--user", "8080", container, "sh", "-c", "rm -f /srv/out/b.conf && \(attack)")
        try #require(swap.status == 0, "\(swap.errors)")
        try FileManager.default.removeItem(atPath: templates.path("b.conf.template"))
        try #require(try await Podman.run("kill", "--signal", "HUP", container).status == 0)
        try await stage.waitForLog(name, "files rendered", times: 2, orEnd: true)
        let left = try await Podman.run("exec", container, "sh", "-c", "test -s /etc/passwd && ls -d /srv/out/b.conf")
        let log = try await stage.log(name)
        #expect(left.output == "/srv/out/b.conf\n", "\(log)")
    }
}
