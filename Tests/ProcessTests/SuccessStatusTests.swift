import Foundation
import Glibc
import Testing

/// Statuses of a service that count as 0.
@Suite(.limited) struct SuccessStatusTests {
    @Test(
        arguments: [
            (["--success-status", "143"], [:], "exit 143", 0), (["--success-status", "143"], [:], "kill $$", 0),
            (["--success-status", "3", "--success-status", "143"], [:], "exit 3", 0),
            ([], ["SUCCESS_STATUS": "3, 143"], "exit 143", 0), ([], ["SUCCESS_STATUS": "3 143"], "exit 4", 4),
            // What is given by options is all that counts.
            (["--success-status", "3"], ["SUCCESS_STATUS": "143"], "exit 143", 143),
            ([], [:], "exit 143", 143),
        ] as [([String], [String: String], String, Int)])
    func statuses(_ options: [String], _ environment: [String: String], _ script: String, _ expected: Int) async throws
    {
        let result = try await Entry.run(["base-entry", "run"] + options + ["--"] + Helper.shell(script), environment)
        #expect(result.status == expected, "\(result.errors)")
        #expect(result.errors.contains("counts as a success\n") == (expected == 0), "\(result.errors)")
    }

    /// Of any image's service; a start that fails stays a failure.
    @Test func ofAnyImage() async throws {
        let other = try await Entry.run(
            ["callback-entry", "start"] + Helper.shell("exit 5"), ["SUCCESS_STATUS": "5"])
        #expect(other.status == 0, "\(other.errors)")
        let missing = try await Entry.run(
            ["base-entry", "run", "--success-status", "127", "--", "no-such-program"])
        #expect(missing.status == 127)
    }

    @Test(arguments: ["256", "-1", "x", ""])
    func wrongOnes(_ status: String) async throws {
        let result = try await Entry.run(["base-entry", "run", "--success-status", status, "--", "true"])
        #expect(result.status == 64)
        #expect(result.errors.contains("is not an exit status from 0 to 255"), "\(result.errors)")
    }
}
