import Foundation
import Glibc
import Testing

@testable import ImageTests
@testable import ProcessTests

/// What belongs to root and must stay as it is: a directory with a few files.
struct Canary {
    let path: String

    /// Makes one.
    ///
    /// - Parameter names: Its files, besides "file".
    init(_ path: String, files names: [String] = []) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in names + ["file"] { try Data("precious \(name)\n".utf8).write(to: URL(filePath: "\(path)/\(name)")) }
    }

    /// All that can be seen of it: names, owners, modes, times of the last change, and contents.
    var look: String {
        get async throws {
            let script = """
                cd "$0" && find . -printf '%p %u %g %m %T@ %C@\\n' | sort && find . -type f -exec sha256sum {} + | sort
                """
            let outcome = try await Podman.host(["sh", "-c", script, path])
            try #require(outcome.status == 0, "\(outcome.errors)")
            return outcome.output
        }
    }

    /// Fails the test unless it is the same behind `body`.
    func stays<Value>(during body: () async throws -> Value) async throws -> Value {
        let before = try await look
        let value = try await body()
        #expect(try await look == before, "\(path) has changed")
        return value
    }
}

/// Gives a file or directory of this machine to a user.
func give(_ path: String, to user: uid_t) throws {
    try #require(unsafe lchown(path, user, user) == 0, "\(path): errno \(errno)")
}

/// Whether a text has what a terminal would act on: control characters besides line ends, also those of U+0080 to U+009F.
func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (127...159).contains($0.value) }
}

/// Fails the test unless a command was refused with a line that names a path.
func expectRefusal(_ status: some BinaryInteger, _ errors: String, naming path: String) {
    #expect(status == 77 || status == 78, "status \(status): \(errors)")
    #expect(errors.split(separator: "\n").contains { $0.contains(path) }, "\(errors)")
}
