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

    /// "podman", or "docker" in the lane of Docker.
    static let name = ProcessInfo.processInfo.environment["ENGINE"] ?? "podman"

    static let isRoot = geteuid() == 0

    /// What removes containers at once, with their volumes. Docker's always does.
    static let removal = ["rm", "--force", "--volumes"] + (name == "podman" ? ["--time", "0"] : [])

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
        let enter = ["nsenter", "--net", "--target", pid.trimmingCharacters(in: .newlines)]
        // Without root it belongs to podman's user namespace.
        return try await host((isRoot ? [] : [name, "unshare"]) + enter + words)
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
        _ arguments: [String], input: String? = nil, program: String = Podman.name
    ) throws -> Outcome {
        // Files instead of pipes, so that what a container inherits cannot keep us waiting.
        let directory = try Scratch()
        try directory.write("in", input ?? "")
        let redirections = "<'\(directory["in"])' >'\(directory["out"])' 2>'\(directory["err"])'"
        // An engine that hangs is to fail one test and not to keep all others from their end. It may build an image.
        let limit = Int(15 * Patience.seconds)
        let status = try shellHere(
            "exec timeout --kill-after=10 \(limit) \(program) \"$@\" \(redirections)", arguments)
        let texts = try ["out", "err"].map {
            String(decoding: try Data(contentsOf: URL(filePath: directory[$0])), as: UTF8.self)
        }
        if status == 124 {
            throw PodmanFailure(description: "\(program) \(arguments) did not end in \(limit) s: \(texts.joined())")
        }
        return Outcome(status: status, output: texts[0], errors: texts[1])
    }

    private static func shellHere(_ script: String, _ arguments: [String]) throws -> Int32 {
        let status = exitStatus(of: try spawn(["/bin/bash", "-c", script, "bash"] + arguments))
        return Int32(status < 0 ? 128 - status : status)
    }
}

/// Containers, volumes and networks of one test, removed with it.
final class Stage {
    let prefix = "runutils-test-\(UUID().uuidString.prefix(8).lowercased())"
    private var removals: [[String]] = []
    private let logs = try? Scratch()

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
        let directory = try Scratch()
        try FileManager.default.copyItem(atPath: file.path(), toPath: directory[file.lastPathComponent])
        try directory.write("Dockerfile", containerfile)
        let image = "localhost/\(self.name(name))"
        try await expectSuccess(Podman.run("build", "--quiet", "--tag", image, directory.path))
        removals.append(["rmi", "--force", image])
        return image
    }

    /// Removes an image that the test makes in another way.
    func owns(image: String) { removals.append(["rmi", "--force", image]) }

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
        removals.append(Podman.removal + [container])
        var log: [String] = []
        if let file = logFile(name) {
            try? FileManager.default.removeItem(atPath: file)
            log = ["--log-driver", "k8s-file", "--log-opt", "path=\(file)"]
        }
        try await expectSuccess(
            Podman.run(["run", "--detach", "--name", container] + log + options + [image] + command))
    }

    /// What a container has written so far, over all of its starts.
    func log(_ name: String) async throws -> String {
        if let text = logOnDisk(name) { return text }
        return try await Podman.run("logs", self.name(name)).text
    }

    /// The same without the engine, which takes a while for it; nil where it keeps its logs to itself.
    func logOnDisk(_ name: String) -> String? {
        guard let file = logFile(name), let data = FileManager.default.contents(atPath: file) else { return nil }
        // Time, stream, and whether the text is a whole line or a part of one: "2026-11-30T22:34:06+00:00 stderr F text".
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
            let fields = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
            return (fields.last ?? "") + (fields.dropFirst(2).first == "P" ? "" : "\n")
        }
        return lines.joined()
    }

    private func logFile(_ name: String) -> String? { Podman.name == "podman" ? logs?["\(name).log"] : nil }

    func isRunning(_ name: String) async throws -> Bool {
        try await Podman.run("inspect", "--format", "{{.State.Running}}", self.name(name)).output == "true\n"
    }

    /// Waits until the container's log holds a text so many times.
    ///
    /// - Parameter orEnd: Whether it may end before that.
    func waitForLog(_ name: String, _ text: String, times: Int = 1, orEnd: Bool = false) async throws {
        var nextLook = ContinuousClock.now + .seconds(1)
        try await eventually("\(name) says \"\(text)\"; its log:\n\(try await log(name))", every: .milliseconds(10)) {
            var isRunning = true
            // Rarely, for it starts the engine; and first, so that what is said at the end is not missed.
            if ContinuousClock.now >= nextLook {
                isRunning = try await self.isRunning(name)
                nextLook = ContinuousClock.now + .seconds(1)
            }
            let log = try await log(name)
            if log.components(separatedBy: text).count > times { return true }
            if isRunning || orEnd { return !isRunning }
            throw PodmanFailure(description: "\(name) ended and never said \"\(text)\"; its log:\n\(log)")
        }
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
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    var url: URL { URL(filePath: scratch.path, directoryHint: .notDirectory) }

    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
        try scratch.write(name, text, mode: mode)
    }

    func path(_ name: String) -> String { scratch[name] }

    func mount(_ path: String) -> [String] { ["--volume", "\(scratch.path):\(path):ro"] }
}
