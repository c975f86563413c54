import Foundation
import Glibc
import Testing

/// Each exit status that is not the service's own, with its message.
@Suite(.limited) struct ExitStatusTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func success() async throws {
        let start = try await Entry.run(["base-entry", "start"])
        #expect(start.status == 0 && start.errors == "" && start.output == "")
        #expect(try await Entry.run(["base-entry", "--version"]).status == 0)
        #expect(try await Entry.run(["base-entry", "--help"]).errors == "")
    }

    @Test(arguments: [
        ([], "base: a command is expected: "),
        (["--nothing"], "base: unknown option \"--nothing\"; expected a command, --help or --version\n"),
        (["run"], "base: run: <program> is missing; expected a program after --\n"),
        (["run", "--tempalte", "a:/b", "--", "true"], "did you mean \"--template\"?\n"),
        (["run", "--stop-grace", "soon", "--", "true"], "run: --stop-grace: \"soon\" is not a duration"),
        (["run", "--user"], "run: --user needs a value"),
        (["wait"], "base: wait: a target is expected: file:/path"),
        (
            ["wait", "tcp://nothing"],
            "wait: <target>: \"tcp://nothing\" is not a target: no port; expected tcp://host:port\n"
        ),
        (["start", "more"], "start: unexpected argument \"more\"\n"),
    ])
    func usage(_ words: [String], _ message: String) async throws {
        let result = try await Entry.run(["base-entry"] + words)
        #expect(result.status == 64)
        #expect(result.errors.contains(message), "\(result.errors)")
        let command = words.first.map { $0.hasPrefix("-") ? "" : " \($0)" } ?? ""
        #expect(result.errors.hasSuffix("\nhint: see \"base-entry\(command) --help\"\n"), "\(result.errors)")
        #expect(result.output == "")
    }

    @Test func ourOwnFault() async throws {
        let result = try await Entry.run(["callback-entry", "start"], ["INITFUNC": "fault"])
        #expect(result.status == 70)
        #expect(result.errors.contains("callback: UNDECLARED is read but not declared by the image\n"))
    }

    @Test(arguments: Place.allCases)
    func aSemaphoreBelowAFile(_ place: Place) async throws {
        let path = try scratch.write("file", "") + "/up"
        let command = try ["base-entry", "run", "--semaphore", path, "--"] + Helper.reporter(until: SIGTERM)
        let result = try await Entry.run(command, [:], place)
        #expect(result.status == 71)
        #expect(
            result.errors.contains("base: cannot publish the semaphore \"\(path)\": Not a directory\n"),
            "\(result.errors)")
    }

    @Test func aFullFileSystem() async throws {
        try scratch.write("templates/a.conf", "small\n")
        try scratch.write("templates/big.conf", String(repeating: "0123456789abcdef", count: 4096))
        let list = "\"$@\"; code=$?; find \(scratch["target"]) -type f; exit $code"
        let result = try await Entry.run(
            [
                "base-entry", "run", "--template", "\(scratch["templates"]):\(scratch["target"])", "--", "echo",
                "service",
            ],
            setup: "mkdir \(scratch["target"]); mount -t tmpfs -o size=16k tmpfs \(scratch["target"])",
            wrapper: Helper.shell(list) + ["sh"])
        #expect(result.status == 71)
        #expect(result.errors.contains("cannot write \"\(scratch["target/big.conf"])\": No space left on device"))
        #expect(result.output == "", "nothing is left behind and no service was started")
    }

    @Test func anotherUserWithoutTheRight() async throws {
        let setup = "cp \(Entry.executable("base-entry")) /run/"
        let wrapper = ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"]
        let result = try await Entry.run(
            ["/run/base-entry", "run", "--user", "4321", "--", "true"], [:], setup: setup, wrapper: wrapper)
        #expect(result.status == 77)
        #expect(
            result.errors.contains(
                "base: cannot start \"true\": cannot set its supplementary groups: Operation not permitted\n"))
        #expect(result.errors.contains("hint: this needs CAP_SETGID; "), "\(result.errors)")
        let same = try await Entry.run(
            ["/run/base-entry", "run", "--user", "1000", "--", "id", "-u"], [:], setup: setup, wrapper: wrapper)
        #expect(same.status == 0, "\(same.errors)")
        #expect(same.output == "1000\n")
    }

    @Test func aReadOnlyTarget() async throws {
        try scratch.write("templates/app.conf", "new\n")
        try scratch.write("target/app.conf", "old\n")
        let target = scratch["target"]
        let result = try await Entry.run(
            ["base-entry", "run", "--template", "\(scratch["templates"]):\(target)", "--", "echo", "service"],
            setup: "mount --bind \(target) \(target); mount -o remount,ro,bind \(target)")
        #expect(result.status == 77)
        #expect(
            result.errors.contains("base: cannot write \"\(target)/app.conf\": Read-only file system\n"),
            "\(result.errors)")
        #expect(result.errors.contains("hint: mount a writable volume or tmpfs at \"\(target)\"\n"))
        #expect(result.output == "")
        #expect(try scratch.read("target/app.conf") == "old\n")
    }

    @Test func variables() async throws {
        let environment = ["USER_NAME": "a b", "WAIT_FOR": "nonsense", "STOP_SIGNAL": "99"]
        for words in [["check"], ["run", "--", "echo", "service"]] {
            let result = try await Entry.run(["base-entry"] + words, environment)
            #expect(result.status == 78)
            #expect(result.errors.hasPrefix("base: the environment variables are wrong\n"), "\(result.errors)")
            for part in [
                "USER_NAME: \"a b\" is not an account name", "WAIT_FOR: \"nonsense\" is not",
                "STOP_SIGNAL: \"99\" is not",
            ] {
                #expect(result.errors.contains("  \(part)"), "\(result.errors)")
            }
            #expect(result.output == "")
        }
        let missing = try await Entry.run(["base-entry", "run", "--", "true"], ["USER_NAME": "app"])
        #expect(missing.status == 78)
        #expect(missing.errors.contains("  USER_UID must be set when USER_NAME is\n"))
    }

    @Test(arguments: [
        ("exit 1", 0o644, 126, "cannot start \"PATH\": Permission denied\n", ""),
        (
            "nothing that can be executed", 0o755, 126, "cannot start \"PATH\": Exec format error\n",
            "hint: a script begins with #!"
        ),
        (
            "#!/no/such/interpreter\n", 0o755, 126, "cannot start \"PATH\": No such file",
            "hint: its interpreter or dynamic loader"
        ),
    ])
    func notExecutable(_ content: String, _ mode: mode_t, _ status: Int, _ message: String, _ hint: String) async throws
    {
        let path = try scratch.write("program", content, mode: mode)
        for words in [["run", "--", path], [path]] {
            let result = try await Entry.run(["base-entry"] + words)
            #expect(result.status == status)
            #expect(result.errors.contains(message.replacing("PATH", with: path)), "\(result.errors)")
            #expect(hint.isEmpty || result.errors.contains(hint), "\(result.errors)")
        }
    }

    @Test func notFound() async throws {
        let name = try await Entry.run(["base-entry", "run", "--", "no-such-program"])
        #expect(name.status == 127)
        #expect(name.errors == "base: cannot start \"no-such-program\": there is no such program in PATH\n")
        let path = try await Entry.run(["base-entry", "run", "--", "/no/such/program"])
        #expect(path.status == 127)
        #expect(path.errors == "base: cannot start \"/no/such/program\": No such file or directory\n")
        let directory = try await Entry.run(["base-entry", "run", "--", "/tmp"])
        #expect(directory.status == 126)
    }
}
