import Foundation
import Glibc
import Testing

/// Ownership of trees, by the executable, with mounts.
@Suite(.limited) struct OwnershipTests {
    private static let owners = "find /run/t -printf '%P %U:%G\\n' | sort"

    private func own(
        _ setup: String, then show: String = owners, wrapper: [String] = []
    ) async throws -> Finished {
        let script = "\"$@\"; code=$?; \(show); exit $code"
        return try await Entry.run(
            ["callback-entry", "own", "/run/t", "4000:4001"], [:], .belowInit, setup: setup,
            wrapper: Helper.shell(script) + ["sh"] + wrapper)
    }

    @Test func aLineSaysHowManyAndNoneSaysNothing() async throws {
        let result = try await own(
            "mkdir -p /run/t; cd /run/t; seq 4000 | xargs touch; chown -R 4000:4001 /run/t; chown 0 1 2")
        #expect(result.status == 0, "\(result.errors)")
        let pattern = /callback: changed the owner of 2 of 4,001 entries below "\/run\/t" \([0-9.]+ s\)\n/
        #expect(result.errors.wholeMatch(of: pattern) != nil, "\(result.errors)")
        #expect(!result.output.contains(" 0:"), "\(result.output)")
        let silent = try await own("mkdir -p /run/t/d; chown -R 4000:4001 /run/t")
        #expect(silent.errors == "")
    }

    /// Another file system, one that is the same but mounted once more, and a single file.
    @Test func otherMountsAreLeftAlone() async throws {
        let setup = """
            mkdir -p /run/t/other /run/t/bound /run/elsewhere; touch /run/t/file /run/t/bound-file /run/single
            mount -t tmpfs tmpfs /run/t/other; touch /run/t/other/f /run/elsewhere/f
            mount --bind /run/elsewhere /run/t/bound; mount --bind /run/single /run/t/bound-file
            """
        let result = try await own(setup)
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output == """
                 4000:4001
                bound 0:0
                bound-file 0:0
                bound/f 0:0
                file 4000:4001
                other 0:0
                other/f 0:0

                """)
    }

    /// Without CAP_DAC_OVERRIDE a directory cannot be entered once it is somebody else's.
    @Test func whereRootHasNoMoreThanChown() async throws {
        let setup = "mkdir -p -m 700 /run/t/d/e; touch /run/t/d/e/f /run/t/d/g; chmod -R go= /run/t"
        let result = try await own(
            setup, wrapper: ["setpriv", "--bounding-set", "-all,+chown,+setuid,+setgid"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == " 4000:4001\nd 4000:4001\nd/e 4000:4001\nd/e/f 4000:4001\nd/g 4000:4001\n")
    }

    /// Linux before 5.6, or an older system call filter.
    @Test(arguments: ["ENOSYS", "EPERM"])
    func withoutOpenat2(_ error: String) async throws {
        let setup = """
            mkdir -p /run/t/d/other /run/t/d/bound /run/elsewhere; touch /run/t/d/f /run/elsewhere/g /run/t/d/single
            mount -t tmpfs tmpfs /run/t/d/other; mount --bind /run/elsewhere /run/t/d/bound
            mount --bind /run/elsewhere/g /run/t/d/single
            """
        let result = try await own(
            setup, wrapper: ["strace", "-o", "/run/trace", "-e", "inject=openat2:error=\(error)"])
        #expect(result.status == 0, "\(result.errors)")
        let owners = [
            "", "d 4000:4001", "d/bound 0:0", "d/bound/g 0:0", "d/f 4000:4001", "d/other 0:0", "d/single 0:0", "",
        ]
        #expect(result.output == " 4000:4001" + owners.joined(separator: "\n"))
    }

    @Test func aStopIsSeenAndTheNextRunGoesOn() async throws {
        let setup = "mkdir -p /run/t; cd /run/t; seq 3000 | xargs touch"
        // The stop comes with the thousandth change.
        let script = """
            strace -o /run/trace -e inject=fchownat:signal=TERM:when=1000 "$@"; echo $?
            find /run/t -uid 4000 | wc -l; "$@"; echo $?; find /run/t -uid 0 | wc -l
            """
        let result = try await Entry.run(
            ["callback-entry", "own", "/run/t", "4000:4001"], [:], .belowInit, setup: setup,
            wrapper: Helper.shell(script) + ["sh"])
        let lines = result.output.split(separator: "\n").compactMap { Int($0) }
        try #require(lines.count == 4 && lines[0] == 143 && lines[2] == 0 && lines[3] == 0, "\(result.output)")
        #expect((1000...1300).contains(lines[1]), "\(result.output)")
        #expect(
            result.errors.contains("SIGTERM received: the owner of \"/run/t\" is changed in part\n"), "\(result.errors)"
        )
        #expect(result.errors.contains("changed the owner of \(grouped(3001 - lines[1])) of 3,001 entries"))
    }

    private func grouped(_ number: Int) -> String {
        number < 1000 ? "\(number)" : "\(number / 1000),\(String(1000 + number % 1000).dropFirst())"
    }
}
