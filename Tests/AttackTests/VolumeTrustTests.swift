import Foundation
import Testing

@testable import ImageTests
@testable import ProcessTests

/// Hooks of the service's user on a read-only volume, as container engines mount them.
@Suite struct VolumeTrustTests {
    private static let hooks = "/opt/config/init.d"

    /// The same directory, one above it and one beside it as a second, writable volume.
    @Test(arguments: [(nil, 0), ("hooks", 4000), ("", 4000), ("beside", 0)])
    func aReadOnlyVolume(_ writable: String?, _ expected: Int) async throws {
        let files = try HostDirectory()
        try files.write("hooks/10-x", "#!/bin/sh\necho \"hook of $(id -u)\"\n", mode: 0o755, of: 4000)
        try files.write("beside/file", "", of: 4000)
        for name in ["hooks", "beside"] { try give(files.path(name), to: 4000) }
        let second = writable.map { ["--volume", "\(files.path($0)):/srv/second"] } ?? []
        let outcome = try await Podman.run(
            ["run", "--rm", "--network=none", "--volume", "\(files.path("hooks")):\(VolumeTrustTests.hooks):ro"]
                + second + [Images.base, "run", "--user", "4000", "--", "true"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("hook of \(expected)\n"), "\(outcome.errors)")
    }
}
