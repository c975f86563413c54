import Foundation
import RunUtils

@testable import demo_entry

/// A directory that stands for the container's root, with the files that the image has there.
final class Container {
    private let root = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)")

    init() {
        let image = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../image").standardized
        let files = FileManager.default
        do {
            for directory in ["etc", "opt/demo"] {
                try files.createDirectory(at: root.appending(path: directory), withIntermediateDirectories: true)
            }
            try files.copyItem(at: image.appending(path: "config"), to: root.appending(path: "opt/config"))
            try files.copyItem(at: image.appending(path: "app/static"), to: root.appending(path: "opt/demo/static"))
            try Data("root:x:0:0:root:/root:/bin/sh\n".utf8).write(to: root.appending(path: "etc/passwd"))
            try Data("root:x:0:\n".utf8).write(to: root.appending(path: "etc/group"))
        } catch { fatalError("cannot make \(root.path()): \(error)") }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func run(
        _ words: [String], _ environment: [String: String],
        answers: @escaping ([String]) -> DryRun.Answer = { _ in .init() },
        holds: @escaping (WaitCondition) -> Bool = { _ in true }
    ) -> DryRun {
        Demo.entrypoint.dryRun(words, environment: environment, root: root.path(), answers: answers, holds: holds)
    }

    func read(_ path: String) throws -> Data { try Data(contentsOf: root.appending(path: path)) }

    func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: root.appending(path: path).path())[.posixPermissions] as? Int
    }
}
