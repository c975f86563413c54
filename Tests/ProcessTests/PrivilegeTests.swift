import Foundation
import Glibc
import Testing

/// What a program that does not run as root may still do.
@Suite(.limited) struct PrivilegeTests {
    private static let status = ["cat", "/proc/self/status"]
    private static let none = "0000000000000000"
    private static let netBindService = "0000000000000400"
    private static let sets = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]
    /// What a container runtime starts that gives a user capabilities.
    private static let asUserWithAmbient = [
        "setpriv", "--reuid", "4000", "--regid", "4000", "--clear-groups", "--inh-caps", "+net_bind_service,+chown",
        "--ambient-caps", "+net_bind_service,+chown",
    ]
    private static let copied = "cp \(Entry.executable("base-entry")) \(Entry.executable("callback-entry")) /run/"

    private func rights(_ output: String) -> [String?] { PrivilegeTests.sets.map { Processes.field($0, in: output) } }

    @Test(arguments: Place.allCases)
    func aServiceHasNone(_ place: Place) async throws {
        let result = try await Entry.run(
            ["base-entry", "run", "--user", "4000", "--"] + PrivilegeTests.status, [:], place)
        #expect(result.status == 0, "\(result.errors)")
        #expect(rights(result.output) == Array(repeating: PrivilegeTests.none, count: 5))
        #expect(Processes.field("NoNewPrivs", in: result.output) == "1")
    }

    @Test(arguments: Place.allCases)
    func aServiceKeepsWhatItIsGiven(_ place: Place) async throws {
        let command = ["base-entry", "run", "--capability", "cap_net_bind_service", "--user", "4000", "--"]
        let result = try await Entry.run(command + PrivilegeTests.status, [:], place)
        #expect(result.status == 0, "\(result.errors)")
        #expect(rights(result.output) == Array(repeating: PrivilegeTests.netBindService, count: 5))
        #expect(Processes.field("NoNewPrivs", in: result.output) == "1")
        #expect(Processes.field("Uid", in: result.output) == "4000\t4000\t4000\t4000")
    }

    @Test func rootKeepsAll() async throws {
        let command = ["base-entry", "run", "--capability", "CHOWN", "--"] + PrivilegeTests.status
        let result = try await Entry.run(command, wrapper: ["setpriv", "--bounding-set", "+chown,-sys_admin"])
        #expect(result.status == 0, "\(result.errors)")
        let direct = try await Entry.run(PrivilegeTests.status, wrapper: ["setpriv", "--bounding-set", "-sys_admin"])
        #expect(rights(result.output) == rights(direct.output))
        #expect(Processes.field("NoNewPrivs", in: result.output) == "0")
    }

    @Test(arguments: [([], none), (["--capability", "NET_BIND_SERVICE"], netBindService)])
    func aUserWithInheritedCapabilities(_ options: [String], _ expected: String) async throws {
        let result = try await Entry.run(
            ["/run/base-entry", "run"] + options + ["--"] + PrivilegeTests.status, setup: PrivilegeTests.copied,
            wrapper: PrivilegeTests.asUserWithAmbient)
        #expect(result.status == 0, "\(result.errors)")
        // Without CAP_SETPCAP the bounding set stays; no_new_privs makes it void.
        #expect(
            rights(result.output).prefix(3) + [rights(result.output)[4]] == Array(repeating: expected, count: 4)[...])
        #expect(Processes.field("NoNewPrivs", in: result.output) == "1")
    }

    @Test func oneOffCommandsHaveNone() async throws {
        let result = try await Entry.run(["callback-entry", "start", "true"], ["INITFUNC": "rights"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(rights(result.output) == Array(repeating: PrivilegeTests.none, count: 5), "\(result.errors)")
        #expect(Processes.field("NoNewPrivs", in: result.output) == "1")
        #expect(Processes.field("Uid", in: result.output) == "4000\t4000\t4000\t4000")
        #expect(Processes.field("Groups", in: result.output) == "4000")
    }

    /// Also where its output is not kept.
    @Test func oneOffCommandsGetWhatTheyAreGiven() async throws {
        let result = try await Entry.run(["callback-entry", "start", "true"], ["INITFUNC": "passed"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("given\nCapEff:\t0000000000000400\n"), "\(result.errors)")
    }

    @Test func oneThatTheContainerDoesNotHold() async throws {
        let command = ["run", "--capability", "NET_BIND_SERVICE", "--user", "4000", "--", "echo", "started"]
        let root = try await Entry.run(
            ["base-entry"] + command, wrapper: ["setpriv", "--bounding-set", "-net_bind_service"])
        #expect(root.status == 77)
        #expect(
            root.errors == """
                base: the service cannot keep CAP_NET_BIND_SERVICE, which this process does not have
                hint: add it with --cap-add=NET_BIND_SERVICE

                """)
        #expect(root.output == "")
        let user = try await Entry.run(
            ["/run/base-entry"] + command, setup: PrivilegeTests.copied,
            wrapper: ["setpriv", "--reuid", "4000", "--regid", "4000", "--clear-groups"])
        #expect(user.status == 77)
        #expect(
            user.errors.contains("hint: add it with --cap-add=NET_BIND_SERVICE and start the container as root\n"),
            "\(user.errors)")
    }

    @Test func oneThatDoesNotExist() async throws {
        let result = try await Entry.run(["base-entry", "run", "--capability", "NET_BIND", "--", "true"])
        #expect(result.status == 64)
        #expect(result.errors.contains("\"NET_BIND\""), "\(result.errors)")
        #expect(result.errors.contains("a capability, such as NET_BIND_SERVICE"), "\(result.errors)")
    }
}

