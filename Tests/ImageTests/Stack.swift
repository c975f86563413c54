import Foundation
import Glibc
import Testing

/// The stack of images/docker-compose.yml in containers of one test, without a network: all that its parts share is a
/// directory of this machine.
struct Stack {
    /// A container of the stack.
    struct Part: Sendable, CustomStringConvertible {
        let name: String
        /// The part whose semaphore it waits for.
        let dependency: String?
        let environment: [String: String]

        var description: String { name }
    }

    /// In the order in which they come up, whatever the order of their starts.
    static let parts = [
        Part(
            name: "postgres", dependency: nil,
            environment: [
                "DB_PASSWORD_FILE": "/run/secrets/superuser", "ROLES": "demo:/run/secrets/app",
                "DATABASES": "demo:demo",
                "SOCKET_DIR": "/opt/data/sockets", "SEMAPHORE": "/opt/data/semaphores/postgres",
            ]),
        Part(
            name: "demo", dependency: "postgres",
            environment: [
                "DB_PASSWORD_FILE": "/run/secrets/app", "DB_SEMAPHORE": "/opt/data/semaphores/postgres",
                "SEMAPHORE": "/opt/data/semaphores/demo",
            ]),
        Part(
            name: "nginx", dependency: "demo",
            environment: [
                "UPSTREAM": "unix:/opt/data/sockets/demo.sock", "WAIT_FOR": "semaphore:/opt/data/semaphores/demo",
                "SEMAPHORE": "/opt/data/semaphores/nginx",
            ]),
    ]

    private let stage = Stage()
    /// /opt/data of all parts.
    private let data: HostDirectory

    init() throws { data = try HostDirectory() }

    /// Starts a part in the background.
    ///
    /// - Parameter options: More options of the engine.
    func start(_ part: Part, _ options: [String] = []) async throws {
        let secrets = Podman.root.appending(path: "images/postgres/secrets").path()
        let volumes = ["--volume", "\(data.url.path()):/opt/data", "--volume", "\(secrets):/run/secrets:ro"]
        let environment = part.environment.sorted { $0.key < $1.key }.flatMap { ["--env", "\($0.key)=\($0.value)"] }
        try await stage.start(
            part.name,
            ["--network", "none"] + volumes + environment + options, image: "localhost/runutils/\(part.name)", [])
    }

    /// Starts a part once more that has ended.
    func startAgain(_ part: Part) async throws {
        let outcome = try await Podman.run("start", stage.name(part.name))
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// Kills a part; the engine takes that for a wish and does not start it again.
    func kill(_ part: Part) async throws {
        try await Podman.run("kill", "--signal", "KILL", stage.name(part.name))
        _ = try await stage.status(part.name)
    }

    /// Kills a part as the kernel does that has no memory left.
    func crash(_ part: Part) async throws {
        let name = stage.name(part.name)
        let pid = Int32(
            try await Podman.run("inspect", "--format", "{{.State.Pid}}", name).output
                .trimmingCharacters(in: .newlines))
        try #require(Glibc.kill(try #require(pid), SIGKILL) == 0)
    }

    /// What a part has written so far, over all of its starts.
    func log(_ part: Part) throws -> String { try #require(stage.logOnDisk(part.name)) }

    // MARK: Semaphores

    /// What is known of a part's semaphore, see the guide.
    struct Semaphore {
        /// In seconds since 1970, as it says itself.
        let since: Int
        /// When it was written, in nanoseconds since 1970.
        let written: Int
        /// Whether its owner lives.
        let isUp: Bool
    }

    /// - Returns: nil when there is none.
    func semaphore(_ part: Part) throws -> Semaphore? {
        let path = data.url.appending(path: "semaphores/\(part.name)").path()
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if file < 0 { return nil }
        defer { close(file) }
        let isUp = flock(file, LOCK_SH | LOCK_NB) != 0
        var status = stat()
        try #require(unsafe fstat(file, &status) == 0)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let since = lines.first { $0.hasPrefix("since=") }.flatMap { Int($0.dropFirst(6)) }
        return Semaphore(
            since: try #require(since), written: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec,
            isUp: isUp)
    }

    /// The ends of all logs.
    private var logs: String {
        get throws { try Stack.parts.map { "--- \($0)\n\(try log($0).suffix(2000))\n" }.joined() }
    }

    func isUp(_ part: Part) throws -> Bool { (try? semaphore(part))?.isUp ?? false }

    /// Waits until all parts are up at once.
    func allUp() async throws {
        try await eventually("the stack comes up:\n\(try logs)", every: .milliseconds(10)) {
            try Stack.parts.allSatisfy { try isUp($0) }
        }
    }

    /// Waits until a part has said a text more often than `count` times.
    func hasSaid(_ part: Part, _ text: String, moreThan count: Int = 0) async throws {
        try await eventually("\(part) says \"\(text)\": \(try log(part).suffix(4000))", every: .milliseconds(10)) {
            try occurrences(of: text, part) > count
        }
    }

    func occurrences(of text: String, _ part: Part) throws -> Int {
        try log(part).components(separatedBy: text).count - 1
    }

    // MARK: The page

    /// The status and the body of the page, asked for where a browser's request arrives.
    func page() async throws -> (status: String, body: String) {
        try await Podman.get("http://127.0.0.1:8080/", in: stage.name("nginx"))
    }

    /// Waits until the page has a status, as it must come by itself; its body.
    func page(status: Int) async throws -> String {
        var last = (status: "", body: "")
        try await eventually("the page has status \(status): \(last)", every: .milliseconds(20)) {
            last = try await page()
            return last.status == "\(status)"
        }
        return last.body
    }
}
