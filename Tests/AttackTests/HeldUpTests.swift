import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// What holds PID 1 up. A child is the service's user's before it executes its program, and that user can stop it there: the attacker
/// has a moment for that, which strace(1) makes longer.
@Suite(.limited) struct HeldUpTests {
    private let ground: Ground

    init() throws { ground = try Ground() }

    /// The entrypoint must not wait for the child for ever: a stop signal ends it.
    @Test func aChildThatIsStoppedBeforeItsProgram() async throws {
        try ground.scratch.write("own/look", "#!/bin/sh\nexit 1\n", mode: 0o755)
        try give(ground["own/look"], to: uid_t(Ground.user))
        let attacker = try (Attacker.become(Ground.user) + [Attacker.program, "halt", "base-entry"]).joined(
            separator: " ")
        let words = Ground.run(["--wait", "command:\(ground["own/look"])"])
        // As in a container: everybody sees the processes of the namespace.
        let delay = [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=setresuid", "-e",
            "inject=setresuid:delay_exit=300000",
        ]
        try await Entry.with(words, setup: "\(attacker) >\(ground["ran"]) & :", wrapper: delay) { entry in
            try await TestSupport.eventually("a child is stopped") {
                try ground.scratch.read("ran").contains("halted")
            }
            // It shares the entrypoint's memory then, which root's secrets are in.
            #expect(try !ground.scratch.read("ran").contains("its memory is open"))
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 143)
        }
    }

    /// Nor for one that has said why there is no program, and is stopped before its end.
    @Test func aChildThatIsStoppedBeforeItsEnd() async throws {
        try ground.scratch.write("own/bad", "#!/no/such/interpreter\n", mode: 0o755)
        try give(ground["own/bad"], to: uid_t(Ground.user))
        let attacker = try (Attacker.become(Ground.user) + [Attacker.program, "halt", "base-entry"]).joined(
            separator: " ")
        let delay = [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=write", "-e",
            "inject=write:delay_exit=300000",
        ]
        let words = ["base-entry", "run", "--user", "\(Ground.user)", "--", ground["own/bad"]]
        // Once a run, so that the attacker may be late.
        try await TestSupport.eventually("a child is stopped") {
            try await Entry.with(words, setup: "\(attacker) >\(ground["ran"]) & :", wrapper: delay) { entry in
                let status = try await entry.running.exit()
                #expect(status == 126)
            }
            return try ground.scratch.read("ran").contains("halted")
        }
    }

    /// Nor for one that the kernel keeps, since the program's owner has a lease on it: for as long as
    /// /proc/sys/fs/lease-break-time says, when the program would run. The child may be the owner's, or root's.
    @Test(arguments: [Ground.run([], []), ["base-entry", "wait"]]) func aLeaseOnTheProgram(command: [String])
        async throws
    {
        let program = try ground.teller("own/program")
        let isService = command.last != "wait"
        try await Attacker.with(["lease", program], as: Ground.user, saying: "leased") { _ in
            try await Entry.with(command + [isService ? program : "command:\(program)"]) { entry in
                try await TestSupport.eventually("the kernel waits with the program") {
                    guard let pid = try? entry.pid else { return false }
                    return Processes.children(of: pid).contains { child in
                        let call = try? String(contentsOfFile: "/proc/\(child)/wchan", encoding: .utf8)
                        return call?.contains("lease") ?? false
                    }
                }
                try entry.send(SIGTERM)
                #expect(try await entry.running.exit(within: 20) == 143)
                #expect(try ground.ran == [])
            }
        }
    }

    /// Descriptors that come with a message to the notification socket are closed where it is taken. The end of a connection may
    /// last an hour.
    @Test func aConnectionThatLingers() async throws {
        let words = try Ground.run(["--ready", "notify"], [Attacker.program, "linger"])
        try await Entry.with(words) { entry in
            try await entry.running.line("ready in")
            #expect(!Processes.children(of: try entry.pid).isEmpty)
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 143)
        }
    }

    /// A main process that has been killed need not come to its end. It is given up, and who keeps it is ended as what it left.
    @Test(arguments: Place.allCases) func aTracerThatKeepsTheService(_ place: Place) async throws {
        let words = try Ground.run([], [Attacker.program, "keep"])
        try await Entry.with(words, ["STOP_GRACE": "1s"], place) { entry in
            try await entry.running.line("kept", in: .output)
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit(within: 20) == 137)
        }
    }
}
