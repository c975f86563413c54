import Foundation
public import Glibc

/// A directory of one test, which goes when the test ends.
public final class Scratch: Sendable {
    public let path: String

    /// - Parameter mode: By default it is open to every user.
    public init(mode: mode_t = 0o755) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "runutils-test-\(UUID().uuidString)").path(
            percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        unsafe chmod(path, mode)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public subscript(name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the directories above it.
    @discardableResult
    public func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let file = self[name]
        let parent = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        guard mode & 0o111 != 0 else {
            try Data(text.utf8).write(to: URL(filePath: file))
            unsafe chmod(file, mode)
            return file
        }
        // By another process: any program of the other tests that started while we wrote would keep it open for writing for
        // a moment, and a file that is open for writing cannot be executed.
        let source = try write("\(name).text", text)
        let words = ["/usr/bin/install", "-m", String(mode, radix: 8), source, file]
        let status = exitStatus(of: try spawn(words))
        guard status == 0 else { throw ProcessFailure(description: "\(words): status \(status)") }
        try FileManager.default.removeItem(atPath: source)
        return file
    }

    public func read(_ name: String) throws -> String { try String(contentsOfFile: self[name], encoding: .utf8) }

    public func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }
}
