import Foundation
import Glibc
import Testing

/// TERM so soon after the exec that nobody knows how far the start is.
@Suite(.limited) struct TermAfterExecTests {
    private struct Try {
        let microseconds: Int
        let wasBlocked: Bool
        let status: Int
    }

    /// As PID 1 the kernel drops a signal that is not blocked yet, so a few are lost; elsewhere it ends the process.
    @Test(arguments: Place.allCases)
    func fiveHundred(_ place: Place) async throws {
        let words = try Faults.terminate(place, count: 500, seed: 1)
        let service = [Entry.executable("base-entry"), "run", "--", "sleep", "1"]
        let entry = try Entry(words + service, [:])
        let result = try await finish(entry.running, within: 60)
        #expect(result.status == 0, "\(result.errors.suffix(500))")
        let tries = result.output.split(separator: "\n").compactMap { line -> Try? in
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            guard numbers.count == 3 else { return nil }
            return Try(microseconds: numbers[0], wasBlocked: numbers[1] == 1, status: numbers[2])
        }
        #expect(tries.count == 500)
        for tried in tries where tried.wasBlocked {
            #expect(tried.status == SIGTERM.status, "blocked, sent after \(tried.microseconds) µs")
        }
        let lost = tries.filter { $0.status != SIGTERM.status && $0.status != -Int(SIGTERM) }
        let early = tries.filter { !$0.wasBlocked }
        print(
            "TERM 0 to 3 ms after exec, \(place.testDescription): \(lost.count) of \(tries.count) lost;",
            "\(early.count) came before signals were blocked, the last after",
            "\(early.map { $0.microseconds }.max() ?? 0) µs")
        if place == .belowInit { #expect(lost.isEmpty) }
        // An executable with a dynamic loader may need longer than that on a busy machine.
        if Entry.isStatic("base-entry") { #expect(early.count < tries.count, "some came when signals were blocked") }
    }
}
