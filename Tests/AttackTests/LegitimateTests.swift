import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// What people do with the nginx image, and what no mend may take from them.
@Suite struct LegitimateTests {
    private let stage = Stage()
    private let files: HostDirectory

    init() throws { files = try HostDirectory() }

    private static let templates = "/etc/nginx/templates"
    private static let site = "server { listen ${PORT}; return 200 \"page of ${NAME}\"; }\n"
    private static let environment = ["--network", "none", "--env", "PORT=8081", "--env", "NAME=ada"]

    private func start(_ options: [String]) async throws {
        try await stage.start("web", LegitimateTests.environment + options, image: Images.nginx, [])
        try await stage.waitForLog("web", "ready in")
    }

    private func page(_ url: String = "http://127.0.0.1:8081/") async throws -> String {
        try await Podman.get(url, in: stage.name("web")).body
    }

    /// A developer's directories, whose files are uid 1000's.
    @Test(arguments: ["rw", "ro"])
    func filesOfADeveloper(_ mode: String) async throws {
        try files.write("templates/a.conf.template", LegitimateTests.site, of: 1000)
        try files.write("scripts/10-name.envsh", "export NAME=grace\n", mode: 0o755, of: 1000)
        try files.write("scripts/90-late.sh", "#!/bin/sh\necho \"late as $(id -u)\"\n", mode: 0o755, of: 1000)
        for directory in ["templates", "scripts"] { try give(files.path(directory), to: 1000) }
        try await start([
            "--volume", "\(files.path("templates")):\(LegitimateTests.templates):\(mode)",
            "--volume", "\(files.path("scripts")):/docker-entrypoint.d:\(mode)",
        ])
        #expect(try await page() == "page of grace")
        #expect(try await stage.log("web").contains("late as 0\n"))
        try files.write("templates/a.conf.template", LegitimateTests.site.replacing("page", with: "new page"))
        try await stage.signal("web", "HUP")
        try await stage.eventually("serves the new page", "web") { try await page() == "new page of grace" }
    }

    /// Links as Kubernetes makes them for a ConfigMap.
    @Test func aConfigMap() async throws {
        try files.write("..2026_11_29/a.conf.template", LegitimateTests.site)
        try files.write("..2026_11_30/a.conf.template", LegitimateTests.site.replacing("page", with: "new page"))
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: files.path("..data"), withDestinationPath: "..2026_11_29")
        try manager.createSymbolicLink(
            atPath: files.path("a.conf.template"), withDestinationPath: "..data/a.conf.template")
        try await start(files.mount(LegitimateTests.templates))
        #expect(try await page() == "page of ada")
        try manager.createSymbolicLink(atPath: files.path("..new"), withDestinationPath: "..2026_11_30")
        #expect(unsafe rename(files.path("..new"), files.path("..data")) == 0)
        try await stage.signal("web", "HUP")
        try await stage.eventually("serves the new page", "web") { try await page() == "new page of ada" }
    }

    /// Links as certbot makes them.
    @Test func certificatesOfCertbot() async throws {
        try files.write("live/site/README", "")
        try files.write("archive/site/README", "")
        let made = try await Podman.host([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=site", "-keyout", files.path("archive/site/privkey1.pem"), "-out",
            files.path("archive/site/fullchain1.pem"),
        ])
        try #require(made.status == 0, "\(made.errors)")
        for name in ["privkey", "fullchain"] {
            try FileManager.default.createSymbolicLink(
                atPath: files.path("live/site/\(name).pem"), withDestinationPath: "../../archive/site/\(name)1.pem")
        }
        unsafe chmod(files.path("archive/site/privkey1.pem"), 0o600)
        unsafe chmod(files.path("archive"), 0o700)
        try await start(
            files.mount("/etc/letsencrypt") + [
                "--env", "SSL_CERT_FILE=/etc/letsencrypt/live/site/fullchain.pem", "--env",
                "SSL_KEY_FILE=/etc/letsencrypt/live/site/privkey.pem",
            ])
        #expect(try await Podman.get("https://127.0.0.1:8443/", in: stage.name("web")).status == "200")
    }

    /// Who is not root renders and serves as well, also somebody whom nobody knows.
    @Test(arguments: ["8080:8080", "1234560:0"])
    func withoutRoot(_ user: String) async throws {
        try files.write("a.conf.template", LegitimateTests.site)
        try await start(files.mount(LegitimateTests.templates) + ["--user", user])
        #expect(try await page() == "page of ada")
        try files.write("a.conf.template", LegitimateTests.site.replacing("page", with: "new page"))
        try await stage.signal("web", "HUP")
        try await stage.eventually("serves the new page", "web") { try await page() == "new page of ada" }
    }
}
