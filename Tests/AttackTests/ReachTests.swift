import Foundation
import Testing

@testable import ProcessTests

/// What root executes is root's own, but it leads to something of the service's user: by an argument, the working directory, the
/// first line of a script, or PATH.
@Suite(.limited) struct ReachTests {
    private let ground: Ground

    init() throws { ground = try Ground() }

    /// A script that a shell reads, however its path is written.
    @Test(arguments: ["--ready", "--wait"], ["/bin/sh PATH", "sh -e PATH", "sh -c '. PATH'", "env X=1 sh PATH"])
    func aScriptForAShell(_ option: String, _ spelling: String) async throws {
        let script = try ground.teller("own/look.sh", mode: 0o644)
        let target = "command:\(spelling.replacing("PATH", with: script))"
        try await Entry.with(Ground.run([option, target], ["sleep", "1000"])) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
            try ground.expectRan("\(target): \(entry.running.errors)")
        }
    }

    /// A path is one of the command's directory, and not of the entrypoint's, where root has something of that name.
    @Test(arguments: ["--ready", "--wait"], ["./check", "sh check", "sh ./check"])
    func theDirectoryOfACommand(_ option: String, _ command: String) async throws {
        try ground.teller("own/check")
        try ground.teller("roots/check", of: 0)
        let target = "command-in:\(ground["own"]) \(command)"
        let words = Ground.run([option, target], ["sleep", "1000"])
        try await Entry.with(words, setup: "cd \(ground["roots"])") { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
            try ground.expectRan("\(target): \(entry.running.errors)")
        }
    }

    /// The kernel executes what the first line of a script names.
    @Test(arguments: ["own/interpreter", "linked"])
    func anInterpreterOfTheUsers(_ name: String) async throws {
        try ground.teller("own/interpreter")
        try ground.link("linked", to: ground["own/interpreter"], of: 0)
        let hook = try ground.teller("hooks/10-x", of: 0, interpreter: ground[name])
        let start = try await Entry.run(Ground.run([]), setup: ground.hooks("hooks"))
        #expect(start.status == 0, "\(start.errors)")
        try ground.expectRan(start.errors)
        let wait = try await Entry.run(Ground.run(["--wait", "command:\(hook)"]))
        #expect(wait.status == 0, "\(wait.errors)")
        try ground.expectRan(wait.errors)
        #expect(try ground.ran.count == 2)
    }

    /// A script of root's whose interpreter is another script, which has an interpreter of the user's.
    @Test func anInterpreterOfAnInterpreter() async throws {
        try ground.teller("own/interpreter")
        try ground.teller("middle", of: 0, interpreter: ground["own/interpreter"])
        try ground.teller("hooks/10-x", of: 0, interpreter: ground["middle"])
        let result = try await Entry.run(Ground.run([]), setup: ground.hooks("hooks"))
        #expect(result.status == 0, "\(result.errors)")
        try ground.expectRan(result.errors)
    }

    /// What the first line of a script of root's passes to its interpreter.
    @Test(arguments: ["/bin/sh", "/usr/bin/env", "/usr/bin/env -S /bin/sh"])
    func anArgumentOfAnInterpreter(_ interpreter: String) async throws {
        let look = try ground.teller("own/look")
        try ground.teller("hooks/10-x", of: 0, interpreter: "\(interpreter) \(look)")
        let result = try await Entry.run(Ground.run([]), setup: ground.hooks("hooks"))
        #expect(result.status == 0, "\(result.errors)")
        try ground.expectRan(result.errors)
    }

    /// A program that a script of root's finds by its name, in a directory of the user's or in the one where it is started.
    @Test(arguments: ["PLACE/own/bin", "PLACE/linked", ".", "", "../bin"])
    func aDirectoryInPATH(_ place: String) async throws {
        try ground.teller("own/bin/ls")
        try give(ground["own/bin"], to: uid_t(Ground.user))
        try ground.link("linked", to: ground["own/bin"], of: 0)
        let hook = try ground.scratch.write("hooks/10-x", "#!/bin/sh\nls / && echo listed by $(id -u)\n", mode: 0o755)
        let path = ["PATH": "\(place.replacing("PLACE", with: ground.scratch.path)):\(Entry.path)"]
        let result = try await Entry.run(
            Ground.run(["--wait", "command:\(hook)", "--wait", "command:ls /"]), path,
            setup: "\(ground.hooks("hooks")); cd \(ground["own/bin"])")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("listed by 0\n"), "\(result.errors)")
        #expect(try !ground.ran.contains("0"), "\(result.errors)")
    }

    /// A file that bash reads before a script of root's (bash(1)).
    @Test func aFileThatBashReadsFirst() async throws {
        let file = try ground.teller("own/rc", mode: 0o644)
        try ground.scratch.write("hooks/10-x", "#!/bin/bash\n:\n", mode: 0o755)
        let result = try await Entry.run(Ground.run([]), ["BASH_ENV": file], setup: ground.hooks("hooks"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(try !ground.ran.contains("0"), "\(result.errors)")
    }

    /// What leads programs of root's to code, by whatever name and spelling, leads to no place of the service's user.
    @Test func variablesThatLeadToCode() async throws {
        try ground.scratch.write("hooks/10-x", "#!/bin/sh\nenv >&2\n", mode: 0o755)
        let own = ground["own"]
        let led = [
            "BASH_ENV": "$PLACE/env", "LD_LIBRARY_PATH": "/usr/lib;\(own)/lib", "RUBYLIB": "lib",
            "PYTHONPYCACHEPREFIX": "\(own)/cache", "PERL5OPT": "-I\(own)/lib -MX",
            "JAVA_TOOL_OPTIONS": "-javaagent:\(own)/x",
            "LUA_INIT_5_4": "@\(own)/init", "GIT_SSH_COMMAND": "ssh -F '\(own)/config'",
        ]
        let kept = [
            "PLACE": own, "PYTHONPATH": "/usr/lib:/usr/share", "PYTHONUNBUFFERED": "1", "GIT_EDITOR": "$EDITOR",
            "PERL5LIB": "\(own)/lib:/usr/lib:/usr/share",
        ]
        let result = try await Entry.run(
            Ground.run([]), led.merging(kept) { $1 }, setup: ground.hooks("hooks") + "; cd \(own)")
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.errors.split(separator: "\n")
        for name in led.keys { #expect(!lines.contains { $0.hasPrefix("\(name)=") }, "\(name): \(result.errors)") }
        for line in [
            "PLACE=\(own)", "PYTHONPATH=/usr/lib:/usr/share", "PYTHONUNBUFFERED=1", "GIT_EDITOR=$EDITOR",
            "PERL5LIB=/usr/lib:/usr/share",
        ] {
            #expect(lines.contains { $0 == line }, "\(line): \(result.errors)")
        }
    }

    /// The service itself keeps the PATH that it was given.
    @Test func thePATHOfTheService() async throws {
        try ground.directory("own/bin")
        let path = ["PATH": "\(ground["own/bin"]):\(Entry.path)"]
        let result = try await Entry.run(Ground.run([], ["printenv", "PATH"]), path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(ground["own/bin"]):\(Entry.path)\n")
    }
}
