import Testing

@testable import RunUtils

@Suite struct RenderingTests {
    private static let port = Variable("PORT", .port, default: 80, "The port.")
    private static let password = Variable(
        "PASSWORD", .optional(.text), aliases: ["PASS"], isSecret: true, "The password.")

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func context(
        _ environment: [(String, String)] = [], seesEnvironment: Bool = false, _ renderings: [Rendering] = []
    ) -> Context {
        .forTests(environment, seesEnvironment: seesEnvironment, renderings: renderings) {
            RenderingTests.port
            RenderingTests.password
        }
    }

    private func rendering(_ source: String, _ target: String, mode: UInt32? = nil) -> Rendering {
        Rendering(directory(source), to: directory(target), mode: mode)
    }

    @Test func aFile() throws {
        try directory.write("a.conf", "listen {{PORT}};\n")
        try context([("PORT", "81")]).templates.render([rendering("a.conf", "etc/a.conf")])
        #expect(directory.read("etc/a.conf") == "listen 81;\n")
        #expect(directory.status("etc/a.conf")?.owner == .current)
    }

    @Test(
        arguments: [
            ("{{PORT}}", 0o644, nil, 0o444), ("{{PORT}}", 0o600, nil, 0o444), ("{{PORT}}", 0o755, nil, 0o555),
            ("{{PORT}}", 0o744, nil, 0o544), ("{{PASSWORD}}", 0o644, nil, 0o400), ("{{PASSWORD}}", 0o755, nil, 0o500),
            ("{{PASSWORD:-x}}", 0o644, nil, 0o400), ("{{PASSWORD:+x}}", 0o644, nil, 0o400),
            ("{{!PASSWORD}}\\{{PASSWORD}}", 0o644, nil, 0o444), ("{{PORT}}", 0o755, 0o640, 0o640),
            ("{{PASSWORD}}", 0o644, 0o440, 0o440), ("no expression", 0o644, nil, 0o444),
            // A copy, as a key beside the templates.
            ("no expression", 0o600, nil, 0o400), ("no expression", 0o640, nil, 0o400),
            ("no expression", 0o600, 0o644, 0o644),
        ] as [(String, FileMode, UInt32?, FileMode)])
    func modes(_ source: String, _ mode: FileMode, _ wanted: UInt32?, _ expected: FileMode) throws {
        try directory.write("a", source, mode: mode)
        try context([("PASSWORD", "secret")]).templates.render([rendering("a", "b", mode: wanted)])
        #expect(directory.status("b")?.mode == expected)
    }

    @Test func aSecretConcernsOnlyTheFilesThatItIsIn() throws {
        for (name, text) in [("a", "{{PASSWORD}}"), ("b", "{{PORT}}"), ("c", "{{PASSWORD}}")] {
            try directory.write("s/\(name)", text)
        }
        try context([("PASSWORD", "secret")]).templates.render([rendering("s", "t")])
        #expect(["a", "b", "c"].map { directory.status("t/\($0)")?.mode } == [0o400, 0o444, 0o400])
    }

    @Test func aDirectory() throws {
        try directory.write("s/a", "{{PORT}}")
        try directory.write("s/sub/b", "b")
        try directory.write("s/..2026/c", "c")
        try directory.link("s/..data", to: "..2026")
        try directory.link("s/c", to: "..data/c")
        try directory.write("t/other", "other")
        try context().templates.render([rendering("s", "t")])
        #expect(try directory.names("t") == ["a", "c", "other", "sub"])
        #expect(directory.read("t/a") == "80")
        #expect(directory.status("t/c")?.kind == .regular)
        #expect(directory.read("t/sub/b") == "b")
    }

    @Test func oneReportHasAllFailuresAndNothingIsWritten() throws {
        try directory.write("s/a.conf", "port {{PORT}}\n  user {{USER}} {{NAME:?needed}}\n")
        try directory.write("s/good", "good")
        try directory.write("z.conf", "{{PORT")
        try directory.write("t/a.conf", "before", mode: 0o444)
        let context = context([("USER", "root")])
        let renderings = [rendering("s", "t"), rendering("z.conf", "t2/z.conf")]
        let expected = RunError(
            .configuration, "cannot render the configuration",
            details: [
                "\(directory("s/a.conf")):2:8: USER is not declared by the image",
                "    user {{USER}} {{NAME:?needed}}",
                "         ^",
                "\(directory("s/a.conf")):2:17: NAME is not declared by the image",
                "    user {{USER}} {{NAME:?needed}}",
                "                  ^",
                "\(directory("z.conf")):1:1: \"{{\" without \"}}\"",
                "  {{PORT",
                "  ^",
            ],
            hint:
                "another program's tags are kept by \\{{ or {{#raw}} … {{/raw}}, or by other delimiters for these templates"
        )
        #expect(throws: expected) { try context.templates.render(renderings) }
        #expect(try directory.names("t") == ["a.conf"])
        #expect(directory.read("t/a.conf") == "before")
        #expect(directory.status("t2") == nil)
    }

