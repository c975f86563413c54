import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// The postgres image. Its first start takes a processor for a while, so these share a container.
@Suite(.serialized, .sharedServer) enum PostgresAttackTests {}

/// A server for the tests of a suite: whoever reaches the port needs no password, and "app" may log in.
struct SharedServer: SuiteTrait, TestScoping {
    /// Only what does not change, and so may be used anywhere.
    struct Place: @unchecked Sendable {
        let stage: Stage
        let server: ImageTests.Server
    }

    @TaskLocal static var place: Place?

    /// What the containers of the server are called.
    static let name = "shared"

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let stage = Stage()
        let server = try await ImageTests.Server(stage, SharedServer.name)
        let backups = try await stage.volume("backups")
        try await stage.start(
            SharedServer.name,
            try server.mount + SharedServer.environment + ["--volume", "\(backups):/opt/backup"] + Attacker.mount,
            image: Images.postgres,
            ["start", "--", "-c", "fsync=off", "-c", "shared_preload_libraries=pg_stat_statements"])
        try await server.ready()
        try await SharedServer.$place.withValue(Place(stage: stage, server: server)) { try await function() }
    }

    static let environment = [
        "--network", "none", "--env", "DB_PASSWORD=secret", "--env", "ROLES=app", "--env",
        "POSTGRES_HOST_AUTH_METHOD=trust",
    ]
}

extension Trait where Self == SharedServer {
    static var sharedServer: SharedServer { SharedServer() }
}

/// Who has taken over the server.
let postgresUser = 5432

extension ImageTests.Server {
    /// The one that the tests of a suite share.
    static var shared: ImageTests.Server { get throws { try #require(SharedServer.place).server } }

    /// Runs statements as a role, over TCP.
    func run(as role: String, in database: String, _ sql: String) async throws -> Outcome {
        try await exec(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", role, "-d", database],
            input: sql)
    }
}
