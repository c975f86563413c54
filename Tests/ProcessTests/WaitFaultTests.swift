import Foundation
import Glibc
import Testing

/// Waiting for servers that do not do what they should.
@Suite(.limited) struct WaitFaultTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func failure(_ targets: [String], within time: String = "500ms") async throws -> String {
        let result = try await Entry.run(["base-entry", "wait", "--timeout", time] + targets)
        #expect(result.status == 69)
        return result.errors
    }

    /// A name server that gets the question and never answers.
    @Test(arguments: Place.allCases)
    func aSilentNameServer(_ place: Place) async throws {
        // An address that is nobody else's on this machine: pids have 22 bits.
        let number = 2 * Int(getpid()) + (place == .asInit ? 0 : 1)
        let address = "127.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
        let script =
            "use IO::Socket::INET; $| = 1; my $s = IO::Socket::INET->new(Proto => 'udp', LocalAddr => '\(address):53') "
            + "or die; print \"bound\\n\"; sleep 1000"
        let nameServer = try Running(["perl", "-e", script], environment: ["PATH": Entry.path])
        do {
            try await nameServer.line("bound", in: .output)
            try scratch.write("etc/resolv.conf", "nameserver \(address)\n")
            try scratch.write("etc/nsswitch.conf", "hosts: files dns\n")
            let result = try await Entry.run(
                ["base-entry", "wait", "--timeout", "700ms", "tcp://name.test:1", "dns:name.test", "!dns:name.test"],
                [:], place, setup: "mount --bind \(scratch["etc"]) /etc")
            #expect(result.status == 69)
            for target in ["tcp://name.test:1", "dns:name.test", "!dns:name.test"] {
                #expect(result.errors.contains("  \(target): no answer from the name server\n"), "\(result.errors)")
            }
            #expect(!result.errors.contains("left over"), "\(result.errors)")
        } catch {
            await nameServer.end()
            throw error
        }
        await nameServer.end()
    }

    @Test func aNameThatDoesNotExist() async throws {
        try scratch.write("etc/hosts", "127.0.0.1 localhost here\n")
        try scratch.write("etc/nsswitch.conf", "hosts: files\n")
        let setup = "mount --bind \(scratch["etc"]) /etc"
        let known = try await Entry.run(["base-entry", "wait", "dns:here", "dns:::1", "dns:127.0.0.1"], setup: setup)
        #expect(known.status == 0, "\(known.errors)")
    }

    @Test(arguments: Place.allCases)
    func refusedThenAccepted(_ place: Place) async throws {
        try await Server.with(Server.late) { server in
            let target = "tcp://127.0.0.1:\(server.port)"
            #expect(try await failure([target]).contains("  \(target): Connection refused\n"))
            try await Entry.with(["base-entry", "wait", target, "!\(target)"], [:], place) { entry in
                try await entry.running.line("waiting for")
                kill(server.running.pid, SIGUSR1)
                #expect(try await entry.running.exit() == 0)
            }
        }
    }

    @Test func aServerThatSaysNothing() async throws {
        try await Server.with(Server.silent) { server in
            let place = "127.0.0.1:\(server.port)"
            #expect(try await Entry.run(["base-entry", "wait", "tcp://\(place)"]).status == 0)
            let errors = try await failure(["http://\(place)/", "postgres://\(place)"])
            #expect(errors.contains("  http://\(place)/: connected, but no answer\n"), "\(errors)")
            #expect(errors.contains("  postgres://\(place): connected, but no answer\n"), "\(errors)")
        }
    }

    /// A try that gets no answer does not last for ever.
    @Test func aServerThatSaysNothingIsAskedAgain() async throws {
        let script = "if ($n > 1) { print $c \"HTTP/1.1 200 OK\\r\\n\\r\\n\" } else { print \"asked\\n\" }"
        try await Server.with(Server.answering(script)) { server in
            let start = ContinuousClock.now
            let result = try await Entry.run(["base-entry", "wait", "http://127.0.0.1:\(server.port)/"])
            #expect(result.status == 0)
            #expect(seconds(since: start) > 9.9)
        }
    }

    @Test(arguments: [
        ("print $c \"SSH-2.0-OpenSSH\\r\\n\"", "answered, but not in HTTP"),
        ("print $c \"\\0\\xff\" x 3000", "answered, but not in HTTP"),
        ("sysread($c, my $b, 4096); print $c \"HTTP/1.1 \"; close $c", "answered, but not in HTTP"),
        ("print $c \"HTTP/1.1 \"", "connected, but no answer"),
        ("close $c", "closed|reset"),
        ("print $c \"HTTP/1.1 503 No\\r\\n\"", "answered with status 503"),
    ])
    func answersThatAreNone(_ statement: String, _ reason: String) async throws {
        try await Server.with(Server.answering(statement)) { server in
            let target = "http://127.0.0.1:\(server.port)/"
            let errors = try await failure([target])
            let line = errors.split(separator: "\n").last { $0.hasPrefix("  \(target): ") } ?? ""
            #expect(reason.split(separator: "|").contains { line.contains($0) }, "\(errors)")
        }
    }

    @Test func anAnswerInDrops() async throws {
        let statement = "for my $byte (split //, \"HTTP/1.1 200 OK\\r\\n\") { print $c $byte; sleep 0.02 }"
        try await Server.with(Server.answering(statement)) { server in
            let result = try await Entry.run(["base-entry", "wait", "http://127.0.0.1:\(server.port)/"])
            #expect(result.status == 0)
        }
    }

    /// Everything waits at once, with no more descriptors than a process has.
    @Test func aThousandTargets() async throws {
        try await Server.with(Server.answering("close $c")) { server in
            let ports = (0..<400).map { "tcp://127.0.\($0 / 200).\($0 % 200 + 1):\(server.port)" }
            let files = (0..<600).map { "file:\(scratch["f\($0)"])" }
            // The server has one address; the others refuse, and so do not hold.
            let targets = files + ports.map { "any(tcp://127.0.0.1:\(server.port),\($0))" }
            try await Entry.with(
                ["base-entry", "wait", "--timeout", "60s"] + targets,
                wrapper: ["sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"]
            ) { entry in
                try await entry.running.line("more, at most")
                for file in 0..<600 { try scratch.write("f\(file)", "") }
                #expect(try await entry.running.exit(within: 40) == 0)
            }
        }
    }

    @Test func eachOfAThousandReasons() async throws {
        let files = (0..<500).map { "file:/nonexistent/\($0)" }
        let errors = try await failure(files + Array(repeating: "tcp://127.0.0.1:1", count: 500), within: "1s")
        #expect(errors.components(separatedBy: ": not there\n").count == 501)
        #expect(errors.components(separatedBy: ": Connection refused\n").count == 501)
    }
}
