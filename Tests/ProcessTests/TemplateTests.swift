import Foundation
import Glibc
import Testing

/// `run --template`, and variables from files.
@Suite(.limited) struct TemplateTests {
    private let scratch: Scratch
    private var option: [String] { ["--template", "\(scratch["config"]):\(scratch["target"])"] }

    init() throws { scratch = try Scratch() }

    @Test func aDirectoryWithOwnerAndModes() async throws {
        try scratch.write("config/app.conf", "name = {{NAME}}\nport = {{PORT:-80}}\n", mode: 0o600)
        try scratch.write("config/bin/start.sh", "#!/bin/sh\necho {{NAME}}\n", mode: 0o755)
        let command = ["base-entry", "run"] + option + ["--user", "4321:1234", "--", scratch["target/bin/start.sh"]]
        let result = try await Entry.run(command, ["NAME": "demo"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "demo\n")
        #expect(result.errors.contains("base: files rendered: 2, up to date: 0"))
        #expect(try scratch.read("target/app.conf") == "name = demo\nport = 80\n")
        for (name, mode) in [("app.conf", 0o444), ("bin/start.sh", 0o555)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: scratch["target/\(name)"])
            #expect(attributes[.ownerAccountID] as? Int == 4321)
            #expect(attributes[.groupOwnerAccountID] as? Int == 1234)
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
        let inode =
            try FileManager.default.attributesOfItem(atPath: scratch["target/app.conf"])[.systemFileNumber] as? Int
        let again = try await Entry.run(command, ["NAME": "demo"])
        #expect(again.errors.contains("base: files rendered: 0, up to date: 2"))
        #expect(
            try FileManager.default.attributesOfItem(atPath: scratch["target/app.conf"])[.systemFileNumber] as? Int
                == inode)
    }

    @Test func everythingThatIsMissingIsReported() async throws {
        try scratch.write("config/a.conf", "ok\n\tname = {{ MISSING }}\n{{:}} {{ALSO:?must be given}}\n")
        try scratch.write("config/b.conf", "{{OPEN\n")
        try scratch.write("target/a.conf", "old\n")
        for words in [["run"] + option + ["--", "echo", "service"], ["check"]] {
            let result = try await Entry.run(
                ["base-entry"] + words, ["TEMPLATES": "\(scratch["config"]):\(scratch["target"])"])
            #expect(result.status == 78)
            let report = """
                base: cannot render the configuration
                  \(scratch["config/a.conf"]):2:9: MISSING is not set
                    \tname = {{ MISSING }}
                    \t       ^
                  \(scratch["config/a.conf"]):3:1: ":" is not an expression; expected a name
                    {{:}} {{ALSO:?must be given}}
                    ^
                  \(scratch["config/a.conf"]):3:7: ALSO: must be given
                    {{:}} {{ALSO:?must be given}}
                          ^
                  \(scratch["config/b.conf"]):1:1: "{{" without "}}"
                    {{OPEN
                    ^
                hint: another program's tags are kept by \\{{ or {{#raw}} … {{/raw}}, or by other delimiters for these templates

                """
            #expect(result.errors == report, "\(result.errors)")
            #expect(result.output == "")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch["target"]) == ["a.conf"])
            #expect(try scratch.read("target/a.conf") == "old\n")
        }
    }

    @Test func aMissingSource() async throws {
        let result = try await Entry.run(["base-entry", "run"] + option + ["--", "true"])
        #expect(result.status == 78)
        #expect(result.errors == "base: cannot read \"\(scratch["config"])\": No such file or directory\n")
    }

    @Test func aSecretStaysOutOfTheEnvironment() async throws {
        let result = try await Entry.run(
            ["callback-entry", "start", "env"], ["SECRET": "hunter2", "OTHER": "visible", "INITFUNC": "nothing"])
        #expect(result.status == 0)
        #expect(result.output.contains("OTHER=visible\n"))
        #expect(!result.output.contains("hunter2"))
        #expect(!result.errors.contains("hunter2"))
    }

    @Test func aSecretFromAFile() async throws {
        try scratch.write("secret", "hunter2\n", mode: 0o600)
        let result = try await Entry.run(["callback-entry", "start", "env"], ["SECRET_FILE": scratch["secret"]])
        #expect(result.status == 0, "\(result.errors)")
        #expect(!result.output.contains("hunter2"))
    }

    @Test func variablesFromFiles() async throws {
        try scratch.write("behaviour", "fail\n")
        let result = try await Entry.run(["callback-entry", "start", "true"], ["INITFUNC_FILE": scratch["behaviour"]])
        #expect(result.status == 71)
        #expect(result.errors.contains("callback: initfunc: fail\ncallback: initfunc failed as it was asked to\n"))
        let both = try await Entry.run(
            ["callback-entry", "start", "true"], ["INITFUNC_FILE": scratch["behaviour"], "INITFUNC": "nothing"])
        #expect(both.status == 78)
        #expect(both.errors.contains("INITFUNC and INITFUNC_FILE are both set; one is expected"))
        let missing = try await Entry.run(["callback-entry", "start", "true"], ["SECRET_FILE": scratch["none"]])
        #expect(missing.status == 78)
        #expect(missing.errors.contains("SECRET_FILE names \"\(scratch["none"])\", which cannot be read: No such file"))
    }
}
