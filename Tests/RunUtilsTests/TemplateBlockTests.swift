import Testing

@testable import RunUtils

@Suite struct TemplateBlockTests {
    private static let values = [
        "A": "1", "EMPTY": "", "NO_WORD": "no", "LIST": "a, b ,c", "GAPS": ",x,, y z ,", "ONE": "one",
        "NUMBERS": "1,x,2,y",
    ]

    private func render(_ source: String) -> Template.Result {
        Template(source: Bytes(source)).filled(
            Template.Scope(value: { TemplateBlockTests.values[$0.text].map { Bytes($0) } }))
    }

    @Test(arguments: [
        ("{{#if A}}x{{/if}}", "x"), ("{{#if NO}}x{{/if}}", ""), ("{{#if EMPTY}}x{{/if}}", ""),
        ("{{#if NO_WORD}}x{{/if}}", "x"), ("{{#if A}}x{{else}}y{{/if}}", "x"), ("{{#if NO}}x{{else}}y{{/if}}", "y"),
        ("{{ #if A }}x{{ else }}y{{ /if }}", "x"), ("{{#if\tA}}x{{/if}}", "x"),
        ("{{#if A}}{{#if NO}}x{{else}}y{{/if}}{{else}}z{{/if}}", "y"),
        ("{{#if NO}}{{#if A}}x{{else}}y{{/if}}{{else}}z{{/if}}", "z"), ("{{#if NO}}{{NO}}{{/if}}", ""),
        ("{{#if NO}}{{A | int}}{{NO:?needed}}{{/if}}", ""),
        ("{{#if NO}}\\{{A}}{{! c }}{{#raw}}{{/if}}{{/raw}}{{/if}}", ""),
    ])
    func conditions(_ source: String, _ expected: String) { expect(source, expected) }

    @Test(arguments: [
        ("{{#each LIST}}[{{.}}]{{/each}}", "[a][b][c]"), ("{{#each GAPS}}[{{.}}]{{/each}}", "[x][y z]"),
        ("{{#each NO}}x{{/each}}", ""), ("{{#each EMPTY}}x{{/each}}", ""), ("{{#each ONE}}{{ . }}{{/each}}", "one"),
        ("{{#each LIST}}{{. | upper}}{{A}}{{/each}}", "A1B1C1"), ("{{#each LIST}}{{.:+x}}{{/each}}", "xxx"),
        ("{{#each LIST}}{{#each ONE}}{{.}}{{/each}}{{.}} {{/each}}", "onea oneb onec "),
        ("{{#each LIST}}{{#each .}}<{{.}}>{{/each}}{{/each}}", "<a><b><c>"),
        ("{{#each LIST}}{{#if .}}{{.}}{{else}}x{{/if}}{{/each}}", "abc"),
        ("{{#each NO}}{{#each LIST}}{{.}}{{NO}}{{/each}}{{/each}}", ""),
        ("{{#if A}}{{#each LIST}}{{.}}{{/each}}{{/if}}", "abc"), ("{{#each LIST}}\\{{.}}{{/each}}", "{{.}}{{.}}{{.}}"),
        ("{{#each LIST}}{{#raw}}{{.}}{{/raw}}{{/each}}", "{{.}}{{.}}{{.}}"),
    ])
    func loops(_ source: String, _ expected: String) { expect(source, expected) }

    @Test(arguments: [
        ("{{#raw}}{{A}}{{/raw}}", "{{A}}"), ("{{#raw}}\\{{A}}{{! x}}{{/raw}}{{A}}", "\\{{A}}{{! x}}1"),
        ("{{#raw}}{{ {{/raw}}", "{{ "), ("{{#raw}}{{{/raw}}", "{"), ("{{#raw}}{{{{/raw}}", "{{"),
        ("{{#raw}}{{#raw}}{{/raw}}", "{{#raw}}"), ("{{ #raw }}x{{ /raw }}", "x"), ("{{#raw}}{{/raw}}", ""),
        ("{{#raw}}{{/rawx}}{{/raw}}", "{{/rawx}}"),
    ])
    func raw(_ source: String, _ expected: String) { expect(source, expected) }

