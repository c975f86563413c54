import Foundation
import Glibc
import Testing

/// The command `wait`, and what `run` waits for.
@Suite(.limited) struct WaitTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func aFileThatAppears() async throws {
        try await Entry.with(["base-entry", "wait", "file:\(scratch["a/b/file"])"]) { entry in
            try await entry.running.line("waiting for file:\(scratch["a/b/file"]), at most 10 min 0 s")
            try scratch.write("a/b/file", "")
            #expect(try await entry.running.exit() == 0)
            try await entry.running.line("base: waited ")
            #expect(entry.running.output == "")
        }
    }

    /// A file that is there is known at once; a command takes a moment in any case.
    @Test func onlyWhatIsWaitedForIsNamed() async throws {
        let result = try await Entry.run(["base-entry", "wait", "file:/proc", "command:true"])
        #expect(result.status == 0)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.first == "base: waiting for command:true, at most 10 min 0 s")
        #expect(lines.count == 2 && lines[1].hasPrefix("base: waited "), "\(result.errors)")
        let atOnce = try await Entry.run(["base-entry", "wait", "file:/proc"])
        #expect(atOnce.status == 0)
        #expect(atOnce.errors == "")
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func aPort(_ host: String) async throws {
        // It keeps its port from the beginning, and listens when it is told to.
        try await Server.with(Server.late) { server in
            let target = "tcp://\(host):\(server.port)"
            let early = try await Entry.run(["base-entry", "wait", "--timeout", "300ms", target])
            #expect(early.status == 69)
            #expect(early.errors.contains("  \(target): Connection refused\n"), "\(early.errors)")
            kill(server.running.pid, SIGUSR1)
            #expect(try await Entry.run(["base-entry", "wait", target]).status == 0)
        }
    }

    @Test(arguments: [(200, nil), (302, nil), (404, "answered with status 404"), (503, "answered with status 503")])
    func aWebServer(_ status: Int, _ reason: String?) async throws {
        let answer = "HTTP/1.1 \(status) Whatever\\r\\nContent-Length: 0\\r\\n\\r\\n"
        let statement = "while (<$c> =~ /\\S/) {} print $c \"\(answer)\"; close $c"
        try await Server.with(Server.answering(statement)) { server in
            let target = "http://127.0.0.1:\(server.port)/health?full=1"
            let time = reason == nil ? "20s" : "300ms"
            let result = try await Entry.run(["base-entry", "wait", "--timeout", time, target])
            #expect(result.status == (reason == nil ? 0 : 69))
            if let reason { #expect(result.errors.contains("  \(target): \(reason)\n"), "\(result.errors)") }
        }
    }

    @Test func aUnixSocket() async throws {
        let path = scratch["socket"]
        let target = "unix:\(path)"
        let script =
            "use IO::Socket::UNIX; $s = IO::Socket::UNIX->new(Local => '\(path)', Listen => 1) or die; sleep 1000"
        try await Entry.with(["base-entry", "wait", target]) { entry in
            try await entry.running.line("waiting for \(target)")
            let server = try Running(["perl", "-e", script], environment: ["PATH": Entry.path])
            let status = try? await entry.running.exit()
            await server.end()
            #expect(status == 0)
        }
        let late = try await Entry.run(["base-entry", "wait", "--timeout", "200ms", target])
        #expect(late.status == 69)
        #expect(late.errors.contains("  \(target): Connection refused\n"))
    }

    @Test(arguments: [(200, 0), (503, 69)])
    func aWebServerAtAUnixSocket(_ answer: Int, _ status: Int32) async throws {
        let path = scratch["web"]
        let script =
            "use IO::Socket::UNIX; $s = IO::Socket::UNIX->new(Local => '\(path)', Listen => 9) or die; $| = 1;"
            + "print qq(listening\\n); while ($c = $s->accept) { <$c> =~ m(^GET /health ) or die;"
            + "print $c qq(HTTP/1.0 \(answer) -\\r\\n\\r\\n); close $c }"
        let server = try Running(["perl", "-e", script], environment: ["PATH": Entry.path])
        try await server.line("listening", in: .output)
        let target = "http://unix:\(path):/health"
        let result = try await Entry.run(["base-entry", "wait", "--timeout", status == 0 ? "20s" : "200ms", target])
        await server.end()
        #expect(result.status == status)
        if status != 0 { #expect(result.errors.contains("  \(target): answered with status 503\n")) }
    }

    @Test func aCommand() async throws {
        let counter = scratch["count"]
        let condition = "command:sh -c 'echo x >>\(counter); test $(wc -l <\(counter)) = 3'"
        #expect(try await Entry.run(["base-entry", "wait", condition]).status == 0)
        #expect(try scratch.read("count") == "x\nx\nx\n")
    }

    @Test func whenTimeIsUpEachReasonIsNamed() async throws {
        let targets = [
            "file:/nonexistent/file", "semaphore:/nonexistent/up", "unix:/nonexistent/socket",
            "command:sh -c 'echo first; echo not yet >&2; exit 3'", "command:no-such-program",
        ]
        let result = try await Entry.run(["base-entry", "wait", "--timeout", "500ms", "file:/proc"] + targets)
        #expect(result.status == 69)
        let expected = """
              file:/nonexistent/file: not there
              semaphore:/nonexistent/up: not there
              unix:/nonexistent/socket: No such file or directory
              command:sh -c 'echo first; echo not yet >&2; exit 3': exit status 3: not yet
              command:no-such-program: cannot start "no-such-program": there is no such program in PATH

            """
        // On a busy machine the time may be more than 0.5 s.
        #expect(result.errors.contains("base: gave up waiting after "), "\(result.errors)")
        #expect(result.errors.hasSuffix(" s\n" + expected), "\(result.errors)")
    }

    @Test(arguments: Place.allCases, StopBeforeServiceTests.stops)
    func aStopEndsTheWait(_ place: Place, _ signal: CInt) async throws {
        let targets = ["tcp://127.0.0.1:1", "command:sleep 1000"]
        try await Entry.with(["base-entry", "wait", "--timeout", "0"] + targets, [:], place) { entry in
            try await entry.running.line("waiting for tcp://127.0.0.1:1 and command:sleep 1000")
            try entry.send(signal)
            #expect(try await entry.running.exit() == signal.status)
            #expect(!entry.running.errors.contains("left over"), "\(entry.running.errors)")
        }
    }

    @Test(arguments: Place.allCases)
    func aStopEndsANameLookupThatGetsNoAnswer(_ place: Place) async throws {
        try scratch.write("etc/resolv.conf", "nameserver 192.0.2.1\n")
        try scratch.write("etc/nsswitch.conf", "hosts: files dns\n")
        try await Entry.with(
            ["base-entry", "wait", "tcp://name.invalid:1"], [:], place, setup: "mount --bind \(scratch["etc"]) /etc"
        ) { entry in
            try await entry.running.line("waiting for tcp://name.invalid:1")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
            #expect(!entry.running.errors.contains("left over"), "\(entry.running.errors)")
        }
    }

    @Test func runHonoursWaitFor() async throws {
        let environment = [
            "WAIT_FOR": "file:\(scratch["file"]) 'command:test -e \(scratch["file"])'", "WAIT_TIMEOUT": "20",
        ]
        try await Entry.with(["base-entry", "run", "--", "echo", "service"], environment) { entry in
            try await entry.running.line(", at most 20.0 s")
            #expect(entry.running.output == "")
            try scratch.write("file", "")
            #expect(try await entry.running.exit() == 0)
            #expect(entry.running.output == "service\n")
        }
    }

    @Test func runGivesUpWaiting() async throws {
        let environment = ["WAIT_FOR": "file:/nonexistent/file", "WAIT_TIMEOUT": "200ms"]
        let result = try await Entry.run(["base-entry", "run", "--", "echo", "service"], environment)
        #expect(result.status == 69)
        #expect(result.output == "")
        #expect(result.errors.contains("  file:/nonexistent/file: not there\n"))
        let option = try await Entry.run(
            ["base-entry", "run", "--wait", "file:/nonexistent/file", "--wait-timeout", "200ms", "--", "true"])
        #expect(option.status == 69)
    }
}
