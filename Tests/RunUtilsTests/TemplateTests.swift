import Testing

@testable import RunUtils

@Suite struct TemplateTests {
    private static let values = ["A": "1", "EMPTY": "", "B_2": "two", "NESTED": "{{A}}", "TEXT": "a\nb"]

    private func render(_ source: String) -> Template.Result {
        Template(source: Bytes(source)).filled(
            Template.Scope(value: { TemplateTests.values[$0.text].map { Bytes($0) } }))
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("{", "{"), ("}}", "}}"), ("{ {A}}", "{ {A}}"), ("a{b}c", "a{b}c"),
        ("{{A}}", "1"), ("x{{A}}y", "x1y"), ("xy{{A}}", "xy1"), ("{{A}}{{B_2}}", "1two"), ("{{ A }}", "1"),
        ("{{\tA\n}}", "1"), ("{{EMPTY}}", ""), ("{{NESTED}}", "{{A}}"), ("{{TEXT}}", "a\nb"), ("{{A}}}", "1}"),
        ("{{A}}}}", "1}}"), ("${A}", "${A}"), ("$\\{A}", "$\\{A}"), ("\n{{A}}\n", "\n1\n"),
    ])
    func values(_ source: String, _ expected: String) {
        let result = render(source)
        #expect(result.bytes.text == expected)
        #expect(result.failures == [])
    }

    @Test(arguments: [
        ("{{A:-x}}", "1"), ("{{NO:-x}}", "x"), ("{{EMPTY:-x}}", "x"), ("{{NO:-}}", ""), ("{{NO:- a b }}", " a b "),
        ("{{ NO:-x}}", "x"), ("{{NO:-:-}}", ":-"), ("{{NO:-{A}}}", "{A}"), ("{{NO:-a\nb}}", "a\nb"),
        ("{{A:+x}}", "x"), ("{{NO:+x}}", ""), ("{{EMPTY:+x}}", ""), ("{{A:+}}", ""), ("{{A:+ on;}}", " on;"),
        ("{{A:?needed}}", "1"), ("{{A:?}}", "1"),
    ])
    func operators(_ source: String, _ expected: String) {
        let result = render(source)
        #expect(result.bytes.text == expected)
        #expect(result.failures == [])
    }

    @Test(arguments: [
        ("{{! a comment }}", ""), ("a{{!}}b", "ab"), ("{{! {{A}}b", "b"), ("{{!\n\n}}", ""), (#"\{{A}}"#, "{{A}}"),
        (#"\{{A}}{{A}}"#, "{{A}}1"), (#"{{A}}\{{A}}"#, "1{{A}}"), (#"\\{{A}}"#, #"\{{A}}"#), (#"\{"#, #"\{"#),
        (#"\n"#, #"\n"#),
        (#"\{{"#, "{{"), (#"\{{{{A}}"#, "{{1"), ("\\\n{{A}}", "\\\n1"),
    ])
    func commentsAndLiterals(_ source: String, _ expected: String) {
        let result = render(source)
        #expect(result.bytes.text == expected)
        #expect(result.failures == [])
    }

    @Test(arguments: [
        ("{{NO}}", "NO is not set", 0), ("ab{{NO}}", "NO is not set", 2), ("{{EMPTY:?}}", "EMPTY: is not set", 0),
        ("{{NO:?set it, please}}", "NO: set it, please", 0), ("{{NO:? }}", "NO: is not set", 0),
        ("{{NO:?a\n\"b\"}}", #"NO: a\n\"b\""#, 0), ("a {{A", #""{{" without "}}""#, 2),
        ("{{A}", #""{{" without "}}""#, 0),
        ("{{", #""{{" without "}}""#, 0), ("{{}}", #""" is not an expression; expected a name"#, 0),
        ("{{ }}", #"" " is not an expression; expected a name"#, 0),
        ("{{1A}}", #""1A" is not an expression; expected a name"#, 0),
        ("{{-A}}", #""-A" is not an expression; expected a name"#, 0),
        ("{{{A}}}", #""{A" is not an expression; expected a name"#, 0),
        ("{{A B}}", #""B" after A is not understood; expected }}, |, :-, :+ or :?"#, 0),
        ("{{A-x}}", #""-x" after A is not understood; expected }}, |, :-, :+ or :?"#, 0),
        ("{{A:=x}}", #"":=x" after A is not understood; expected }}, |, :-, :+ or :?"#, 0),
        ("{{A:}}", #"":" after A is not understood; expected }}, |, :-, :+ or :?"#, 0),
    ])
    func failures(_ source: String, _ message: String, _ offset: Int) {
        #expect(render(source).failures == [Template.Failure(message: message, offset: offset)])
    }

    @Test func allFailuresAreCollected() {
        let messages = render("{{X}} {{A}} {{1}} {{Y:?why}} {{A").failures.map { "\($0.offset) \($0.message)" }
        #expect(
            messages == [
                "0 X is not set", #"12 "1" is not an expression; expected a name"#, "18 Y: why",
                #"29 "{{" without "}}""#,
            ])
    }

    @Test func namesAreThoseThatWereAskedFor() {
        var lookedUp: [String] = []
        let scope = Template.Scope(value: { name in
            lookedUp.append(name.text)
            return name.text == "A" ? Bytes("1") : nil
        })
        let template = Template(source: Bytes("{{A}}{{NO:-A}}{{A:+B_2}}{{!EMPTY}}\\{{TEXT}}{{#if NO}}{{B_2}}{{/if}}"))
        for _ in 0..<2 { #expect(template.filled(scope).bytes.text == "1AB_2{{TEXT}}") }
        #expect(scope.names.map { $0.name.text } == ["A", "NO", "B_2"])
        #expect(lookedUp == ["A", "NO"], "once for all templates")
    }

    @Test func bytesPassThrough() {
        let source = [0xff, 0x00] + Bytes("{{A}}") + [0xfe]
        let result = Template(source: source).filled(Template.Scope(value: { _ in [0x80, 0x81] }))
        #expect(result.bytes == [0xff, 0x00, 0x80, 0x81, 0xfe])
    }

    @Test(arguments: 0..<8)
    func bracesAreFoundAtEveryOffset(_ offset: Int) {
        let before = String(repeating: "x", count: offset)
        for source in ["\(before){{A}}", "\(before){ {{A}}", "\(before) {x{{A}}"] {
            #expect(render(source).bytes.text == "\(source.dropLast(5))1")
        }
    }

    @Test func aLargeFileIsOnePass() {
        let count = 20_000
        let result = render(String(repeating: "key = {{A}} # { }\n", count: count))
        #expect(result.bytes.count == count * "key = 1 # { }\n".utf8.count)
    }
}
