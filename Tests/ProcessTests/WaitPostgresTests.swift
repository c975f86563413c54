import Foundation
import Glibc
import Testing

/// Waiting for PostgreSQL: what an imitation of it answers, and one real server where there is one.
@Suite(.limited) struct WaitPostgresTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let starting =
        "message('E', \"SFATAL\\0C57P03\\0Mthe database system is starting up\\0\\0\")"

    @Test func itStartsAndThenAsksForAPassword() async throws {
        let statement = """
            my $b = read_startup($c); $b =~ tr/\\0/,/; print "$b\\n";
            if ($n < 4) { print $c \(WaitPostgresTests.starting); close $c }
            else { print $c message('R', pack('N', 10) . "SCRAM-SHA-256\\0\\0"); read($c, my $rest, 1); print "rest ", length $rest, "\\n" }
            """
        try await Server.with(Server.answering(statement)) { server in
            let target = "postgres://ada@127.0.0.1:\(server.port)"
            #expect(try await Entry.run(["base-entry", "wait", target]).status == 0)
            let startup = try await server.running.line("user", in: .output)
            #expect(startup.hasSuffix("user,ada,database,postgres,application_name,RunUtils,,"))
            // A word instead of a password would be an error in the server's log.
            #expect(try await server.running.line("rest", in: .output) == "rest 0")
        }
    }

    @Test func whyItDoesNotAccept() async throws {
        let statement = "read_startup($c); print $c \(WaitPostgresTests.starting); close $c"
        try await Server.with(Server.answering(statement)) { server in
            let target = "postgres://127.0.0.1:\(server.port)"
            let result = try await Entry.run(["base-entry", "wait", "--timeout", "300ms", target])
            #expect(result.status == 69)
            let reason = "does not accept connections: the database system is starting up"
            #expect(result.errors.contains("  \(target): \(reason)\n"), "\(result.errors)")
            #expect(try await Entry.run(["base-entry", "wait", "!\(target)"]).status == 0)
        }
    }

    /// One that is let in says goodbye when the server is ready.
    @Test func itLetsInAtOnce() async throws {
        let statement = """
            read_startup($c); print $c message('R', pack('N', 0)); sleep 0.1;
            print $c message('S', "a\\0b\\0") . message('Z', 'I'); read($c, my $rest, 5); print 'rest ', unpack('H*', $rest), "\\n"
            """
        try await Server.with(Server.answering(statement)) { server in
            let result = try await Entry.run(["base-entry", "wait", "postgres://127.0.0.1:\(server.port)"])
            #expect(result.status == 0)
            let farewell = try await server.running.line("rest", in: .output)
            #expect(farewell == "rest 5800000004")
        }
    }

    @Test func somethingElseAnswers() async throws {
        let result = try await Server.with(Server.answering("print $c \"220 mail ESMTP\\r\\n\"")) { server in
            try await Entry.run(["base-entry", "wait", "--timeout", "300ms", "postgres://127.0.0.1:\(server.port)"])
        }
        #expect(result.status == 69)
        #expect(result.errors.contains(": answered, but not as PostgreSQL does\n"), "\(result.errors)")
    }

    private static let programs: String? = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        return versions.sorted().last.map { "/usr/lib/postgresql/\($0)/bin" }
    }()

    private func commandLine(_ pid: pid_t) -> String {
        (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
    }

    /// A server of its own, with sockets only; its log stays clean. Where PostgreSQL is not installed, the tests of its
    /// image ask a real one.
    @Test(.enabled(if: programs != nil), arguments: ["trust", "scram-sha-256"])
    func aRealServer(_ method: String) async throws {
        let programs = try #require(WaitPostgresTests.programs)
        let script = """
            set -e; cd \(scratch.path); mkdir data socket; chown -R postgres data socket
            run="setpriv --reuid postgres --regid postgres --init-groups"
            $run \(programs)/initdb -D data -A \(method) --pwfile=/etc/hostname -N >/dev/null
            exec $run \(programs)/postgres -D data -k \(scratch["socket"]) -h '' -c log_line_prefix=
            """
        let server = try Running(Helper.shell(script), environment: ["PATH": Entry.path])
        do {
            let target = "postgres:\(scratch["socket"])"
            let result = try await Entry.run(["base-entry", "wait", "--timeout", "60s", target], within: 70)
            #expect(result.status == 0, "\(result.errors)")
            try await eventually("the server has noticed that nobody is there any more") {
                Processes.children(of: server.pid).allSatisfy { !commandLine($0).contains("[local]") }
            }
            kill(server.pid, SIGINT)
            #expect(try await server.exit() == 0)
            // This one it says to whoever comes early.
            let log = server.errors.replacingOccurrences(of: "FATAL:  the database system is starting up\n", with: "")
            #expect(!log.contains("FATAL") && !log.contains("client"), "\(log)")
        } catch {
            await server.end()
            throw error
        }
    }
}
