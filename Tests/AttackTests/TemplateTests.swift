import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// nginx's user changes templates, and the place where they go, of a server that root renders for.
@Suite struct TemplateTests {
    private let stage = Stage()
    private let user = 8080
    private let templates: HostDirectory

    init() throws {
        templates = try HostDirectory(of: 8080)
        try templates.write("a.conf.template", "server { listen 8080; return 200 page; }\n", of: 8080)
    }

    private func page() async throws -> String {
        try await Podman.get("http://127.0.0.1:8080/", in: stage.name("web")).body
    }

    /// A link in the place of a template.
    @Test(arguments: ["s.template", "sub/s.template", "deep/key.template"])
    func linksToWhatOnlyRootMayRead(_ name: String) async throws {
        let place = "/etc/nginx/templates"
        try await stage.start(
            "web", ["--network", "none"] + templates.writableMount(place), image: Images.nginx, [])
        try await stage.waitForLog("web", "ready in")
        try await stage.plant("web")
        let attack = """
            cd \(place) && case \(name) in
                s.template) ln -s /etc/shadow s.template ;;
                sub/*) mkdir sub && ln -s /etc/shadow sub/s.template ;;
                deep/*) ln -s /root/private deep ;;
            esac
            """
        let attacked = try await stage.attack("web", as: user, attack)
        #expect(attacked.status == 0, "\(attacked.errors)")
        try await stage.signal("web", "HUP")
        let places = ["/etc/nginx", "/run", "/tmp"]
        let named = "\(place)/\(name.split(separator: "/")[0])"
        try await stage.eventually("names \(named)", "web") {
            let isNamed = try await stage.log("web").contains(named)
            return try await !stage.leaks("web", places).isEmpty || isNamed
        }
        // The same by a command, which has done it all when it ends.
        for command in ["render", "check", "reload"] { try await stage.exec("web", "nginx-entry", command) }
        #expect(try await stage.leaks("web", places) == "")
        #expect(try await stage.log("web").contains(named))
        #expect(try await page() == "page")
    }

    /// The directory of rendered files is a link to where root's programs are.
    @Test func aLinkInThePlaceOfTheTarget() async throws {
        let out = try HostDirectory(of: 8080)
        let target = "/usr/local/bin/nginx-entry"
        try FileManager.default.createDirectory(atPath: out.path("conf.d"), withIntermediateDirectories: true)
        try give(out.path("conf.d"), to: 8080)
        let mounts = templates.writableMount("/etc/nginx/templates") + out.writableMount("/srv/out")
        try await stage.start(
            "web", ["--network", "none", "--env", "NGINX_ENVSUBST_OUTPUT_DIR=/srv/out/conf.d"] + mounts,
            image: Images.nginx, [])
        try await stage.waitForLog("web", "ready in")
        let look = ["sh", "-c", "ls -l /usr/local/bin; sha256sum \(target)"]
        let before = try await stage.exec("web", look).output
        let attack = """
            cd /srv/out && mv conf.d old && ln -s /usr/local/bin conf.d
            echo evil >/etc/nginx/templates/nginx-entry.template
            """
        let attacked = try await stage.attack("web", as: user, attack)
        #expect(attacked.status == 0, "\(attacked.errors)")
        try await stage.signal("web", "HUP")
        try await stage.eventually("names the place", "web") {
            let isNamed = try await stage.log("web").contains("/srv/out/conf.d")
            return try await stage.exec("web", look).output != before || isNamed
        }
        #expect(try await stage.exec("web", look).output == before)
        let render = try await stage.exec("web", "nginx-entry", "render")
        expectRefusal(render.status, render.errors, naming: "/srv/out/conf.d")
        #expect(try await stage.exec("web", look).output == before)
        #expect(try await stage.isRunning("web"))
    }
}
