import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// nginx's user writes what root would execute.
@Suite struct ScriptTests {
    private let stage = Stage()
    private let user = 8080

    /// The image gives its user no place that root reads code or configuration from.
    @Test func theImageBelongsToRoot() async throws {
        try await stage.start("web", ["--network", "none"], image: Images.nginx, [])
        try await stage.waitForLog("web", "ready in")
        let attack = """
            for place in /docker-entrypoint.d /etc/nginx /etc/nginx/conf.d /etc/nginx/stream-conf.d /etc/nginx/templates; do
                touch $place/mine && echo "made $place/mine"
                ln -s /etc/shadow $place/link && echo "made $place/link"
                for name in $place $place/*; do
                    [ ! -e $name ] || { mv $name $name.old && echo "moved $name" && mv $name.old $name; }
                    [ ! -f $name ] || { : >>$name && echo "opened $name"; }
                done
            done 2>/dev/null
            """
        #expect(try await stage.attack("web", as: user, attack).output == "")
    }

    /// A volume for scripts that belongs to nginx's user.
    @Test func scriptsOfItsUser() async throws {
        let scripts = try HostDirectory(of: 8080)
        let place = "/docker-entrypoint.d"
        try await stage.start(
            "web", ["--network", "none"] + scripts.writableMount(place), image: Images.nginx, [])
        try await stage.waitForLog("web", "ready in")

        // It is run, as that user.
        let script = try await stage.attack(
            "web", as: user,
            "printf '#!/bin/sh\\nid -u >\(place)/.ran\\n' >\(place)/99-x.sh && chmod 755 \(place)/99-x.sh")
        #expect(script.status == 0, "\(script.errors)")
        try await stage.restart("web")
        try await stage.waitForLog("web", "ready in", times: 2)
        #expect(scripts.text(".ran") == "8080\n")
        #expect(try await stage.log("web").contains("\(place)/99-x.sh"))

        // Variables cannot be taken from another process.
        let variables = try await stage.attack(
            "web", as: user,
            "echo 'id -u >>\(place)/.sourced; export X=1' >\(place)/00-x.envsh && chmod 755 \(place)/00-x.envsh")
        #expect(variables.status == 0, "\(variables.errors)")
        let reload = try await stage.exec("web", "nginx-entry", "reload")
        expectRefusal(reload.status, reload.errors, naming: "\(place)/00-x.envsh")
        try await stage.restart("web")
        try await stage.eventually("ends", "web") { try await !stage.isRunning("web") }
        expectRefusal(try await stage.status("web"), try await stage.log("web"), naming: "\(place)/00-x.envsh")
        #expect(!scripts.text(".sourced").contains("0\n"), "\(scripts.text(".sourced"))")
    }

    /// A script of root's finds no start-up files in a home directory of nginx's user.
    @Test func theHomeOfItsUser() async throws {
        let (scripts, own) = (try HostDirectory(), try HostDirectory(of: 8080))
        try scripts.write("10-login.sh", "#!/bin/bash -l\necho \"at home in $HOME\" >&2\n", mode: 0o755)
        try own.write(".bash_profile", "id -u >/srv/own/ran\n", of: 8080)
        let mounts = scripts.writableMount("/docker-entrypoint.d") + own.writableMount("/srv/own")
        let start = try await Podman.run(
            ["run", "--rm", "--network=none", "--env", "HOME=/srv/own"] + mounts + [Images.nginx, "init"])
        #expect(start.errors.contains("at home in /root"), "\(start.errors)")
        #expect(own.text("ran") == "", "\(start.errors)")
    }

    /// What a probe names without a slash is in the working directory, which may be the user's.
    @Test func theWorkingDirectoryOfAProbe() async throws {
        let own = try HostDirectory(of: 8080)
        try own.write("check", "BEGIN { system(\"id -u >/srv/own/ran\") }\n", of: 8080)
        let outcome = try await Podman.run(
            ["run", "--rm", "--network=none", "--workdir", "/srv/own"] + own.writableMount("/srv/own") + [
                Images.base, "run", "--user", "8080", "--wait", "command:awk -f check", "--", "true",
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(own.text("ran") == "8080\n", "\(outcome.errors)")
    }

    /// The directory is root's, but what is in it can be changed in some way.
    @Test func scriptsThatItsUserMayChange() async throws {
        let (scripts, own) = (try HostDirectory(), try HostDirectory(of: 8080))
        let place = "/docker-entrypoint.d"
        try scripts.write("10-open.sh", "#!/bin/sh\n", mode: 0o755)
        try scripts.write("11-group.sh", "#!/bin/sh\n", mode: 0o755)
        unsafe chmod(scripts.path("10-open.sh"), 0o777)
        unsafe chown(scripts.path("11-group.sh"), 0, 8080)
        unsafe chmod(scripts.path("11-group.sh"), 0o775)
        try own.write("real.sh", "#!/bin/sh\n", mode: 0o755, of: 8080)
        try FileManager.default.createSymbolicLink(
            atPath: scripts.path("12-link.sh"), withDestinationPath: "/srv/own/real.sh")
        let mounts = scripts.writableMount(place) + own.writableMount("/srv/own")
        let attack = """
            for name in 10-open 11-group 12-link; do echo "id -u >/srv/own/$name" >>\(place)/$name.sh || exit; done
            """
        let change = try await Podman.run(
            ["run", "--rm", "--network=none", "--user", "8080:8080", "--entrypoint", "sh"] + mounts
                + [Images.nginx, "-c", attack])
        #expect(change.status == 0, "\(change.errors)")
        let start = try await Podman.run(
            ["run", "--rm", "--network=none"] + mounts + [Images.nginx, "init"])
        for name in ["10-open", "11-group", "12-link"] {
            #expect(own.text(name) == "8080\n", "\(name): \(start.errors)")
            #expect(start.errors.contains("\(place)/\(name).sh"), "\(start.errors)")
        }
    }
}
