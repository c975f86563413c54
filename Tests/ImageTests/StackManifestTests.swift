import Foundation
import Testing

/// images/kube.yaml as it is, but for the names of what it makes and the port of this machine.
@Suite struct StackManifestTests {
    private let stage = Stage()

    @Test func podmanPlaysTheManifest() async throws {
        let (pod, secret) = (stage.name("pod"), stage.name("passwords"))
        let (data, database) = (stage.name("data"), stage.name("postgres"))
        let file = Podman.root.appending(path: "images/kube.yaml")
        let manifest = try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(of: "  name: stack\n", with: "  name: \(pod)\n")
            .replacingOccurrences(of: "stack-passwords", with: secret)
            .replacingOccurrences(of: "stack-data", with: data)
            .replacingOccurrences(of: "stack-postgres", with: database)
            .replacingOccurrences(of: "          hostPort: 8080\n", with: "")
        try await stage.play(manifest, pod: pod, secret: secret, volumes: data, database)
        try await stage.waitForLog("pod-nginx", "ready in")
        let page = try await Podman.get("http://127.0.0.1:8080/", in: stage.name("pod-nginx"))
        #expect(page.status == "200", "\(page)")
        let parts = page.body.matches(of: /<th scope="row">([a-z]+)</).map { String($0.1) }
        #expect(parts == ["postgres", "demo", "nginx"])
        let style = try await Podman.get("http://127.0.0.1:8080/static/style.css", in: stage.name("pod-nginx"))
        #expect(style.status == "200" && style.body.hasPrefix("body {"), "\(style)")
        // The probes as the engine has understood them.
        for part in parts {
            let probe = try await Podman.run("healthcheck", "run", stage.name("pod-\(part)"))
            #expect(probe.status == 0, "\(part): \(probe.text)")
        }
    }
}
