import Foundation
import Testing

/// What the images hold beside their services. A container of each, half a second.
@Suite struct ImageContentTests {
    @Test(arguments: ["base", "postgres", "nginx"])
    func nothingIsLeftThatNoServiceNeeds(_ image: String) async throws {
        let script = """
            find / -xdev -type f -perm /6000
            find /var/log /var/lib/apt/lists /var/cache/apt /var/cache/debconf -type f -size +0 ! -name '*.dat'
            /usr/sbin/policy-rc.d
            echo $?
            """
        let outcome = try await Podman.run(
            "run", "--rm", "--user", "0", "--entrypoint", "sh", "localhost/runutils/\(image)", "-c", script)
        // Packages that are installed in an image made from ours start no services.
        #expect(outcome.output == "101\n", "\(outcome.errors)")
    }

    @Test(arguments: ["base", "postgres", "nginx", "demo"])
    func labelsTellWhatItWasMadeFrom(_ image: String) async throws {
        let format = "{{range $name, $value := .Config.Labels}}{{$name}}={{$value}}\n{{end}}"
        let labels = try await Podman.run("image", "inspect", "--format", format, "localhost/runutils/\(image)").output
        for label in [
            "title=runutils/\(image)", "licenses=MIT", "revision=", "created=20", "description=", "base.name=",
        ] {
            #expect(labels.contains("org.opencontainers.image.\(label)"), "\(labels)")
        }
    }
}
