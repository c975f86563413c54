import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// Files in places that an entrypoint shares with others: many of them, or none of its own.
@Suite(.limited) struct LeftFileTests {
    private let ground: Ground

    /// Far more than it takes, and far less than a look of 50 ms at each of the files.
    private let limit = Patience.seconds / 6

    init() throws { ground = try Ground() }

    /// Half-made files beside a semaphore, as older entrypoints left them, each of which somebody holds.
    @Test func manyHalfMadeFilesThatAreHeld() async throws {
        try ground.directory("shared", of: 0)
        unsafe chmod(ground["shared"], 0o1777)
        let script = """
            use Fcntl ':flock'; $| = 1; my @held; chdir shift or die;
            for my $number (1 .. 900) {
                open(my $file, '+>', ".up.new-$number") or die $!;
                syswrite($file, "image=old\\nhost=gone\\n"); flock($file, LOCK_EX) or die $!; push @held, $file;
            }
            print "holding\\n"; sleep 1000;
            """
        let attacker = try Running(
            Attacker.become(2000) + ["perl", "-e", script, ground["shared"]], environment: ["PATH": Entry.path])
        do {
            try await attacker.line("holding", in: .output)
            let options = ["--semaphore", ground["shared/up"]]
            let result = try await Entry.run(Ground.run(options), within: limit)
            #expect(result.status == 0, "\(result.errors)")
            try await aStopEndsIt(options)
            #expect(!attacker.hasExited, "\(attacker.errors)")
            await attacker.end()
        } catch {
            await attacker.end()
            throw error
        }
    }

    private func aStopEndsIt(_ options: [String]) async throws {
        let words = Ground.run(options + ["--wait", "file:/nonexistent"])
        try await Entry.with(words) { entry in
            try await eventually("signals are blocked") {
                let pid = try? entry.pid
                let isOurs = try pid.map { try Processes.status($0, "Name") == "base-entry" } ?? false
                return try isOurs && pid.map { try Processes.status($0, "SigBlk") != "0000000000000000" } ?? false
            }
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit(within: limit) == SIGTERM.status)
        }
    }

    // MARK: Postgres

    /// Whatever follows the preparation of its directories cannot be done.
    private func postgres(_ setup: String, _ environment: [String: String] = [:]) async throws -> Finished {
        let variables = ["PGDATA": "/run/data", "DB_PASSWORD": "x", "PATH": "/usr/bin:/bin"]
        let script = "\"$0\" init; code=$?; stat -c '%a %u %n' /run/*; exit $code"
        return try await Entry.run(
            ["sh", "-c", script, Entry.executable("postgres-entry")], variables.merging(environment) { $1 },
            setup: "\(Ground.accounts)\n\(setup)")
    }

    @Test(arguments: ["Buy milk.\\n", "USER=ada\\nPASSWORD=secret\\n", "\\000\\001\\n"])
    func aFileThatIsNoLock(_ content: String) async throws {
        let result = try await postgres("mkdir /run/data; printf '\(content)' >/run/data/.entry.lock")
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains("\"/run/data/.entry.lock\" is not an entrypoint's lock"), "\(result.errors)")
        #expect(!result.errors.contains("in use"), "\(result.errors)")
    }

    @Test func aDirectoryThatIsNoLock() async throws {
        let result = try await postgres("mkdir -p /run/data/.entry.lock")
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains("\"/run/data/.entry.lock\" is not an entrypoint's lock"), "\(result.errors)")
    }

    /// What is given to a user is not open to all others any more, unless each may only remove what is his.
    @Test func directoriesThatAreOpenToAll() async throws {
        let places = ["LOG_DIR": "/run/logs", "SOCKET_DIR": "/run/sockets"]
        let result = try await postgres("mkdir -m 0777 /run/logs; mkdir -m 1777 /run/sockets", places)
        let lines = result.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("775 ") && $0.hasSuffix(" /run/logs") }, "\(result.output)")
        #expect(lines.contains("1777 0 /run/sockets"), "\(result.output)")
    }
}
