import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// An administrator's root shell at a terminal: what the entrypoint starts there as the service's user must not get at that
/// terminal, where it could type for root (TIOCSTI of ioctl_tty(2)) or read what is typed.
@Suite(.limited) struct TerminalAttackTests {
    private let ground: Ground

    init() throws { ground = try Ground() }

    /// Notes whether the controlling terminal can be opened, and whether the terminal is an open file that can be read.
    private func looker(_ name: String) throws -> String {
        let script = """
            #!/bin/bash
            (: </dev/tty) 2>/dev/null && echo "$(id -u) opens /dev/tty" >>\(ground["ran"])
            for stream in 0 1 2; do
                if [ -t $stream ] && perl -e 'open F, "<&=", $ARGV[0]; exit((fcntl(F, 3, 0) & 3) == 1)' $stream; then
                    echo "$(id -u) may read $stream" >>\(ground["ran"])
                fi
            done
            echo looked >>\(ground["ran"])
            """
        try ground.scratch.write(name, script, mode: 0o755)
        try give(ground[name], to: uid_t(Ground.user))
        return ground[name]
    }

    @Test(arguments: ["probe", "hook"])
    func theTerminalOfAnAdministrator(_ kind: String) async throws {
        let look = try looker("own/look")
        try ground.directory("hooks", of: 0)
        if kind == "hook" { try ground.link("hooks/10-x", to: look, of: 0) }
        let terminal = try Pty()
        let entry = Entry.executable("base-entry")
        let command = kind == "probe" ? "wait 'command:\(look)'" : "run --user \(Ground.user) -- true"
        try await Entry.with(
            ["bash", "--norc", "-i"], ["PS1": "", "USER_NAME": "app", "USER_UID": "\(Ground.user)"], .belowInit,
            setup: "\(ground.hooks("hooks"))\n\(Ground.accounts)", terminal: terminal
        ) { shell in
            try terminal.type("\(entry) \(command); echo status $?.\n")
            try await shell.running.line("status 0.", in: .terminal)
            try terminal.type("exit 9\n")
            _ = try await shell.running.exit()
        }
        let ran = try ground.scratch.read("ran")
        #expect(ran == "looked\n", "\(ran)")
    }

    /// The old file of a difference is the service's user's.
    @Test func controlCharactersInADifference() async throws {
        try ground.directory("own/out")
        try ground.scratch.write("own/out/a.conf", "\u{1b}]0;title\u{7}\u{1b}[31mred\n")
        try give(ground["own/out/a.conf"], to: uid_t(Ground.user))
        try ground.scratch.write("templates/a.conf", "text\n")
        let result = try await Entry.run([
            "base-entry", "render", "--diff", "--user", "\(Ground.user)", "--template",
            "\(ground["templates"]):\(ground["own/out"])",
        ])
        #expect(result.output.contains("red") && result.output.contains("+text"), "\(result.output)")
        #expect(!hasControls(result.output), "\(result.output.debugDescription)")
    }

    /// A template of the service's user that has no end tells so, and the entrypoint does not die of it.
    @Test func aTemplateWithoutEnd() async throws {
        try ground.scratch.write("own/a.conf", "")
        #expect(unsafe truncate(ground["own/a.conf"], 1 << 40) == 0)
        try give(ground["own/a.conf"], to: uid_t(Ground.user))
        let script =
            "ulimit -v 1000000; exec \"$0\" render --check --user \(Ground.user) --template \(ground["own"]):/run/out"
        let result = try await Entry.run(["sh", "-c", script, Entry.executable("base-entry")])
        expectRefusal(result.status, result.errors, naming: ground["own/a.conf"])
    }
}