    @Test(arguments: [
        ("a\n{{#if A}}\nb\n{{/if}}\nc\n", "a\nb\nc\n"), ("a\n  {{#if A}}\t\nb\n\t{{else}}\nx\n {{/if}} \nc", "a\nb\nc"),
        ("{{#each LIST}}\n- {{.}}\n{{/each}}\n", "- a\n- b\n- c\n"), ("{{#if A}}\r\nb\r\n{{/if}}\r\n", "b\r\n"),
        ("a\n{{! c }}\nb", "a\nb"), ("a\n{{! c\nd }}\nb", "a\nb"), ("a\n{{#raw}}\n{{A}}\n{{/raw}}\nb", "a\n{{A}}\nb"),
        ("a\n{{A}}\nb", "a\n1\nb"), ("{{#if A}} \nb{{/if}}\n", "b\n"), ("a {{#if A}}\nb\n{{/if}}", "a \nb\n"),
        ("{{#if A}}{{#if A}}\nx\n{{/if}}{{/if}}\n", "\nx\n\n"), ("{{#if A}}\n{{/if}}", ""),
        ("{{#if A}}\n\n{{/if}}\n", "\n"),
        ("{{A}} {{! c }}\nb", "1 \nb"), ("{{! a }} {{! b }}\n", " \n"), ("{{#if A}}\rx{{/if}}", "\rx"),
        ("a\n{{#each LIST}}\n{{#if .}}\n{{.}}\n{{/if}}\n{{/each}}\nz\n", "a\na\nb\nc\nz\n"),
    ])
    func tagsThatStandAloneTakeTheirLine(_ source: String, _ expected: String) { expect(source, expected) }

    private func expect(_ source: String, _ expected: String) {
        let result = render(source)
        #expect(result.bytes.text == expected)
        #expect(result.failures == [])
    }

    @Test(arguments: [
        ("{{#if A}}", ["0 \"{{#if}}\" without \"{{/if}}\""]),
        ("x{{#each A}}", ["1 \"{{#each}}\" without \"{{/each}}\""]),
        ("{{#raw}} {{/if}}", ["0 \"{{#raw}}\" without \"{{/raw}}\""]),
        ("{{/if}}", ["0 \"{{/if}}\" without \"{{#if}}\""]),
        ("{{/each}}", ["0 \"{{/each}}\" without \"{{#each}}\""]), ("{{/raw}}", ["0 \"{{/raw}}\" without \"{{#raw}}\""]),
        ("{{else}}", ["0 \"{{else}}\" without \"{{#if}}\""]),
        ("{{#each LIST}}{{else}}{{/each}}", ["14 \"{{else}}\" without \"{{#if}}\", within a loop"]),
        ("{{#if A}}{{else}}{{else}}{{/if}}", ["17 \"{{else}}\" without \"{{#if}}\""]),
        (
            "{{#if A}}{{#each LIST}}{{/if}}{{/each}}",
            ["9 \"{{#each}}\" without \"{{/each}}\"", "30 \"{{/each}}\" without \"{{#each}}\""]
        ), ("{{#each LIST}}{{#if A}}{{/each}}", ["14 \"{{#if}}\" without \"{{/if}}\""]),
        ("{{#if}}{{/if}}", ["0 \"\" is not an expression; expected a name"]),
        ("{{#if 1}}{{/if}}", ["0 \"1\" is not an expression; expected a name"]),
        ("{{#if A:-x}}{{/if}}", ["0 \"A:-x\" is not a name; expected one after #if"]),
        ("{{#each A | trim}}{{/each}}", ["0 \"A | trim\" is not a name; expected one after #each"]),
        ("{{#if A B}}{{/if}}", ["0 \"B\" after A is not understood; expected }}, |, :-, :+ or :?"]),
        ("{{#unless A}}", ["0 \"#unless\" is not a block; expected #if, #each, #raw, /if, /each, /raw or else"]),
        ("{{# if A}}", ["0 \"#\" is not a block; expected #if, #each, #raw, /if, /each, /raw or else"]),
        ("{{#if A}}{{else if A}}{{/if}}", ["9 \"if A\" after else is not understood"]),
        ("{{#if A}}{{/if A}}{{/if}}", ["9 \"A\" after /if is not understood"]),
        ("{{.}}", ["0 \".\" is outside of {{#each}}"]),
        ("{{#each .}}{{/each}}", ["0 \".\" is outside of {{#each}}"]),
        (
            "{{#each NUMBERS}}{{. | int}}{{/each}}",
            ["17 .: \"x\" is not a whole number", "17 .: \"y\" is not a whole number"]
        ),
        ("{{#each LIST}}{{NO}}{{/each}}", ["14 NO is not set"]),
        ("{{#if NO}}{{A | uper}}{{/if}}", ["10 \"uper\" is not a filter; did you mean \"upper\"?"]),
        ("{{#if NO}}{{.}}{{/if}}", ["10 \".\" is outside of {{#each}}"]),
    ])
    func failures(_ source: String, _ expected: [String]) {
        #expect(render(source).failures.map { "\($0.offset) \($0.message)" } == expected)
    }

    @Test func aLoopThatFailsEveryTimeIsNoFlood() {
        let source = "{{#each L}}{{. | int}}{{/each}}"
        let list = (0..<10_000).map { "x\($0)" }.joined(separator: ",")
        let failures = Template(source: Bytes(source)).filled(Template.Scope(value: { _ in Bytes(list) })).failures
        #expect(failures.count == 10)
    }

    @Test func nestingHasNoLimit() {
        let depth = 5000
        let source = String(repeating: "{{#if A}}", count: depth) + "x" + String(repeating: "{{/if}}", count: depth)
        expect(source, "x")
    }
}
