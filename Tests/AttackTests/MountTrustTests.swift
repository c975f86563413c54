import Foundation
import Testing

@testable import ProcessTests

/// Directories on read-only mounts: whether another mount of the namespace shows the same place for writing.
@Suite(.limited) struct MountTrustTests {
    private let ground: Ground

    init() throws {
        ground = try Ground()
        try ground.directory("own/hooks")
        try ground.teller("own/hooks/10-x")
    }

    /// The hooks' place; and a file system of its own, with all that belongs to the user.
    private var setup: String {
        """
        mount -t tmpfs tmpfs /opt; mkdir -p /opt/config/init.d /run/disk /run/other
        mount -t tmpfs tmpfs /run/disk; cp -a \(ground["own"]) /run/disk/; mkdir /run/disk/more /run/disk/own/hooks/sub

        """
    }

    private static let readOnly = "mount -o remount,bind,ro /opt/config/init.d"

    private func run(_ mounts: String) async throws -> Finished {
        let result = try await Entry.run(Ground.run([]), setup: setup + mounts)
        #expect(result.status == 0, "\(result.errors)")
        return result
    }

    /// The same place, one above it, or the file alone.
    @Test(arguments: [
        "mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly)",
        "mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly); mount --bind /run/disk/own /run/other; umount /run/disk",
        """
        mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly); touch /run/file
        mount --bind /run/disk/own/hooks/10-x /run/file; umount /run/disk
        """,
        "mount --bind /run/disk /run/other; mount -o remount,bind,ro /run/disk; mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly)",
    ])
    func whatIsWritableElsewhere(_ mounts: String) async throws {
        let result = try await run(mounts)
        try ground.expectRan(result.errors)
        #expect(result.errors.contains("user 4000 can change \"/opt/config/init.d/10-x\""), "\(result.errors)")
    }

    /// As a container sees a directory of the host: the mount that it comes from is not there.
    @Test(arguments: [
        "mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly); umount /run/disk",
        // Another volume of the same file system.
        """
        mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly); mount --bind /run/disk/more /run/other
        umount /run/disk
        """,
        // The whole file system is read-only.
        "mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly); mount -o remount,ro /run/disk",
        // Its name begins as that of the other.
        """
        mkdir /run/disk/own/hook; mount --bind /run/disk/own/hooks /opt/config/init.d; \(readOnly)
        mount --bind /run/disk/own/hook /run/other; umount /run/disk
        """,
    ])
    func whatNobodyCanWrite(_ mounts: String) async throws {
        let result = try await run(mounts)
        try ground.expectRan(as: 0, result.errors)
        #expect(!result.errors.contains("can change"), "\(result.errors)")
    }
}
