import Foundation
import Glibc
import Testing

/// The ids and groups that a service gets, in a private copy of /etc.
@Suite(.limited) struct GroupTests {
    private let scratch: Scratch
    private var setup: String { "mount --bind \(scratch["etc"]) /etc; mount -t tmpfs -o mode=755 tmpfs /home" }

    init() throws {
        scratch = try Scratch()
        try scratch.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nmail:x:8:8:mail:/var/mail:/bin/sh\n")
        try scratch.write("etc/group", "root:x:0:\nmail:x:8:\nextra:x:50:app,mail\nwheel:x:10:root,mail\n")
    }

    private static let show = Helper.shell("echo $(id -u) $(id -G | tr ' ' '\\n' | sort -n | xargs) $HOME")

    private func run(
        _ options: [String], _ environment: [String: String] = [:], given: String = "0", setup more: String = ":"
    ) async throws -> Finished {
        try await Entry.run(
            ["base-entry", "run"] + options + ["--"] + GroupTests.show, environment, setup: "\(setup); \(more)",
            wrapper: ["setpriv", "--groups", given])
    }

    private static let app = ["USER_NAME": "app", "USER_UID": "4000"]

    /// What the container was given beyond root's own, by --group-add or as a pod's fsGroup, is the service's.
    @Test(
        arguments: [
            ([], app, "4000 50 2000 4000 /home/app\n"), (["--user", "mail"], [:], "8 8 10 50 2000 /var/mail\n"),
            (["--user", "5000"], [:], "5000 2000 5000 /\n"), (["--user", "8"], [:], "8 8 10 50 2000 /var/mail\n"),
            (["--user", "root"], [:], "0 0 10 2000 /root\n"),
            // A group that is named is the only one.
            (["--user", "mail:mail"], [:], "8 8 /var/mail\n"), (["--user", "mail:extra"], [:], "8 50 /var/mail\n"),
            (["--user", "8:1"], [:], "8 1 /var/mail\n"), (["--user", "5000:6000"], [:], "5000 6000 /\n"),
            // USER_UID alone.
            ([], ["USER_UID": "5000"], "5000 2000 5000 /\n"),
            ([], ["USER_UID": "5000", "USER_GID": "8"], "5000 8 2000 /\n"),
            ([], ["USER_ID": "8"], "8 8 10 50 2000 /var/mail\n"),
        ] as [([String], [String: String], String)])
    func whatTheContainerWasGiven(_ options: [String], _ environment: [String: String], _ expected: String) async throws
    {
        let result = try await run(options, environment, given: "0,10,2000")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == expected, "\(result.errors)")
    }

    @Test func aHookPutsTheUserIntoAGroup() async throws {
        try scratch.write(
            "init.d/10-group", "#!/bin/sh\nsed -i 's/^mail:x:8:$/mail:x:8:app/' /etc/group\n", mode: 0o755)
        let mount =
            "mount -t tmpfs tmpfs /opt; mkdir -p /opt/config/init.d; cp \(scratch["init.d/10-group"]) /opt/config/init.d"
        let result = try await run([], GroupTests.app, setup: mount)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "4000 8 50 4000 /home/app\n", "\(result.errors)")
        // That group alone is what was asked for here.
        let exact = try await run(["--user", "app:app"], GroupTests.app, setup: mount)
        #expect(exact.output == "4000 4000 /home/app\n", "\(exact.errors)")
    }

    @Test func anIdAlone() async throws {
        let passwd = try scratch.read("etc/passwd")
        let result = try await run([], ["USER_UID": "5000", "USER_GID": "6000"])
        #expect(result.output == "5000 6000 /\n", "\(result.errors)")
        #expect(
            result.errors.contains(
                "base: USER_NAME is not set: no account is made, and the service runs as 5000:6000\n"),
            "\(result.errors)")
        #expect(try scratch.read("etc/passwd") == passwd)
        let named = try await run(["--user", "mail"], ["USER_UID": "5000"])
        #expect(named.output == "8 8 10 50 /var/mail\n")
        #expect(!named.errors.contains("USER_NAME is not set"), "\(named.errors)")
    }

    /// A group without a user has no effect.
    @Test func aGroupAlone() async throws {
        let result = try await run([], ["USER_GID": "1000"])
        #expect(result.status == 78)
        #expect(result.errors.contains("USER_GID is set, but not USER_UID\n"), "\(result.errors)")
    }

    @Test(arguments: [("PUID", "USER_UID"), ("PGID", "USER_GID"), ("HOST_UID", "USER_UID")])
    func whatOtherImagesCallTheIds(_ name: String, _ ours: String) async throws {
        for command in [["check"], ["run", "--", "true"]] {
            let result = try await Entry.run(["base-entry"] + command, [name: "1000"], setup: setup)
            #expect(result.status == 0)
            #expect(
                result.errors.contains("base: \(name) is set but unknown; did you mean \(ours)?\n"), "\(result.errors)")
        }
        let set = try await run([], [name: "1000", "USER_UID": "5000", "USER_GID": "5000"])
        #expect(!set.errors.contains("unknown"), "\(set.errors)")
    }

    /// In a user namespace of 5,000 ids.
    @Test(
        arguments: [
            (["USER_NAME": "app", "USER_UID": "70000"], [], "user id 70000"),
            (["USER_NAME": "app", "USER_UID": "4000", "USER_GID": "5000"], [], "group id 5000"),
            (["USER_UID": "70000"], [], "user id 70000"), ([:], ["--user", "70000"], "user id 70000"),
            ([:], ["--user", "8:70000"], "group id 70000"),
        ] as [([String: String], [String], String)])
    func anIdThatIsNotMapped(_ environment: [String: String], _ options: [String], _ id: String) async throws {
        let before = try ["passwd", "group"].map { try scratch.read("etc/\($0)") }
        let within = """
            exec 9<>\(scratch["fifo"])
            unshare --user --kill-child -- sh -c 'read line; exec "$@"' sh "$@" <&9 & child=$!
            until [ "$(readlink /proc/$child/ns/user)" != "$(readlink /proc/$$/ns/user)" ]; do :; done
            echo '0 0 5000' >/proc/$child/uid_map; echo '0 0 5000' >/proc/$child/gid_map
            echo >&9; wait $child
            """
        #expect(unsafe mkfifo(scratch["fifo"], 0o600) == 0)
        let result = try await Entry.run(
            ["base-entry", "run"] + options + ["--", "true"], environment, .belowInit, setup: setup,
            wrapper: Helper.shell(within) + ["sh"])
        #expect(result.status == 78, "\(result.errors)")
        #expect(
            result.errors.contains("base: \(id) is not mapped in this user namespace (ids 0 to 4999)\nhint: "),
            "\(result.errors)")
        #expect(try ["passwd", "group"].map { try scratch.read("etc/\($0)") } == before)
    }

    /// A volume is given over: what belongs to others, and nothing else.
    @Test(arguments: [true, false])
    func aVolumeIsGivenOver(_ byOption: Bool) async throws {
        let places = "mkdir -p /run/a/d /run/b; touch /run/a/d/f /run/b/g; chown 4000:4000 /run/a; ln -s /etc /run/b/l"
        let script = "stat -c '%n %u:%g' /run/a/d/f /run/b/g /run/b/l /etc/passwd; touch /run/b/new"
        let options = byOption ? ["--own", "/run/a", "--own", "/run/b"] : []
        let environment = byOption ? GroupTests.app : GroupTests.app.merging(["OWN": "/run/a /run/b"]) { $1 }
        let result = try await Entry.run(
            ["base-entry", "run"] + options + ["--"] + Helper.shell(script), environment, setup: "\(setup); \(places)")
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output == "/run/a/d/f 4000:4000\n/run/b/g 4000:4000\n/run/b/l 4000:4000\n/etc/passwd 0:0\n",
            "\(result.errors)")
        #expect(result.errors.contains("changed the owner of 2 of 3 entries below \"/run/a\""), "\(result.errors)")
    }

    @Test func aVolumeForNobody() async throws {
        let result = try await Entry.run(["base-entry", "run", "--own", "/run", "--", "true"], setup: setup)
        #expect(result.status == 78)
        #expect(
            result.errors.hasPrefix("base: there is nobody to give \"/run\" to\nhint: "),
            "\(result.errors)")
        let missing = try await Entry.run(
            ["base-entry", "run", "--user", "8", "--own", "/run/none", "--", "true"], setup: setup)
        #expect(missing.status != 0)
        #expect(missing.errors.contains("cannot change the owner of \"/run/none\": "), "\(missing.errors)")
    }
}
