import Foundation
import Glibc
import Testing

/// A directory of one test, open to every user, which goes when the test ends.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("process-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        unsafe chmod(path, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    subscript(name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the directories above it.
    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let file = self[name]
        let parent = URL(fileURLWithPath: file).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        guard mode & 0o111 != 0 else {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            unsafe chmod(file, mode)
            return file
        }
        // By another process: any program of the other tests that started while we wrote would keep it open for writing for
        // a moment, and a file that is open for writing cannot be executed.
        let source = try write("\(name).text", text)
        let copy = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: [source, file])
        copy.waitUntilExit()
        try FileManager.default.removeItem(atPath: source)
        unsafe chmod(file, mode)
        return file
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: self[name], encoding: .utf8) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }
}

/// At most a few tests run at the same time, so that those that look at the clock get their share of the machine.
struct Limited: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await Gate.shared.enter()
        do { try await function() } catch {
            await Gate.shared.leave()
            throw error
        }
        await Gate.shared.leave()
    }
}

extension Trait where Self == Limited {
    static var limited: Limited { Limited() }
}

/// Lets a number of tasks through, and the next when one leaves.
actor Gate {
    static let shared = Gate(places: 8)
    /// For the repetitions of all tests together, so that they leave the others their share.
    static let repetitions = Gate(places: 3)
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}
