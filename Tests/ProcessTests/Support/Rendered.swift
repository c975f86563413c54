import Foundation
import Glibc
import Testing

/// A directory with templates, the files that they become, and a semaphore, for starts in which something goes wrong.
final class Rendered: Sendable {
    let scratch: Scratch
    var semaphore: String { scratch["semaphores/up"] }
    private let hasOld: Bool
    private static let files = ["a.conf", "b.conf", "sub/c.conf"]

    /// - Parameter hasOld: Whether two of the three files are there already, and a semaphore that a killed owner left.
    init(hasOld: Bool) throws {
        scratch = try Scratch()
        self.hasOld = hasOld
        for file in Rendered.files { try scratch.write("templates/\(file)", Rendered.new(file, value: "{{VALUE}}")) }
        guard hasOld else { return }
        for file in Rendered.files.dropLast() { try scratch.write("target/\(file)", Rendered.old(file)) }
        try scratch.write("semaphores/up", "image=old\nhost=gone\n")
        try scratch.write("semaphores/.up.new-7", "image=")
    }

    private static func old(_ file: String) -> String { "old \(file)\n" }
    private static func new(_ file: String, value: String) -> String {
        String(repeating: "new \(file) \(value)\n", count: 20)
    }

    /// Renders all of it, publishes the semaphore and ends when it is there.
    var command: [String] {
        [
            Entry.executable("base-entry"), "run", "--template", "\(scratch["templates"]):\(scratch["target"])",
            "--semaphore", semaphore, "--",
        ] + Helper.shell("echo service; until [ -e \(semaphore) ]; do sleep 0.005; done")
    }

    let environment = ["PATH": Entry.path, "VALUE": "value"]

    /// The files whose content is old, or missing where there was none; those with new content; and all others.
    func look() -> (old: [String], new: [String], broken: [String]) {
        var found: (old: [String], new: [String], broken: [String]) = ([], [], [])
        for file in Rendered.files {
            switch try? scratch.read("target/\(file)") {
            case Rendered.new(file, value: "value"): found.new.append(file)
            case Rendered.old(file): found.old.append(file)
            case nil where !(hasOld && file != Rendered.files.last): found.old.append(file)
            default: found.broken.append(file)
            }
        }
        return found
    }

    /// What is left when all is in its place and the service has ended.
    static let finalNames = [
        "semaphores", "target", "target/a.conf", "target/b.conf", "target/sub", "target/sub/c.conf",
    ]

    /// The files and directories beside the templates.
    var names: [String] {
        let all = FileManager.default.enumerator(atPath: scratch.path)?.compactMap { $0 as? String } ?? []
        // The record of what was rendered may be there or not.
        return all.filter { !$0.hasPrefix("templates") && !$0.contains("/.runutils-rendered-") }.sorted()
    }

    /// Whether somebody holds the semaphore's lock.
    var isUp: Bool {
        let file = unsafe open(semaphore, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0
    }
}
