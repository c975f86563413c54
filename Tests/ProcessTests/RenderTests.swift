import Foundation
import Testing

/// The commands `render` and `check --explain`.
@Suite(.limited) struct RenderTests {
    private let scratch: Scratch
    private var template: [String] { ["--template", "\(scratch["config"]):\(scratch["target"])"] }

    init() throws { scratch = try Scratch() }

    private func entry(_ words: [String], _ environment: [String: String] = [:]) async throws -> Finished {
        try await Entry.run(["base-entry"] + words, environment)
    }

    private func attributes(_ name: String) throws -> [FileAttributeKey: Any] {
        try FileManager.default.attributesOfItem(atPath: scratch[name])
    }

    @Test func rendersAndThenFindsNothingToDo() async throws {
        try scratch.write("config/a.conf", "{{#each HOSTS}}\nhost {{. | nginx}};\n{{/each}}\n")
        let first = try await entry(["render"] + template, ["HOSTS": "a, b"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors == "base: files rendered: 1, up to date: 0\n")
        #expect(first.output == "")
        #expect(try scratch.read("target/a.conf") == "host \"a\";\nhost \"b\";\n")
        let check = try await entry(["render", "--check"] + template, ["HOSTS": "a, b"])
        #expect(check.status == 0)
        #expect(check.output == "")
        #expect(check.errors == "base: 0 of 1 files would change\n")
    }

    @Test func nothingIsLeftWhereThereAreTooFewDescriptors() async throws {
        for index in 100..<140 {
            try scratch.write("config/\(index)/a", "{{VALUE}}\n")
            try scratch.write("target/\(index)/a", "old\n")
        }
        try scratch.write("config/000/new/a", "{{VALUE}}\n")
        let rendered = try await limited(to: 24, ["render"] + template)
        #expect(rendered.status == 71, "\(rendered.errors)")
        let names = FileManager.default.enumerator(atPath: scratch["target"])?.compactMap { $0 as? String } ?? []
        #expect(names.filter { !$0.hasPrefix("1") } == [])
        #expect(names.count == 80)
        #expect(try scratch.read("target/100/a") == "old\n")
    }

    private func limited(to count: Int, _ words: [String]) async throws -> Finished {
        let command = ["sh", "-c", "ulimit -n \(count) && exec \"$@\"", "sh", Entry.executable("base-entry")] + words
        return try await finish(Running(command, environment: ["PATH": Entry.path, "VALUE": "value"]))
    }

    @Test func checkListsAndDiffShowsAndNeitherWrites() async throws {
        try scratch.write("config/new", "x\n")
        try scratch.write("config/old", "one\n{{NAME}}\nthree\n")
        try scratch.write("config/same", "same\n")
        try scratch.write("config/mode", "mode\n")
        try scratch.write("target/old", "one\ntwo\nthree\n", mode: 0o444)
        try scratch.write("target/same", "same\n", mode: 0o444)
        try scratch.write("target/mode", "mode\n", mode: 0o640)
        let target = scratch["target"]
        let check = try await entry(["render", "--check"] + template, ["NAME": "2"])
        #expect(check.status == 1)
        #expect(
            check.output == """
                \(target)/mode  is 0640 0:0, not 0444 0:0
                \(target)/new   is missing
                \(target)/old   differs

                """)
        #expect(check.errors == "base: 3 of 4 files would change\n")
        let diff = try await entry(["render", "--diff"] + template, ["NAME": "2"])
        #expect(diff.status == 0)
        #expect(
            diff.output == """
                \(target)/mode is 0640 0:0, not 0444 0:0
                --- /dev/null
                +++ \(target)/new
                @@ -0,0 +1,1 @@
                +x
                --- \(target)/old
                +++ \(target)/old
                @@ -1,3 +1,3 @@
                 one
                -two
                +2
                 three

                """)
        let both = try await entry(["render", "--check", "--diff"] + template, ["NAME": "2"])
        #expect(both.status == 1)
        #expect(both.output == diff.output)
        #expect(!scratch.exists("target/new"))
        #expect(try scratch.read("target/old") == "one\ntwo\nthree\n")
    }

    @Test func aDirectoryInTheWayIsFoundByAllOfThem() async throws {
        try scratch.write("in/x", "hello\n")
        try FileManager.default.createDirectory(atPath: scratch["out/x"], withIntermediateDirectories: true)
        let pair = "\(scratch["in"]):\(scratch["out"])"
        for words in [["check"], ["render"], ["render", "--check"], ["render", "--diff"]] {
            let result = try await Entry.run(["base-entry"] + words, ["TEMPLATES": pair])
            #expect(result.status == 71, "\(words): \(result.errors)")
            #expect(result.errors == "base: cannot write \"\(scratch["out/x"])\": Is a directory\n", "\(words)")
            #expect(result.output == "", "\(words)")
        }
    }

    @Test func whatOnlyItsOwnerMayReadIsNotShown() async throws {
        try scratch.write("config/a", "no longer secret\n")
        try scratch.write("target/a", "password\n", mode: 0o400)
        let result = try await entry(["render", "--diff"] + template)
        #expect(result.status == 0)
        #expect(result.output == "\(scratch["target"])/a differs (not shown)\n")
    }

    @Test func theFilesBecomeTheAccountsAndNoAccountIsMade() async throws {
        try scratch.write("config/a", "x\n")
        let account = ["USER_NAME": "nobody-else", "USER_UID": "4321"]
        let check = try await entry(["render", "--check"] + template, account)
        #expect(check.status == 1)
        let result = try await entry(["render"] + template, account)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try attributes("target/a")[.ownerAccountID] as? Int == 4321)
        #expect(try !String(contentsOfFile: "/etc/passwd", encoding: .utf8).contains("nobody-else"))
        let other = try await entry(["render", "--user", "1:2"] + template, account)
        #expect(other.errors == "base: files rendered: 1, up to date: 0\n")
        #expect(try attributes("target/a")[.groupOwnerAccountID] as? Int == 2)
    }

    @Test func aWrongTemplateIsReportedByAllOfThem() async throws {
        try scratch.write("config/a", "{{#if A}}\n")
        for words in [["render"], ["render", "--check"], ["render", "--diff"]] {
            let result = try await entry(words + template)
            #expect(result.status == 78)
            #expect(result.errors.contains("config/a:1:1: \"{{#if}}\" without \"{{/if}}\"\n"))
            #expect(result.output == "")
        }
        #expect(!scratch.exists("target"))
    }

    @Test func explainTellsEveryValueAndWhereItComesFrom() async throws {
        try scratch.write("secret", "hunter2\n")
        try scratch.write("behaviour", "command\n")
        let result = try await Entry.run(
            ["callback-entry", "check", "--explain"],
            [
                "SECRET_FILE": scratch["secret"], "INITFUNC_FILE": scratch["behaviour"], "USER_NAME": "app",
                "USER_ID": "1000", "SEMAPHORE": "/a\tb",
            ])
        #expect(result.status == 0, "\(result.errors)")
        let rows = result.output.split(separator: "\n").map { line in
            line.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        for row in [
            ["VARIABLE", "VALUE", "FROM"], ["USER_NAME", "app", "environment USER_NAME"],
            ["USER_UID", "1000", "environment USER_ID"], ["USER_GID", "-", "not set"],
            ["WAITFUNC", "nothing", "default"],
            ["INITFUNC", "command", "INITFUNC_FILE \"\(scratch["behaviour"])\""],
            ["SECRET", "****", "SECRET_FILE \"\(scratch["secret"])\""],
            ["SEMAPHORE", "/a\\tb", "environment SEMAPHORE"],
            ["No file would change."],
        ] {
            #expect(rows.contains(row), "\(row) is not in \(rows)")
        }
        #expect(!result.output.contains("hunter2"))
        #expect(result.errors == "callback: variables and templates are in order\n")
    }

    @Test func explainComesBeforeTheReport() async throws {
        let result = try await entry(["check", "--explain"], ["STOP_SIGNAL": "WRONG"])
        #expect(result.status == 78)
        #expect(result.output.contains("STOP_SIGNAL"))
        #expect(result.errors.contains("STOP_SIGNAL: \"WRONG\" is not a signal"))
    }

    @Test func explainNamesTheFilesThatWouldChange() async throws {
        try scratch.write("config/a", "x\n")
        let result = try await entry(
            ["check", "--explain"], ["TEMPLATES": "\(scratch["config"]):\(scratch["target"])"])
        #expect(result.status == 0)
        #expect(result.output.hasSuffix("\nFiles that would change:\n  \(scratch["target"])/a  is missing\n"))
        #expect(!scratch.exists("target"))
    }

    @Test func unusedVariablesAreNamedWhenAskedFor() async throws {
        let result = try await Entry.run(["callback-entry", "check", "--unused"])
        #expect(result.status == 0)
        for name in ["WAITFUNC", "INITFUNC", "SEMAPHORE", "SECRET"] {
            #expect(result.errors.contains("callback: \(name) is declared, but no template uses it\n"))
        }
        #expect(!result.errors.contains("USER_NAME"))
        #expect(result.errors.hasSuffix("callback: variables and templates are in order\n"))
        let base = try await entry(["check", "--unused"])
        #expect(base.errors == "base: variables and templates are in order\n")
    }

    @Test func whatAKilledRunLeftIsRemoved() async throws {
        try scratch.write("config/a", "x\n")
        try scratch.write("target/a", "x\n", mode: 0o444)
        try scratch.write("target/.run-utils-17-0", "half")
        let result = try await entry(["render"] + template)
        #expect(result.errors == "base: files rendered: 0, up to date: 1\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch["target"]) == ["a"])
    }
}
