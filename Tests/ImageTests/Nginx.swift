import Foundation
import Testing

/// The nginx image. Each suite has one container at a time.
@Suite enum NginxTests {}

/// nginx in a container of one test.
struct Web {
    static let image = "localhost/runutils/nginx"

    let stage: Stage
    let name: String

    init(_ stage: Stage, _ name: String = "web") {
        self.stage = stage
        self.name = name
    }

    /// What the engine calls it.
    var container: String { stage.name(name) }

    private static func options(_ environment: [String: String]) -> [String] {
        environment.sorted { $0.key < $1.key }.flatMap { ["--env", "\($0.key)=\($0.value)"] }
    }

    /// Starts it in the background, and waits until it is ready.
    func start(_ environment: [String: String] = [:], _ more: [String] = [], _ command: [String] = []) async throws {
        try await begin(environment, more, command)
        try await stage.waitForLog(name, "ready in")
    }

    func begin(_ environment: [String: String] = [:], _ more: [String] = [], _ command: [String] = []) async throws {
        try await stage.start(name, Web.options(environment) + more, image: Web.image, command)
    }

    /// Runs another container to its end.
    static func run(
        _ environment: [String: String] = [:], _ more: [String] = [], _ command: [String] = ["start"]
    ) async throws -> Outcome {
        try await Podman.run(["run", "--rm", "--network=none"] + options(environment) + more + [image] + command)
    }

    func exec(_ command: String...) async throws -> Outcome {
        try await Podman.run(["exec", container] + command)
    }

    /// The status and the body of a page.
    func get(_ path: String = "/", port: Int = 8080, scheme: String = "http") async throws -> (
        status: String, body: String
    ) {
        try await Podman.get("\(scheme)://127.0.0.1:\(port)\(path)", in: container)
    }

    func signal(_ name: String) async throws {
        let outcome = try await Podman.run("kill", "--signal", name, container)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// Stops it as a container engine does.
    func stop() async throws -> Int32 {
        try await signal("TERM")
        return try await stage.status(name)
    }

    func log() async throws -> String { try await stage.log(name) }

    /// Waits until something holds.
    func eventually(_ purpose: String, _ holds: () async throws -> Bool) async throws {
        try await TestSupport.eventually(
            "\(name) \(purpose); its log:\n\(try await log())", every: .milliseconds(20), holds)
    }

    /// A line of a process's status in the container, for each process of a name: "Uid", "CapEff".
    func processes(_ field: String) async throws -> [String] {
        let script = """
            for p in /proc/[0-9]*; do
                [ "$(cat $p/comm 2>/dev/null)" = nginx ] && sed -n "s/^$0:\\s*//p" $p/status
            done
            """
        let outcome = try await exec("sh", "-c", script, field)
        return outcome.output.split(separator: "\n").map(String.init)
    }
}
