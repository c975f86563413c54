import Foundation
import Glibc
import Testing

/// Several entrypoints in one container, each with a service of its own.
@Suite(.limited) struct SeveralEntrypointsTests {
    /// How many calls a start takes does not depend on how many others there are: it neither waits for them nor looks at all.
    @Test func theyDoNotSlowEachOtherDown() async throws {
        let scratch = try Scratch()
        let entry = Entry.executable("base-entry")
        let script = """
            count() { strace -qq -o \(scratch["trace"]) \(entry) run -- true 2>>/run/log; wc -l <\(scratch["trace"]); }
            start() {
                for number in $(seq $1); do
                    \(entry) run -- sleep 1000 2>/run/log.$number &
                    until grep -q 'ready in' /run/log.$number; do :; done
                done
            }
            start 1; count; start 8; count
            cat /run/log*; ls /run | grep -c runutils-base
            """
        let result = try await Entry.run(["base-entry", "run", "--"] + Helper.shell(script))
        let lines = result.output.split(separator: "\n").map(String.init)
        let counts = lines.compactMap { Int($0) }
        try #require(counts.count == 3, "\(result.output)\(result.errors)")
        #expect(counts[0] <= counts[1] && counts[1] < counts[0] + 30, "\(counts)")
        // The one around them, the first one, and eight more.
        #expect(counts[2] == 10)
        #expect(lines.count { $0.contains("ready in") } == 2 + 9 - 1, "\(result.output)")
        #expect(!result.output.contains("no place"), "\(result.output)")
    }
}
