import Foundation
import Glibc
import Testing

/// What a finished program left behind.
struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// Both outputs, for log lines that may be on either.
    var text: String { output + errors }
}

struct PodmanFailure: Error, CustomStringConvertible {
    let description: String
}

/// The container engine of the tests, and the files of this checkout.
enum Podman {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// In seconds: an engine that hangs is to fail one test and not to keep all others from their end.
    private static let patience = 900

    /// The stripped Embedded executable that goes into the image.
    static let baseEntry = root.appending(path: "build/bin/base-entry")

    /// Runs the engine to its end.
    @discardableResult
    static func run(_ arguments: String..., input: String? = nil) async throws -> Outcome {
        try await run(arguments, input: input)
    }

    @discardableResult
    static func run(_ arguments: [String], input: String? = nil) async throws -> Outcome {
        try await elsewhere { try runHere(arguments, input: input) }
    }

    /// Runs a program of the host to its end.
    static func host(_ words: [String]) async throws -> Outcome {
        try await elsewhere { try runHere(words, program: "") }
    }

    /// Runs a shell script to its end.
    static func shell(_ script: String, _ arguments: [String] = []) async throws -> Int32 {
        try await elsewhere { try shellHere(script, arguments) }
    }

    /// Runs a program of the host in the network of a container. From outside, a connection may hang for a minute while
    /// other tests start theirs: the engine's bridge changes its hardware address with each container that comes.
    static func host(_ words: [String], in container: String) async throws -> Outcome {
        let pid = try await run("inspect", "--format", "{{.State.Pid}}", container).output
        return try await host(["nsenter", "--net", "--target", pid.trimmingCharacters(in: .newlines)] + words)
    }

    /// What a web server says in the container that it runs in: the status and the body of a page.
    static func get(_ url: String, in container: String) async throws -> (status: String, body: String) {
        let outcome = try await host(["curl", "-sk", "--max-time", "30", "-w", "\n%{http_code}", url], in: container)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return (lines.last ?? "", lines.dropLast().joined(separator: "\n"))
    }

    /// Does what blocks on a thread of its own. The few that run tests stay free for the others.
    private static func elsewhere<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    fileprivate static func runHere(
        _ arguments: [String], input: String? = nil, program: String = "podman"
    ) throws -> Outcome {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        // Files instead of pipes, so that what a container inherits cannot keep us waiting.
        let files = ["in", "out", "err"].map { directory.appending(path: $0) }
        for file in files { try Data((file.lastPathComponent == "in" ? input ?? "" : "").utf8).write(to: file) }
        let redirections = zip(files, ["<", ">", "2>"]).map { "\($1)'\($0.path())'" }.joined(separator: " ")
        let status = try shellHere(
            "exec timeout --kill-after=10 \(patience) \(program) \"$@\" \(redirections)", arguments)
        let texts = try files.dropFirst().map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        if status == 124 {
            throw PodmanFailure(
                description: "\(program) \(arguments) did not end in \(patience) s: \(texts.joined())")
        }
        return Outcome(status: status, output: texts[0], errors: texts[1])
    }

