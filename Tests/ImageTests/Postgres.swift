import Foundation
import Testing

/// The postgres image. Each suite has one server at a time, which takes a processor for its first start.
@Suite enum PostgresTests {}

/// A server in a container of one test.
struct Server {
    static let image = "localhost/runutils/postgres"

    let stage: Stage
    let name: String
    let volume: String

    /// - Parameter volume: The data volume; a new one by default.
    init(_ stage: Stage, _ name: String, volume: String? = nil) async throws {
        self.stage = stage
        self.name = name
        if let volume { self.volume = volume } else { self.volume = try await stage.volume("\(name)-data") }
    }

    static let dataDirectory = "/var/lib/postgresql/data"

    var mount: [String] { ["--volume", "\(volume):\(Server.dataDirectory)"] }

    private func options(_ environment: [String: String]) -> [String] {
        mount + environment.sorted { $0.key < $1.key }.flatMap { ["--env", "\($0.key)=\($0.value)"] }
    }

    /// Starts it in the background.
    func start(
        _ environment: [String: String] = ["DB_PASSWORD": "secret"], _ more: [String] = [], _ command: [String] = []
    ) async throws {
        try await stage.start(name, options(environment) + more, image: Server.image, command)
    }

    /// Runs another container on the same volume to its end.
    func run(
        _ environment: [String: String] = ["DB_PASSWORD": "secret"], _ more: [String] = [], _ command: [String],
        input: String? = nil
    ) async throws -> Outcome {
        let interactive = input == nil ? [] : ["--interactive"]
        return try await Podman.run(
            ["run", "--rm"] + interactive + options(environment) + more + [Server.image] + command,
            input: input)
    }

    func exec(_ command: [String], options: [String] = [], input: String? = nil) async throws -> Outcome {
        let interactive = input == nil ? [] : ["--interactive"]
        return try await Podman.run(["exec"] + interactive + options + [stage.name(name)] + command, input: input)
    }

    /// Waits until `health` says so; ends with the log when the container ends before. In the container, since a command of the engine
    /// takes longer than what it starts.
    func ready() async throws {
        let limit = "\(Int(Patience.seconds))s"
        let outcome = try await exec(["postgres-entry", "wait", "--timeout", limit, "command:postgres-entry health"])
        if outcome.status == 0 { return }
        throw PodmanFailure(description: "it is not ready: \(outcome.errors)\n\(try await stage.log(name))")
    }

    /// The rows of a query, as the superuser.
    func query(_ sql: String, database: String = "postgres") async throws -> String {
        let outcome = try await exec(["postgres-entry", "psql", "-X", "-A", "-t", "-q", "-d", database, "-c", sql])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    /// The rows of a query over TCP, with a password.
    func login(_ user: String, _ password: String, database: String, _ sql: String = "SELECT 1") async throws -> Outcome
    {
        try await exec(
            ["psql", "-X", "-A", "-t", "-h", "127.0.0.1", "-U", user, "-d", database, "-c", sql],
            options: ["--env", "PGPASSWORD=\(password)"])
    }

    /// Stops it as a container engine does.
    ///
    /// - Returns: Its exit status, and how long it took in seconds.
    @discardableResult
    func stop() async throws -> (status: Int32, seconds: Double) {
        let start = ContinuousClock.now
        try await Podman.run("kill", "--signal", "TERM", stage.name(name))
        let status = try await stage.status(name)
        let time = (ContinuousClock.now - start).components
        return (status, Double(time.seconds) + Double(time.attoseconds) / 1e18)
    }

    func kill() async throws {
        try await Podman.run("kill", "--signal", "KILL", stage.name(name))
        _ = try await stage.status(name)
    }

    func startAgain() async throws { try await Podman.run("start", stage.name(name)) }

    /// Removes it; its volume stays.
    func remove() async throws { try await Podman.run(Podman.removal + [stage.name(name)]) }

    func log() async throws -> String { try await stage.log(name) }
}
