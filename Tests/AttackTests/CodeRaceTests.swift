import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// The service's user moves what root would execute away and back, all the time: what is missing when root looks may be there
/// when root executes it.
@Suite(.limited) struct CodeRaceTests {
    private let ground: Ground
    /// Where the program notes its user's id.
    private let environment: [String: String]

    init() throws {
        ground = try Ground()
        environment = ["RAN": ground["ran"]]
        try ground.directory("own/x")
        for path in ["own/x/check", "own/check"] {
            let copy = try Process.run(
                URL(filePath: "/bin/cp"), arguments: [try CodeRaceTests.program.get(), ground[path]])
            copy.waitUntilExit()
            try give(ground[path], to: uid_t(Ground.user))
        }
    }

    /// Not a script, whose interpreter would have to find it once more.
    private static let program = Result {
        try Helper.compile(
            "noter",
            #"""
            #include <fcntl.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <unistd.h>
            int main(void) { return dprintf(open(getenv("RAN"), O_WRONLY | O_APPEND), "%d\n", (int)geteuid()) < 0; }
            """#)
    }

    /// What is moved, and the program: its directory, or itself.
    private static let moved = [("own/x", "own/x/check"), ("own/check", "own/check")]

    private func moving(_ name: String, _ body: () async throws -> Void) async throws {
        let script = """
            $| = 1; my $path = shift; print "moving\\n";
            while (1) {
                rename $path, "$path.away"; select undef, undef, undef, rand 0.001;
                rename "$path.away", $path; select undef, undef, undef, rand 0.001;
            }
            """
        let attacker = try Running(
            Attacker.become(Ground.user) + ["perl", "-e", script, ground[name]], environment: ["PATH": Entry.path])
        do {
            try await attacker.line("moving", in: .output)
            try await body()
            #expect(!attacker.hasExited, "\(attacker.errors)")
            await attacker.end()
        } catch {
            await attacker.end()
            throw error
        }
    }

    /// Words that run the entrypoint many times; it is slowed down, so that more happens between a look and the execution.
    private func repeated(_ rounds: Int, _ words: String) -> [String] {
        let script = "for round in $(seq \(rounds)); do strace -f -qq -o /dev/null \"$0\" \(words); done"
        return ["sh", "-c", script, Entry.executable("base-entry")]
    }

    @Test(arguments: moved)
    func theProbeOfHealth(_ name: String, _ check: String) async throws {
        try await moving(name) {
            let words = Ground.run(["--ready", "command:\(ground[check])"], ["sleep", "1000"])
            try await Entry.with(words, environment) { entry in
                try await entry.running.line("ready in")
                let health = try await entry.inside(repeated(60, "health"), environment)
                try ground.expectRan("\(entry.running.errors)\(health.errors)")
            }
        }
    }

    @Test(arguments: moved)
    func aHookThatALinkOfRootsLeadsTo(_ name: String, _ check: String) async throws {
        try ground.directory("hooks", of: 0)
        try ground.link("hooks/10-x", to: ground[check], of: 0)
        try await moving(name) {
            let words = repeated(60, "run --user \(Ground.user) -- true")
            let result = try await Entry.run(words, environment, setup: ground.hooks("hooks"))
            try ground.expectRan(result.errors)
        }
    }

    @Test(arguments: moved)
    func aCommandThatIsWaitedFor(_ name: String, _ check: String) async throws {
        try await moving(name) {
            let words = repeated(20, "run --user \(Ground.user) --wait command:\(ground[check]) -- true")
            let result = try await Entry.run(words, environment)
            try ground.expectRan(result.errors)
        }
    }
}
