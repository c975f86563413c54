import Foundation
import Glibc
import Testing

/// Commands that declare who runs them and whether they need the service.
@Suite(.limited) struct CommandUserTests {
    private static let setup =
        "mount -t tmpfs tmpfs /etc; printf 'root:x:0:0::/root:/bin/sh\\n' >/etc/passwd; printf 'root:x:0:\\n' >/etc/group; : >/etc/shadow"
    private static let account = ["USER_NAME": "app", "USER_UID": "4242", "USER_GID": "4243"]

    @Test func theServicesUser() async throws {
        let result = try await Entry.run(
            ["callback-entry", "as-service"], CommandUserTests.account, setup: CommandUserTests.setup)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("4242:4243:4243 /home/app app\n"), "\(result.output)")
        // The process itself has lost everything, and what it starts too.
        for key in ["CapEff", "CapBnd"] {
            #expect(result.output.components(separatedBy: "\(key):\t0000000000000000\n").count == 3, "\(result.output)")
        }
        #expect(result.output.components(separatedBy: "NoNewPrivs:\t1\n").count == 3, "\(result.output)")
    }

    @Test func withoutAnAccountItStays() async throws {
        let result = try await Entry.run(["callback-entry", "as-service"])
        #expect(result.status == 0 && result.output.hasPrefix("0:0:"), "\(result.errors)\(result.output)")
    }

    @Test func aUserByNumber() async throws {
        let result = try await Entry.run(["callback-entry", "as-1234"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("1234:4321:4321 / 1234\n"), "\(result.output)")
    }

    @Test func rootStaysRoot() async throws {
        let result = try await Entry.run(["callback-entry", "as-root"])
        #expect(result.status == 0 && result.output.hasPrefix("0:0:"), "\(result.errors)\(result.output)")
    }

    @Test(arguments: [
        ("as-root", "callback: as-root must run as root\nhint: start it as user 0\n"),
        (
            "as-1234",
            "callback: cannot start \"as-1234\": cannot set its supplementary groups: Operation not permitted\nhint: this needs CAP_SETGID; "
        ),
    ])
    func withoutTheRight(_ command: String, _ message: String) async throws {
        let result = try await Entry.run(
            ["/run/callback-entry", command], setup: "cp \(Entry.executable("callback-entry")) /run/",
            wrapper: ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"])
        #expect(result.status == 77)
        #expect(result.errors.hasPrefix(message), "\(result.errors)")
        #expect(result.output == "")
    }

    @Test func whatACommandNeeds() async throws {
        let service = try ["callback-entry", "start"] + Helper.reporter(until: SIGTERM)
        let missing = try await Entry.run(["callback-entry", "backup"])
        #expect(missing.status == 69)
        #expect(missing.errors == "callback: backup needs the service to be running: none runs here\n")
        #expect(try await Entry.run(["callback-entry", "restore"]).status == 0)
        try await Entry.with(service, CommandUserTests.account, setup: CommandUserTests.setup) { entry in
            try await entry.running.line("ready in")
            let backup = try await entry.inside(["callback-entry", "backup"], CommandUserTests.account)
            #expect(backup.status == 0, "\(backup.errors)")
            #expect(backup.output.hasPrefix("4242:4243:4243 /home/app app\n"), "\(backup.output)")
            let restore = try await entry.inside(["callback-entry", "restore"], CommandUserTests.account)
            #expect(restore.status == 1)
            #expect(restore.errors == "callback: restore must not run beside the service: it is running\n")
            // What starts a service says so by itself; base-entry's `run` may run beside another.
            let second = try await entry.inside(["callback-entry", "start", "true"], CommandUserTests.account)
            #expect(second.status == 1)
            #expect(second.errors == "callback: start must not run beside the service: it is running\n")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
        }
    }

    @Test func anyProgramMayRunBesideAnother() async throws {
        let service = try ["base-entry", "run", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(service) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "run", "--", "true"]).status == 0)
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
        }
    }

    @Test func aServiceThatStillWaitsIsNoneThatRuns() async throws {
        let words = ["callback-entry", "start", "true"]
        try await Entry.with(words, ["WAIT_FOR": "file:/no/such/file"]) { entry in
            try await entry.running.line("waiting for")
            let backup = try await entry.inside(["callback-entry", "backup"])
            #expect(backup.status == 69)
            #expect(backup.errors == "callback: backup needs the service to be running: it is waiting\n")
            #expect(try await entry.inside(["callback-entry", "restore"]).status == 1)
        }
    }
}
