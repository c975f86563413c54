import Foundation
import Glibc
import Testing

/// Who wants to read less.
@Suite(.limited) struct LogLevelTests {
    private static let script = Helper.shell("echo service >&2; setsid sleep 1000 & exit 0")

    @Test(
        arguments: [
            ([], [:], true, true), (["--quiet"], [:], false, true), ([], ["LOG_LEVEL": "warning"], false, true),
            ([], ["LOG_LEVEL": "error"], false, false), (["--quiet"], ["LOG_LEVEL": "error"], false, false),
            ([], ["LOG_LEVEL": "info"], true, true), ([], ["LOG_LEVEL": "warning", "LOG_FORMAT": "json"], false, true),
        ] as [([String], [String: String], Bool, Bool)])
    func whatIsSaid(_ options: [String], _ environment: [String: String], _ notes: Bool, _ warnings: Bool) async throws
    {
        let result = try await Entry.run(
            ["base-entry", "run"] + options + ["--"] + LogLevelTests.script,
            environment.merging(["USER_UDI": "5"]) { $1 })
        #expect(result.status == 0)
        #expect(result.errors.contains("ready in ") == notes, "\(result.errors)")
        #expect(result.errors.contains("did you mean USER_UID") == warnings, "\(result.errors)")
        #expect(result.errors.contains("exited with 0; ending what it left") == warnings, "\(result.errors)")
        #expect(result.errors.contains("service\n"))
    }

    /// Errors are said at any level.
    @Test(arguments: ["warning", "error"])
    func errorsAreSaid(_ level: String) async throws {
        let result = try await Entry.run(["base-entry", "run", "--", "false"], ["LOG_LEVEL": level])
        #expect(result.status == 1)
        let line = /base: false \(pid \d+\) exited with status 1\n/
        #expect(result.errors.wholeMatch(of: line) != nil, "\(result.errors)")
    }

    @Test func anUnknownLevel() async throws {
        let result = try await Entry.run(["base-entry", "check"], ["LOG_LEVEL": "loud"])
        #expect(result.status == 78)
        #expect(
            result.errors.hasSuffix("\n  LOG_LEVEL: \"loud\" is not one of \"info\", \"warning\" or \"error\"\n"),
            "\(result.errors)")
    }
}
