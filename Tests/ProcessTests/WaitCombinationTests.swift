import Foundation
import Glibc
import Testing

/// `all`, `any` and `not`, and the program that follows a wait.
@Suite(.limited) struct WaitCombinationTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let (yes, no) = ("command:true", "command:false")

    @Test(arguments: [
        ("all(\(yes),\(yes))", true), ("all(\(yes),\(no))", false), ("any(\(no),\(yes))", true),
        ("any(\(no),\(no))", false), ("!\(no)", true), ("!\(yes)", false), ("!!\(yes)", true), ("!!\(no)", false),
        ("!all(\(yes),\(no))", true), ("!all(\(yes),\(yes))", false), ("!any(\(no),\(no))", true),
        ("!any(\(no),\(yes))", false), ("any(all(\(yes),\(no)),!\(no))", true),
        ("all(any(\(no),!\(yes)),\(yes))", false),
        ("!command:no-such-program", false), ("!unix:/nonexistent", true), ("any(\(no),file:/proc)", true),
        ("all(!file:/proc,\(yes))", false), ("!!!directory:/nonexistent", true),
        ("all(\(yes),tcp://127.0.0.1:1)", false),
        ("any(command:sleep 1000,\(yes))", true), ("!any(command:sleep 1000,\(yes))", false),
    ])
    func truth(_ target: String, _ holds: Bool) async throws {
        let result = try await Entry.run(["base-entry", "wait", "--timeout", holds ? "20s" : "300ms", target])
        #expect(result.status == (holds ? 0 : 69), "\(result.errors)")
    }

    @Test func reasons() async throws {
        let targets = [
            "any(file:/nonexistent/a,all(file:/proc,unix:/nonexistent/s))", "!any(file:/nonexistent/b,file:/proc)",
            "all(command:true,command:sleep 1000)",
        ]
        let result = try await Entry.run(["base-entry", "wait", "--timeout", "500ms"] + targets)
        let expected = """
              any(file:/nonexistent/a,all(file:/proc,unix:/nonexistent/s)): file:/nonexistent/a: not there; \
            all(file:/proc,unix:/nonexistent/s): unix:/nonexistent/s: No such file or directory
              !any(file:/nonexistent/b,file:/proc): !file:/proc: still so
              all(command:true,command:sleep 1000): command:sleep 1000: did not end

            """
        #expect(result.errors.hasSuffix(expected), "\(result.errors)")
    }

    /// What held once is not asked again, whatever the others do.
    @Test func aCommandThatHeldIsNotRunAgain() async throws {
        // The other one is asked until it holds, which is the third time.
        let other = scratch["other"]
        let targets = [
            "command:sh -c 'echo x >>\(scratch["count"])'",
            "command:sh -c 'echo x >>\(other); test $(wc -l <\(other)) = 3'",
        ]
        let result = try await Entry.run(["base-entry", "wait", "all(\(targets.joined(separator: ",")))"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try scratch.read("count") == "x\n")
        #expect(try scratch.read("other") == "x\nx\nx\n")
    }

    @Test func theEnvironmentSpellsThemToo() async throws {
        let environment = [
            "WAIT_FOR": "any(file:/nonexistent/a,file:/proc) !file:/nonexistent/b 'all(file:/proc,command:test -d /)'"
        ]
        let result = try await Entry.run(["base-entry", "run", "--", "echo", "service"], environment)
        #expect(result.status == 0)
        #expect(result.output == "service\n")
    }

    /// The program takes the place of the process, and nothing of ours is left beside it.
    @Test(arguments: Place.allCases)
    func theProgramBehindAWait(_ place: Place) async throws {
        let target = "any(command:sh -c 'echo begun >\(scratch["begun"]); sleep 1000; true',file:\(scratch["file"]))"
        let script = "echo $$; echo /proc/[0-9]*; exec \"$0\""
        let words = ["base-entry", "wait", target, "--", "sh", "-c", script] + (try Helper.startReport())
        try await Entry.with(words, [:], place) { entry in
            try await eventually("the command runs") { scratch.exists("begun") }
            try scratch.write("file", "")
            #expect(try await entry.running.exit() == 5, "\(entry.running.errors)")
            let lines = entry.running.output.split(separator: "\n")
            try #require(lines.count > 2)
            #expect(lines[0] == (place == .asInit ? "1" : lines[0]))
            #expect(lines[1] == (place == .asInit ? "/proc/1" : "/proc/1 /proc/\(lines[0])"))
            #expect(entry.running.output.contains("Descriptors:0 1 2\n"))
            for key in ["SigBlk", "SigIgn", "SigCgt", "SigPnd", "ShdPnd"] {
                #expect(Processes.field(key, in: entry.running.output) == "0000000000000000", "\(key)")
            }
            #expect(!entry.running.errors.contains("left over"), "\(entry.running.errors)")
        }
    }

    /// On a terminal one line is rewritten in place and gone at the end.
    @Test func aLineOnATerminal() async throws {
        let name = String(repeating: "x", count: 80)
        let command = "stty columns 60; exec \(Entry.executable("base-entry")) wait file:\(scratch[name])"
        let terminal = try Running(["script", "-qefc", command, "/dev/null"], environment: ["PATH": Entry.path])
        do {
            try await eventually("the line shows") { terminal.output.contains("base: 1.") }
            try await eventually("the line changes") { terminal.output.contains("base: 2.") }
            try scratch.write(name, "")
            #expect(try await terminal.exit() == 0)
        } catch {
            await terminal.end()
            throw error
        }
        let pieces = terminal.output.components(separatedBy: "\r")
        let shown = pieces.filter { $0.contains(" s: file:") }
        #expect(shown.count >= 2)
        for line in shown {
            #expect(line.hasSuffix("…\u{1b}[K"), "\(line)")
            #expect(line.count == 59 + 3, "\(line)")
        }
        #expect(terminal.output.contains("…\u{1b}[K\r\r\u{1b}[Kbase: waited "), "\(terminal.output)")
    }
}
