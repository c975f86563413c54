import Foundation
import Testing

extension PostgresTests {
    /// images/postgres/kube.yaml as it is, but for the names of what it makes.
    @Suite(.serialized) struct ManifestTests {
        private let stage = Stage()

        @Test func podmanPlaysTheManifest() async throws {
            let (pod, secret, volume) = (stage.name("pod"), stage.name("passwords"), stage.name("data"))
            let file = Podman.root.appending(path: "images/postgres/kube.yaml")
            let manifest = try String(contentsOf: file, encoding: .utf8)
                .replacingOccurrences(of: "  name: postgres\n", with: "  name: \(pod)\n")
                .replacingOccurrences(of: "postgres-passwords", with: secret)
                .replacingOccurrences(of: "postgres-data", with: volume)
            try await stage.play(manifest, pod: pod, secret: secret, volumes: volume)
            let server = try await Server(stage, "pod-server", volume: volume)
            try await server.ready()
            // The probe as the engine has understood it: it may do so by a shell, and the program must be in the image.
            let probe = try await Podman.run("healthcheck", "run", stage.name("pod-server"))
            #expect(probe.status == 0, "\(probe.text)")
            // podman before 4.4 does not decode the secret.
            let password = try await server.exec(["cat", "/run/secrets/postgres/app"]).output
            #expect(try await server.login("app", password, database: "app").output == "1\n")
            #expect(try await server.query("SELECT rolsuper FROM pg_roles WHERE rolname = 'app'") == "f")
            #expect(try await server.query("SHOW data_directory") == "\(Server.dataDirectory)/cluster")
        }
    }
}