    /// Not by Foundation's Process: that waits for every descendant that inherits its descriptors, and the engine leaves
    /// a monitor behind for each container.
    private static func shellHere(_ script: String, _ arguments: [String]) throws -> Int32 {
        var words = unsafe [UnsafeMutablePointer<CChar>?]()
        for word in ["/bin/bash", "-c", script, "bash"] + arguments { unsafe words.append(strdup(word)) }
        unsafe words.append(nil)
        defer { unsafe words.forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let error = unsafe posix_spawn(&pid, "/bin/bash", nil, nil, words, environ)
        try #require(error == 0)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }
}

/// Containers, volumes and networks of one test, removed with it.
final class Stage {
    let prefix = "runutils-test-\(UUID().uuidString.prefix(8).lowercased())"
    private var removals: [[String]] = []

    deinit {
        for removal in removals.reversed() { _ = try? Podman.runHere(removal) }
    }

    /// The full name of something of this test.
    func name(_ name: String) -> String { "\(prefix)-\(name)" }

    func volume(_ name: String) async throws -> String {
        let name = self.name(name)
        try await expectSuccess(Podman.run("volume", "create", name))
        removals.append(["volume", "rm", "--force", name])
        return name
    }

    func network(_ name: String) async throws -> String {
        let name = self.name(name)
        try await expectSuccess(Podman.run("network", "create", name))
        removals.append(["network", "rm", "--force", name])
        return name
    }

    /// An image of the test's own, from a Containerfile and one file beside it.
    func image(_ name: String, _ containerfile: String, adding file: URL) async throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: self.name(name))
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.copyItem(at: file, to: directory.appending(path: file.lastPathComponent))
        try Data(containerfile.utf8).write(to: directory.appending(path: "Containerfile"))
        let image = "localhost/\(self.name(name))"
        try await expectSuccess(Podman.run("build", "--quiet", "--tag", image, directory.path()))
        removals.append(["rmi", "--force", image])
        return image
    }

    /// Plays a Kubernetes manifest with a pod, a secret and volumes, of these names.
    func play(_ manifest: String, pod: String, secret: String, volumes: String...) async throws {
        // Some versions make a volume of the secret's name, too.
        removals.append(["volume", "rm", "--force", secret] + volumes)
        removals.append(["secret", "rm", secret])
        removals.append(["pod", "rm", "--force", "--time", "0", pod])
        try await expectSuccess(Podman.run("kube", "play", "-", input: manifest))
    }

    /// Starts a container in the background.
    func start(_ name: String, _ options: [String] = [], image: String = "localhost/runutils/base", _ command: [String])
        async throws
    {
        let container = self.name(name)
        removals.append(["rm", "--force", "--volumes", "--time", "0", container])
        try await expectSuccess(Podman.run(["run", "--detach", "--name", container] + options + [image] + command))
    }

    /// What a container has written so far.
    func log(_ name: String) async throws -> String { try await Podman.run("logs", self.name(name)).text }

    /// Waits until the container's log holds a text.
    func waitForLog(_ name: String, _ text: String) async throws {
        for _ in 0..<1200 {
            // Asked first, so that what it says at its end is not missed.
            let isRunning = try await Podman.run("inspect", "--format", "{{.State.Running}}", self.name(name)).output
            if try await log(name).contains(text) { return }
            if isRunning != "true\n" { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        let log = try await log(name)
        throw PodmanFailure(description: "\(name) never said \"\(text)\"; its log:\n\(log)")
    }

    /// The exit status of a container, once it has ended.
    func status(_ name: String) async throws -> Int32 {
        let outcome = try await Podman.run("wait", self.name(name))
        return Int32(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
    }

    private func expectSuccess(_ outcome: Outcome) throws {
        try #require(outcome.status == 0, "\(outcome.errors)")
    }
}

/// A directory on the host, open to all users, that goes with its test.
final class HostDirectory {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "runutils-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        unsafe chmod(url.path(), 0o755)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        guard mode & 0o111 != 0 else {
            try Data(text.utf8).write(to: file)
            unsafe chmod(file.path(), mode)
            return
        }
        // By another process, since a program that another test starts meanwhile would keep it open for writing for a moment,
        // and then it cannot be executed.
        let source = file.appendingPathExtension("text")
        try Data(text.utf8).write(to: source)
        let mode = String(mode, radix: 8)
        let install = try Process.run(
            URL(filePath: "/usr/bin/install"), arguments: ["-m", mode, source.path(), file.path()])
        install.waitUntilExit()
        try #require(install.terminationStatus == 0)
        try FileManager.default.removeItem(at: source)
    }

    func path(_ name: String) -> String { url.appending(path: name).path() }

    func mount(_ path: String) -> [String] { ["--volume", "\(url.path()):\(path):ro"] }
}
