import Foundation
import Glibc
import Testing

/// Programs in /opt/config/init.d, for users of an image who do not write Swift.
@Suite(.limited) struct HookTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch["init.d"], withIntermediateDirectories: true)
    }

    /// Puts the test's directory in its place.
    private var mount: String {
        "mount -t tmpfs tmpfs /opt; mkdir -p /opt/config/init.d; mount --bind \(scratch["init.d"]) /opt/config/init.d"
    }

    @discardableResult
    private func hook(_ name: String, _ script: String, mode: mode_t = 0o755) throws -> String {
        try scratch.write("init.d/\(name)", "#!/bin/sh\n\(script)\n", mode: mode)
    }

    private func run(
        _ service: [String] = ["echo", "service"], _ environment: [String: String] = [:], _ place: Place = .asInit
    ) async throws -> Finished {
        try await Entry.run(["callback-entry", "start"] + service, environment, place, setup: mount)
    }

    @Test(arguments: Place.allCases)
    func theyRunInOrderBetweenInitfuncAndTheService(_ place: Place) async throws {
        try hook("20-second", "echo from the second >&2; read line && echo \"input: $line\"; [ ! -t 0 ]; id -u")
        try hook("10 first", "echo from the first; pwd")
        try hook("Z", "readlink /proc/self/fd/0")
        let result = try await run(["echo", "service"], [:], place)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "service\n")
        let lines = result.errors.split(separator: "\n").map { String($0).replacing(/\(\d+\.\d s\)/, with: "(T)") }
        let expected = [
            "callback: initfunc: done", "from the first", FileManager.default.currentDirectoryPath,
            "callback: Running /opt/config/init.d/10 first ... ✔ (T)", "from the second", "0",
            "callback: Running /opt/config/init.d/20-second ... ✔ (T)", "/dev/null",
            "callback: Running /opt/config/init.d/Z ... ✔ (T)",
        ]
        #expect(Array(lines.dropFirst(3).prefix(expected.count)) == expected, "\(result.errors)")
        #expect(lines.last?.hasPrefix("callback: ready in ") == true)
    }

    @Test func theirEnvironmentHasNoSecrets() async throws {
        try hook("10-x", "echo \"secret=$SECRET other=$OTHER\"")
        let result = try await run(["true"], ["SECRET": "hush", "OTHER": "a b"])
        #expect(result.errors.contains("\nsecret= other=a b\n"), "\(result.errors)")
    }

    /// What is written comes at once, and a hook that is asked for more than a pipe holds is not held up.
    @Test func theirOutputComesAsItIsWritten() async throws {
        try hook(
            "10-x", "head -c 200000 /dev/zero | tr '\\0' x; echo; echo now; until [ -e /run/go ]; do sleep 0.05; done")
        try await Entry.with(["callback-entry", "start", "true"], setup: mount) { entry in
            try await entry.running.line("now")
            #expect(!entry.running.errors.contains("Running"))
            try await entry.make("/run/go")
            #expect(try await entry.running.exit() == 0)
        }
    }

    @Test func othersAreLeftOut() async throws {
        try hook("10-plain", "echo plain ran", mode: 0o644)
        try hook(".hidden", "echo hidden ran")
        try hook("..2026/30-link", "echo link ran")
        for (name, target) in [("..data", "..2026"), ("30-link", "..data/30-link"), ("40-gone", "nowhere")] {
            try FileManager.default.createSymbolicLink(atPath: scratch["init.d/\(name)"], withDestinationPath: target)
        }
        try FileManager.default.createDirectory(
            atPath: scratch["init.d/50-directory"], withIntermediateDirectories: true)
        let result = try await run()
        #expect(result.status == 0)
        #expect(result.errors.components(separatedBy: "ran\n").count == 2 && result.errors.contains("link ran\n"))
        let warnings = """
            callback: "/opt/config/init.d/10-plain" is not executable and is not run
            callback: "/opt/config/init.d/40-gone" links to nothing and is not run
            callback: "/opt/config/init.d/50-directory" is not a file and is not run

            """
        #expect(result.errors.contains(warnings), "\(result.errors)")
        let check = try await Entry.run(["callback-entry", "check"], ["LOG_FORMAT": "json"], setup: mount)
        #expect(check.status == 0)
        #expect(check.errors.components(separatedBy: "\"level\":\"warning\"").count == 4, "\(check.errors)")
        #expect(!check.errors.contains("ran"))
    }

    @Test(arguments: [
        ("exit 3", "exited with status 3"), ("kill -SEGV $$", "was ended by SIGSEGV"),
        ("exec sh -c 'exit 255'", "exited with status 255"),
    ])
    func aFailure(_ script: String, _ end: String) async throws {
        try hook("10-x", script)
        try hook("20-y", "echo second ran")
        let result = try await run()
        #expect(result.status == 1)
        #expect(result.output == "")
        #expect(result.errors.contains("callback: Running /opt/config/init.d/10-x ... ✘ ("))
        #expect(
            result.errors.hasSuffix("\ncallback: the hook \"/opt/config/init.d/10-x\" \(end)\n"), "\(result.errors)")
        #expect(!result.errors.contains("second ran"))
    }

    @Test(arguments: [
        ("#!/no/such/interpreter\n", "No such file or directory", "its interpreter or dynamic loader is missing"),
        ("#!/bin/sh\r\necho never\r\n", "No such file or directory", "its lines end with CR LF"),
        ("echo no interpreter\n", "Exec format error", "a script begins with #!"),
        ("", "Exec format error", "a script begins with #!"),
    ])
    func oneThatCannotBeExecuted(_ content: String, _ reason: String, _ hint: String) async throws {
        try scratch.write("init.d/10-x", content, mode: 0o755)
        let result = try await run()
        #expect(result.status == 126)
        #expect(
            result.errors.contains("\ncallback: cannot start \"/opt/config/init.d/10-x\": \(reason)\nhint: \(hint)"),
            "\(result.errors)")
        #expect(result.output == "")
    }

    @Test func namesOfAnyBytes() async throws {
        let setup =
            mount + "; printf '#!/bin/sh\\necho odd ran\\n' >\"/opt/config/init.d/$(printf 'a\\n\"\\377')\""
            + "; chmod 755 /opt/config/init.d/a*"
        let result = try await Entry.run(["callback-entry", "start", "true"], ["LOG_FORMAT": "json"], setup: setup)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("\nodd ran\n"))
        #expect(
            result.errors.contains("\"step\":\"Running /opt/config/init.d/a\\\\n\\\\\\\"\u{fffd}\",\"seconds\":"),
            "\(result.errors)")
    }

    @Test(arguments: Place.allCases, [SIGTERM, SIGINT, SIGQUIT])
    func aStopEndsTheHookAndTheStart(_ place: Place, _ signal: CInt) async throws {
        try hook("10-x", "sh -c 'echo hook started; exec sleep 1000' & wait")
        try hook("20-y", "echo second ran")
        try await Entry.with(["callback-entry", "start", "echo", "service"], [:], place, setup: mount) { entry in
            try await entry.running.line("hook started")
            try entry.send(signal)
            #expect(try await entry.running.exit() == signal.status)
            let errors = entry.running.errors
            #expect(errors.contains("received: \"/opt/config/init.d/10-x\" was ended\n"), "\(errors)")
            #expect(!errors.contains("second ran") && !errors.contains("left over"), "\(errors)")
            #expect(entry.running.output == "")
        }
    }

    @Test func theAccountIsThereBeforeThem() async throws {
        try hook("10-x", "id app")
        let setup = mount + "; mkdir /run/etc; cp -a /etc/. /run/etc/ 2>/dev/null || :; mount --bind /run/etc /etc"
        let result = try await Entry.run(
            ["callback-entry", "start", "id", "-u"], ["USER_NAME": "app", "USER_UID": "4242"], setup: setup)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("uid=4242(app) gid=4242(app) groups=4242(app)\n"), "\(result.errors)")
        #expect(result.output == "4242\n")
    }

    @Test func anAuthorsOwnDirectory() async throws {
        try hook("10-x", "echo own ran")
        let setup = "mkdir /run/hooks; mount --bind \(scratch["init.d"]) /run/hooks"
        let result = try await Entry.run(["callback-entry", "start", "true"], ["INITFUNC": "hooks"], setup: setup)
        #expect(result.status == 0)
        #expect(result.errors.contains("\nown ran\ncallback: Running /run/hooks/10-x ... ✔ ("), "\(result.errors)")
    }

    @Test(.enabled(if: Entry.isStatic("callback-entry"), "a dynamic executable needs its loader and libraries"))
    func withoutAShellAndAnythingElse() async throws {
        // A root with nothing but the entrypoint and, as a hook, itself.
        let setup = """
            mkdir -p /run/root/opt/config/init.d /run/root/dev; mknod -m 666 /run/root/dev/null c 1 3
            cp \(Entry.executable("base-entry")) /run/root/entry
            ln -s /entry /run/root/opt/config/init.d/10-entry
            printf '#!/bin/sh\\n' >/run/root/opt/config/init.d/20-script; chmod 755 /run/root/opt/config/init.d/20-script
            """
        let result = try await Entry.run(
            ["/entry", "run", "--", "/entry", "--version"], setup: setup, wrapper: ["chroot", "/run/root"])
        // The hook is called without a command and exits with 64.
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains("the hook \"/opt/config/init.d/10-entry\" exited with status 64"))
        let script = try await Entry.run(
            ["/entry", "run", "--", "/entry", "--version"], setup: setup + "; rm /run/root/opt/config/init.d/10-entry",
            wrapper: ["chroot", "/run/root"])
        #expect(script.status == 126)
        #expect(script.errors.contains("hint: its interpreter or dynamic loader is missing in this image\n"))
    }
}