/// Each refusal says what, where, and which capability or mount it wants.
@Suite(.limited) struct RefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Capabilities that root lacks.
        var without = ""
        var setup = ":"
        let command: [String]
        let message: String
        let hint: String
        var status = 77
    }

    private static let own = ["callback-entry", "own", "/run/t", "4000:4000"]
    private static let directory = ["callback-entry", "directory", "/run/t", "4000:4000"]
    private static func semaphore(_ path: String) -> [String] {
        ["base-entry", "run", "--semaphore", path, "--", "sleep", "100"]
    }
    private static let readOnly = "mkdir /run/ro; mount -t tmpfs -o ro tmpfs /run/ro"
    private static let closed = "mkdir -p /run/t/in; touch /run/t/in/f; chown -R 4001:4001 /run/t; chmod -R go= /run/t"

    private static let rows = [
        Row(
            testDescription: "groups", without: "-setgid",
            command: ["base-entry", "run", "--user", "4000", "--", "true"],
            message: "cannot start \"true\": cannot set its supplementary groups: Operation not permitted",
            hint: "this needs CAP_SETGID; add it with --cap-add=SETGID, or start it as that user"),
        Row(
            testDescription: "user", without: "-setuid",
            command: ["base-entry", "run", "--user", "4000", "--", "true"],
            message: "cannot start \"true\": cannot set its user: Operation not permitted",
            hint: "this needs CAP_SETUID; add it with --cap-add=SETUID, or start it as that user"),
        Row(
            testDescription: "owner of a tree", without: "-chown", setup: "mkdir -p /run/t/d; touch /run/t/d/f",
            command: own,
            message: "cannot change the owner of \"/run/t/d/f\": Operation not permitted",
            hint: "this needs CAP_CHOWN; add it with --cap-add=CHOWN"),
        Row(
            testDescription: "a tree of somebody else", without: "-dac_override,-dac_read_search", setup: closed,
            command: own, message: "cannot change the owner of \"/run/t\": Permission denied",
            hint: "this needs CAP_DAC_OVERRIDE; add it with --cap-add=DAC_OVERRIDE"),
        Row(
            testDescription: "a read-only tree",
            setup:
                "\(readOnly); mkdir /run/t; touch /run/t/f; mount -o bind,ro /run/t /run/t; mount -o remount,bind,ro /run/t",
            command: own, message: "cannot change the owner of \"/run/t/f\": Read-only file system",
            hint: "mount a writable volume or tmpfs at \"/run/t\""),
        Row(
            testDescription: "owner of a directory", without: "-chown", setup: "mkdir /run/t", command: directory,
            message: "cannot prepare the directory \"/run/t\": Operation not permitted",
            hint: "this needs CAP_CHOWN; add it with --cap-add=CHOWN"),
        Row(
            testDescription: "mode of a directory", without: "-fowner", setup: "mkdir /run/t; chown 4001 /run/t",
            command: directory, message: "cannot prepare the directory \"/run/t\": Operation not permitted",
            hint: "this needs CAP_FOWNER; add it with --cap-add=FOWNER"),
        Row(
            testDescription: "a read-only directory", setup: readOnly,
            command: ["callback-entry", "directory", "/run/ro/t", "4000:4000"],
            message: "cannot prepare the directory \"/run/ro/t\": Read-only file system",
            hint: "mount a writable volume or tmpfs at \"/run/ro\""),
        Row(
            testDescription: "a directory that is a link", setup: "mkdir /run/real; ln -s real /run/t",
            command: directory,
            message: "cannot prepare the directory \"/run/t\": it is a link",
            hint: "name the directory that it leads to", status: 78),
        Row(
            testDescription: "a semaphore in a directory of somebody else", without: "-dac_override,-dac_read_search",
            setup: closed, command: semaphore("/run/t/up"),
            message: "cannot clear the semaphore \"/run/t/up\": Permission denied",
            hint: "this needs CAP_DAC_OVERRIDE; add it with --cap-add=DAC_OVERRIDE"),
        Row(
            testDescription: "a semaphore in a directory that may only be read", without: "-dac_override",
            setup: "mkdir -m 755 /run/t; chown 4001 /run/t", command: semaphore("/run/t/up"),
            message: "cannot publish the semaphore \"/run/t/up\": Permission denied",
            hint: "this needs CAP_DAC_OVERRIDE; add it with --cap-add=DAC_OVERRIDE"),
        Row(
            testDescription: "a semaphore on a read-only volume", setup: readOnly, command: semaphore("/run/ro/up"),
            message: "cannot publish the semaphore \"/run/ro/up\": Read-only file system",
            hint: "mount a writable volume or tmpfs at \"/run/ro\""),
        Row(
            testDescription: "a stale semaphore in a sticky directory", without: "-fowner",
            setup: "mkdir -m 1777 /run/t; echo image=x >/run/t/up; chown -R 4001 /run/t",
            command: semaphore("/run/t/up"),
            message: "cannot clear the semaphore \"/run/t/up\": Operation not permitted",
            hint: "this needs CAP_FOWNER; add it with --cap-add=FOWNER"),
        Row(
            testDescription: "a template's target", without: "-dac_override",
            setup: "mkdir -m 755 /run/t /run/in; echo x >/run/in/a; chown 4001 /run/t",
            command: ["base-entry", "run", "--template", "/run/in:/run/t", "--", "true"],
            message: "cannot write \"/run/t/a\": Permission denied",
            hint: "this needs CAP_DAC_OVERRIDE; add it with --cap-add=DAC_OVERRIDE"),
        Row(
            testDescription: "a template's owner", without: "-chown", setup: "mkdir /run/t /run/in; echo x >/run/in/a",
            command: ["base-entry", "run", "--user", "4000", "--template", "/run/in:/run/t", "--", "true"],
            message: "cannot write \"/run/t/a\": Operation not permitted",
            hint: "this needs CAP_CHOWN; add it with --cap-add=CHOWN"),
    ]

    @Test(arguments: rows)
    func asRoot(_ row: Row) async throws {
        let wrapper = row.without.isEmpty ? [] : ["setpriv", "--bounding-set", row.without]
        let result = try await Entry.run(row.command, setup: row.setup, wrapper: wrapper)
        #expect(result.status == row.status, "\(result.errors)")
        #expect(result.errors.contains(": \(row.message)\nhint: \(row.hint)\n"), "\(result.errors)")
    }

    @Test func asAnotherUser() async throws {
        let result = try await Entry.run(
            ["/run/base-entry", "run", "--semaphore", "/run/t/up", "--", "sleep", "100"],
            setup: "mkdir /run/t; cp \(Entry.executable("base-entry")) /run/",
            wrapper: ["setpriv", "--reuid", "4000", "--regid", "4001", "--clear-groups"])
        #expect(result.status == 77)
        #expect(
            result.errors.contains(
                "base: cannot publish the semaphore \"/run/t/up\": Permission denied\nhint: user 4000, group 4001 must have access to it\n"
            ), "\(result.errors)")
    }

    @Test func noPlaceForTheState() async throws {
        let setup = """
            cp \(Entry.executable("base-entry")) /run/; mount -o remount,ro /run
            for place in /dev/shm /tmp; do mount -t tmpfs -o ro tmpfs $place; done
            """
        let result = try await Entry.run(["/run/base-entry", "run", "--", "true"], setup: setup)
        #expect(result.status == 0)
        #expect(
            result.errors.hasPrefix("base: no place to write the state that health reads; mount a tmpfs at \"/run\"\n"),
            "\(result.errors)")
        let usual = try await Entry.run(["base-entry", "run", "--", "true"])
        #expect(!usual.errors.contains("no place"))
    }
}
