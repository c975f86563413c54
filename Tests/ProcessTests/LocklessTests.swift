import Foundation
import Glibc
import Testing

/// File systems that lack a kind of lock.
@Suite(.limited) struct LocklessTests {
    private static let refuse = Result {
        let source = SanitizerTests.program("refuse")
        return try Helper.compile("refuse", by: ["cc", "-O1", "-Wall", "-Wextra", "-Werror", source])
    }

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func run(
        _ words: [String], without lock: String, _ error: CInt, _ place: Place, _ environment: [String: String] = [:]
    ) async throws -> Finished {
        let path = scratch["place/up"]
        let service = Helper.shell("echo service; until [ -e \(path) ]; do sleep 0.01; done; cat \(path)")
        return try await Entry.run(
            words + ["--"] + service, environment, place, wrapper: [Self.refuse.get(), lock, "\(error)"])
    }

    /// flock(2) is only for older entrypoints.
    @Test(arguments: Place.allCases, [EOPNOTSUPP, ENOSYS])
    func withoutFlock(_ place: Place, _ error: CInt) async throws {
        let command = ["base-entry", "run", "--semaphore", scratch["place/up"]]
        let result = try await run(command, without: "flock", error, place)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("service\nimage=base\n"), "\(result.output)")
        #expect(result.errors.hasPrefix("base: ready in"), "\(result.errors)")
    }

    /// Without the lock that counts, no service is started; where the directory is there, nothing is done before either.
    @Test(arguments: Place.allCases, [true, false])
    func withoutWriteLocks(_ place: Place, _ hasDirectory: Bool) async throws {
        if hasDirectory { try scratch.write("place/other", "") }
        let path = scratch["place/up"]
        let command = ["callback-entry", "start"]
        let result = try await run(command, without: "write-lock", EOPNOTSUPP, place, ["SEMAPHORE": path])
        #expect(result.status == 71)
        #expect(result.output == "")
        #expect(result.errors.contains("initfunc: nothing") == !hasDirectory, "\(result.errors)")
        let lines = result.errors.split(separator: "\n").suffix(2)
        let message = "callback: cannot lock the semaphore \"\(path)\" by fcntl(2): "
        #expect(lines.first?.hasPrefix(message) ?? false, "\(result.errors)")
        let start = "hint: the file system of \"\(scratch["place"])\" ("
        let end = ") gives no lock; name a semaphore on another one"
        #expect(lines.last.map { $0.hasPrefix(start) && $0.hasSuffix(end) } ?? false, "\(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch["place"])
        #expect(names == (hasDirectory ? ["other"] : []))
    }
}