    @Test func checkingWritesNothing() throws {
        try directory.write("a", "{{PORT}}")
        try directory.write("b", "{{NO}}")
        try context([rendering("a", "t/a")]).checkForTests()
        #expect(
            failure { () throws(RunError) in try context([rendering("b", "t/b")]).checkForTests() }?.details
                == ["\(directory("b")):1:1: NO is not declared by the image", "  {{NO}}", "  ^"])
        #expect(directory.status("t") == nil)
    }

    private func context(_ renderings: [Rendering]) -> Context { context([], renderings) }

    @Test func onlyAnOpenEnvironmentIsInScope() throws {
        try directory.write("a", "{{LANG}} {{PASS}}")
        let environment = [("LANG", "C"), ("PASS", "secret")]
        let error = failure { () throws(RunError) in try context(environment).templates.render([rendering("a", "b")]) }
        #expect(error?.details.first == "\(directory("a")):1:1: LANG is not declared by the image")
        try context(environment, seesEnvironment: true).templates.render([rendering("a", "b")])
        #expect(directory.read("b") == "C secret")
        #expect(directory.status("b")?.mode == 0o400)
    }

    @Test func anUnchangedFileIsLeftUntouched() throws {
        try directory.write("a", "{{PORT}}")
        try context().templates.render([rendering("a", "b")])
        let before = directory.status("b")
        try context().templates.render([rendering("a", "b")])
        #expect(directory.status("b") == before)
        try context([("PORT", "81")]).templates.render([rendering("a", "b")])
        #expect(directory.status("b")?.inode != before?.inode)
        #expect(directory.read("b") == "81")
    }

    @Test func aMissingSource() throws {
        let error = RunError(.configuration, "cannot read \(quoted(directory("none"))): No such file or directory")
        #expect(throws: error) { try context().templates.render([rendering("none", "b")]) }
    }

    @Test func anUnwritableTargetIsAnErrorAndNothingIsWritten() throws {
        try directory.write("a", "{{PORT}}")
        try directory.write("file", "")
        let error = RunError(.system, "cannot write \(quoted(directory("file/b"))): Not a directory")
        #expect(throws: error) { try context().templates.render([rendering("a", "b"), rendering("a", "file/b")]) }
        #expect(try directory.names() == ["a", "file"])
    }

    @Test func theDeclaredTemplatesAreRendered() throws {
        try directory.write("a", "{{PORT}}")
        try context([rendering("a", "b")]).templates.render()
        #expect(directory.read("b") == "80")
    }

    @Test func everythingThatIsWrongWithSeveralSourcesIsInOneReport() throws {
        try directory.write("a", "{{PORTS}}")
        try directory.write("s/fine", "x")
        try directory.link("s/gone", to: "nowhere")
        let renderings = [rendering("a", "t/a"), rendering("none", "t/b"), rendering("s", "t")]
        let expected = RunError(
            .configuration, "cannot render the configuration",
            details: [
                "\(directory("a")):1:1: PORTS is not declared by the image; did you mean \"PORT\"?",
                "  {{PORTS}}",
                "  ^",
                "cannot read \(quoted(directory("none"))): No such file or directory",
                "cannot read \(quoted(directory("s/gone"))): No such file or directory: it is a link to \"nowhere\"",
            ])
        #expect(throws: expected) { try context().templates.render(renderings) }
        #expect(directory.status("t") == nil)
    }

    @Test(arguments: ["{{NO:-x}}", "{{NO:+x}}", "{{NO | trim}}", "{{#if NO}}{{/if}}", "{{#each NO}}{{/each}}"])
    func aNameThatIsNotDeclaredIsAnErrorEverywhere(_ source: String) throws {
        try directory.write("a", source)
        let error = failure { () throws(RunError) in try context().templates.render([rendering("a", "b")]) }
        #expect(error?.details.first == "\(directory("a")):1:1: NO is not declared by the image")
        if source == "{{NO | trim}}" { return }
        try context(seesEnvironment: true).templates.render([rendering("a", "b")])
        #expect(directory.read("b") == (source == "{{NO:-x}}" ? "x" : ""))
    }

    @Test func olderSpellingsAreNamesToo() throws {
        try directory.write("a", "{{PASS}}")
        try context([("PASSWORD", "x")]).templates.render([rendering("a", "b")])
        #expect(directory.read("b") == "x")
        #expect(directory.status("b")?.mode == 0o400)
    }

    @Test func aSecretIsNotShownByAFilter() throws {
        try directory.write("a", "{{PASSWORD | int}} {{#each PASSWORD}}{{. | int}}{{/each}} {{PORT | nginx}}")
        let error = failure { () throws(RunError) in
            try context([("PASSWORD", "hunter2")]).templates.render([rendering("a", "b")])
        }
        #expect(
            error?.details.filter { $0.contains(":1:") } == [
                "\(directory("a")):1:1: PASSWORD: its value (not shown) is not a whole number",
                "\(directory("a")):1:38: .: its value (not shown) is not a whole number",
            ])
    }

    @Test func aSecretInABranchThatIsLeftOutDidNotGoIn() throws {
        try directory.write("a", "{{#if PORT}}x{{else}}{{PASSWORD}}{{/if}}")
        try context([("PASSWORD", "x")]).templates.render([rendering("a", "b")])
        #expect(directory.status("b")?.mode == 0o444)
    }

    @Test func aCheckThatThrowsKeepsTheOldFiles() throws {
        try directory.write("a", "port {{PORT}}")
        try directory.write("etc/b", "old")
        var seen = ""
        let refusal = RunError(.configuration, "port 80 is taken")
        #expect(throws: refusal) {
            try context().templates.render([rendering("a", "etc/b"), rendering("a", "etc/c")]) {
                (files) throws(RunError) in
                seen = try Tree.read(files.path(of: directory("etc/b"))).content.text
                throw refusal
            }
        }
        #expect(seen == "port 80")
        #expect(directory.read("etc/b") == "old")
        #expect(try directory.names("etc") == ["b"])
    }

    @Test func aCheckRunsOnlyWhenSomethingChanges() throws {
        try directory.write("a", "port {{PORT}}")
        var checks = 0
        for _ in 0..<2 {
            try context([rendering("a", "etc/b")]).templates.render { (_) throws(RunError) in checks += 1 }
        }
        #expect(checks == 1)
        #expect(directory.read("etc/b") == "port 80")
    }
}
