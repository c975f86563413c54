import Testing

@testable import RunUtils

/// Which files of a set are templates, and what becomes of the others.
@Suite struct RenderingOptionTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func render(_ options: String, _ environment: [(String, String)] = [("A", "1")]) throws {
        let rendering = try #require(Rendering("\(directory("s")):\(directory("t"))\(options)"))
        try Context.forTests(environment, seesEnvironment: true).templates.render([rendering])
    }

    @Test func aSuffixMarksTemplates() throws {
        try directory.write("s/a.conf.tmpl", "{{A}}")
        try directory.write("s/sub/b", "{{B}} {{ .Values }}")
        try directory.write("s/.tmpl", "{{B}}")
        try render(":suffix=.tmpl")
        #expect(directory.read("t/a.conf") == "1")
        #expect(directory.read("t/sub/b") == "{{B}} {{ .Values }}")
        #expect(directory.read("t/.tmpl") == "{{B}}")
        #expect(try directory.names("t") == [".tmpl", "a.conf", "sub"])
    }

    @Test func twoFilesOfOneTarget() throws {
        try directory.write("s/a", "x")
        try directory.write("s/a.in", "y")
        let error = #expect(throws: RunError.self) { try render(":suffix=.in") }
        #expect(error?.hint == "two files are to be put there")
    }

    @Test func ownDelimiters() throws {
        try directory.write("s/rules.yml", "{{ $value }} <%A%>")
        try render(":delimiters=<%%>")
        #expect(directory.read("t/rules.yml") == "{{ $value }} 1")
    }

    @Test func aCopy() throws {
        try directory.write("s/a", "{{A}} {{", mode: 0o755)
        try directory.write("s/key", "{{", mode: 0o600)
        try render(":copy")
        #expect(directory.read("t/a") == "{{A}} {{")
        #expect(directory.status("t/a")?.mode == 0o555)
        #expect(directory.status("t/key")?.mode == 0o400)
    }

    @Test func whatHoldsANULByteIsCopied() throws {
        try directory.write("s/logo.png", "\u{89}PNG\0{{ x }}")
        try directory.write("s/a", "{{A}}")
        try render("")
        #expect(directory.read("t/logo.png") == "\u{89}PNG\0{{ x }}")
        #expect(directory.read("t/a") == "1")
    }

    @Test(arguments: [
        "", "/a", ":/b", "/a:b", "/a:/b:", "/a:/b:x", "/a:/b:suffix=", "/a:/b:delimiters=<%",
        "/a:/b:delimiters={{{{", "/a:/b:Copy", "/a:/b:copy=1",
    ])
    func noRendering(_ text: String) {
        #expect(Rendering(text) == nil)
    }

    @Test func severalOptions() {
        let rendering = Rendering("/a:/b:suffix=.in:delimiters=[[]]")
        #expect(rendering?.suffix == ".in")
        #expect(rendering?.delimiters == "[[]]")
        #expect(ValueType<[Rendering]>.renderings.parse("/a:/b:copy,/c:/d")?.count == 2)
    }

    @Test func delimitersOfAnAuthorsMistake() throws {
        try directory.write("s", "x")
        let rendering = Rendering(directory("s"), to: directory("t"), delimiters: "<<")
        let error = failure { () throws(RunError) in try Context.forTests().templates.render([rendering]) }
        #expect(error?.status == .software)
        #expect(error?.message.contains("\"<<\" is not four characters such as <%%>") == true)
    }

    /// By whatever name the target has, it is in the source.
    @Test(arguments: ["s/out", "s/a/../b/out", "link/out", "s/./deep/er"])
    func aTargetInTheSource(_ target: String) throws {
        try directory.write("s/a/file", "x")
        try directory.link("link", to: "s")
        let rendering = Rendering(directory("s"), to: directory(target))
        let error = failure { () throws(RunError) in try Context.forTests().templates.render([rendering]) }
        #expect(error?.status == .configuration)
        #expect(error?.message == "cannot read \(quoted(directory("s"))): the target is in it")
    }

    @Test func aTargetAroundTheSource() throws {
        try directory.write("s/in/a", "x")
        try Context.forTests().templates.render([Rendering(directory("s/in"), to: directory("s"))])
        #expect(directory.read("s/a") == "x")
    }

    @Test(arguments: [("s/sub/up", ".."), ("s/self", "."), ("s/sub/again", "../sub")])
    func aLoopOfLinksNamesTheLink(_ link: String, _ target: String) throws {
        try directory.write("s/sub/file", "x")
        try directory.link(link, to: target)
        let error = #expect(throws: RunError.self) { try render("") }
        #expect(error?.message == "cannot read \(quoted(directory(link))): Too many levels of symbolic links")
    }

    /// Any name may come from a file where the environment is open, and its content is a secret then.
    @Test func aNameFromAFile() throws {
        try directory.write("pw", "hunter2\r\n")
        try directory.write("s/a", "{{SECRET}}")
        try directory.write("s/b", "{{A}}")
        let environment = [("SECRET_FILE", "\(directory("pw"))"), ("A", "1")]
        try render("", environment)
        #expect(directory.read("t/a") == "hunter2")
        #expect(directory.status("t/a")?.mode == 0o400)
        #expect(directory.status("t/b")?.mode == 0o444)
    }

    @Test func aNameFromAFileThatIsWrong() throws {
        try directory.write("pw", "hunter2")
        try directory.write("s/a", "{{SECRET:-x}}")
        func message(_ environment: [(String, String)]) -> String? {
            let error = #expect(throws: RunError.self) { try render("", environment) }
            return error?.details.first
        }
        let file = "\(directory("pw"))"
        #expect(
            message([("SECRET_FILE", file), ("SECRET", "x")])
                == "\(directory("s/a")):1:1: SECRET and SECRET_FILE are both set; one is expected")
        #expect(
            message([("SECRET_FILE", file + "x")])?.hasSuffix(
                "SECRET_FILE names \(quoted(file + "x")), which cannot be read: No such file or directory") == true)
        try directory.write("s/a", "{{SECRET | int}}")
        #expect(
            message([("SECRET_FILE", file)])
                == "\(directory("s/a")):1:1: SECRET: its value (not shown) is not a whole number")
    }

    @Test func withoutAnOpenEnvironmentNoFileIsRead() throws {
        try directory.write("pw", "x")
        try directory.write("s", "{{SECRET}}")
        let context = Context.forTests([("SECRET_FILE", "\(directory("pw"))")])
        let error = failure { () throws(RunError) in
            try context.templates.render([Rendering(directory("s"), to: directory("t"))])
        }
        #expect(error?.details.first?.hasSuffix("SECRET is not declared by the image") == true)
    }

    @Test func anEmptyNameIsSet() throws {
        try directory.write("s/a", "<{{E}}>")
        try render("", [("E", "")])
        #expect(directory.read("t/a") == "<>")
    }
}
