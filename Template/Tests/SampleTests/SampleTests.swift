import Foundation
import RunUtils
import Testing

@testable import sample_entry

/// What the entrypoint would do: in this process, without a container, without rights and without starting anything.
@Suite final class SampleTests {
    /// A directory that stands for the container's root, with the files that the image has there.
    private let root = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID().uuidString)")

    init() throws {
        let package = URL(filePath: #filePath).appending(path: "../../..").standardized
        let files = FileManager.default
        for directory in ["etc", "opt"] {
            try files.createDirectory(at: root.appending(path: directory), withIntermediateDirectories: true)
        }
        try files.copyItem(at: package.appending(path: "images/sample/config"), to: root.appending(path: "opt/config"))
        try Data("root:x:0:0:root:/root:/bin/sh\n".utf8).write(to: root.appending(path: "etc/passwd"))
        try Data("root:x:0:\n".utf8).write(to: root.appending(path: "etc/group"))
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    private func read(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test func aStart() throws {
        let run = SampleEntry.entrypoint.dryRun(
            ["start"], environment: ["BACKEND": "db:5432", "GREETING": "Good morning"], root: root.path())
        #expect(run.status == .success, "\(run.messages)")
        // The waitfunc, the initfunc, the service.
        #expect(
            run.events.map(\.description) == [
                "wait tcp://db:5432", "render /run/sample/httpd.conf", "render /run/sample/page/index.txt",
                "start busybox httpd -f -p 8080 -c /run/sample/httpd.conf",
            ])
        #expect(run.service?.user == "sample")
        #expect(run.service?.ready == .http(port: 8080))
        #expect(try read("run/sample/page/index.txt") == "Good morning\n")
        #expect(run.owner(of: "/run/sample/httpd.conf")?.uid == 8000)
    }

    @Test func aBackendThatDoesNotCome() {
        let run = SampleEntry.entrypoint.dryRun(
            ["start"], environment: ["BACKEND": "db:5432"], root: root.path(), holds: { _ in false })
        #expect(run.status == .unavailable)
        #expect(run.service == nil)
    }

    @Test func aPortThatIsNone() {
        let run = SampleEntry.entrypoint.dryRun(["start"], environment: ["PORT": "http"], root: root.path())
        #expect(run.status == .configuration)
        #expect(run.messages.contains { $0.contains("PORT") }, "\(run.messages)")
    }

    @Test func thePage() {
        let run = SampleEntry.entrypoint.dryRun(
            ["page"], environment: ["PORT": "80"], root: root.path(), service: .running,
            answers: { _ in .init(output: "Good morning\n") })
        #expect(run.status == .success, "\(run.messages)")
        #expect(run.programs.map(\.words) == [["busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:80/"]])
        #expect(run.output == "Good morning\n")
    }

    @Test func thePageWithoutAServer() {
        let run = SampleEntry.entrypoint.dryRun(["page"], root: root.path())
        #expect(run.status == .unavailable)
        #expect(run.programs.isEmpty)
    }
}
