import Foundation
import Glibc
import Testing

/// A user id that the platform chooses, with group 0.
@Suite(.limited) struct RandomUserTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n", mode: 0o664)
        try scratch.write("etc/group", "root:x:0:\n", mode: 0o664)
    }

    private func run(
        _ environment: [String: String], setup more: String = ":",
        _ script: String = "echo $(id -un) $(id -u):$(id -g) $USER $HOME"
    ) async throws -> Finished {
        let setup =
            "cp \(Entry.executable("base-entry")) /run/; mkdir -m 777 /run/home; mount --bind \(scratch["etc"]) /etc; \(more)"
        return try await Entry.run(
            ["/run/base-entry", "run", "--"] + Helper.shell(script), environment, setup: setup,
            wrapper: ["setpriv", "--reuid", "76543", "--regid", "0", "--clear-groups"])
    }

    @Test func aWritablePasswdGetsTheEntry() async throws {
        let environment = ["USER_NAME": "app", "HOME": "/run/home"]
        let first = try await run(environment)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output == "app 76543:0 app /run/home\n", "\(first.errors)")
        let content = try scratch.read("etc/passwd")
        #expect(content.hasPrefix("root:x:0:0:root:/root:/bin/bash\napp:x:76543:0::/run/home:/bin/"), "\(content)")
        #expect(try await run(environment).output == first.output)
        #expect(try scratch.read("etc/passwd") == content)
    }

    @Test func anImagesOwnEntryGetsASecondOne() async throws {
        try scratch.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\napp:x:1000:0::/run/home:/bin/sh", mode: 0o664)
        let result = try await run(["USER_NAME": "app", "HOME": "/"])
        #expect(result.output == "app 76543:0 app /run/home\n", "\(result.errors)")
        #expect(try scratch.read("etc/passwd").contains(":/bin/sh\napp:x:76543:0::/run/home:/bin/"))
        #expect(result.errors.contains("base: user \"app\" has a second entry, with id 76543\n"), "\(result.errors)")
    }

    @Test func withoutAWritablePasswdTheNumbersAreUsed() async throws {
        let result = try await run(["USER_NAME": "app", "HOME": "/run/home"], setup: "chmod 644 /etc/passwd")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasSuffix("76543:0 app /run/home\n"), "\(result.output)")
        #expect(
            result.errors.contains(
                "base: no account is made, its ids are used as numbers: cannot lock \"/etc/.pwd.lock\": Permission denied\n"
            ), "\(result.errors)")
        let unusable = try await run(["USER_NAME": "app", "HOME": "/root"], setup: "chmod 644 /etc/passwd")
        #expect(unusable.output.hasSuffix("76543:0 app /\n"), "\(unusable.output)")
    }

    @Test func idsThatWereChosenAreNotReplaced() async throws {
        let other = try await run(["USER_NAME": "app", "USER_UID": "4000"], setup: "chmod 644 /etc/passwd")
        #expect(other.status == 77)
        #expect(
            other.errors.contains(
                "hint: this needs CAP_SETGID; add it with --cap-add=SETGID and start the container as root, or start it as that user\n"
            ), "\(other.errors)")
        let own = try await run(["USER_NAME": "app", "USER_UID": "76543"], setup: "chmod 664 /etc/passwd")
        #expect(own.output == "app 76543:0 app /\n", "\(own.errors)")
    }

    @Test func withoutANameNothingChanges() async throws {
        let result = try await run(["HOME": "/run/home"])
        #expect(result.output.hasSuffix("76543:0 /run/home\n"), "\(result.output)\(result.errors)")
        #expect(try scratch.read("etc/passwd") == "root:x:0:0:root:/root:/bin/bash\n")
    }
}
