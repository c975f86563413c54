import Testing

@testable import RunUtils

/// The texts behind `:-` and `:+`, delimiters of a set's own, and what is no text of a template.
@Suite struct TemplateTextTests {
    private static let values = ["A": "1", "B": "x, y", "E": "", "Q": "it's", "P": "secret"]

    private func filled(_ source: String, _ delimiters: String = "{{}}") throws -> Template.Result {
        let scope = Template.Scope(
            value: { TemplateTextTests.values[$0.text].map { Bytes($0) } }, isSecret: { $0.text == "P" })
        let delimiters = try #require(Delimiters(Bytes(delimiters)))
        return Template(source: Bytes(source), delimiters: delimiters).filled(scope)
    }

    @Test(arguments: [
        ("{{N:-{{A}}}}", "1"), ("{{A:-{{N}}}}", "1"), ("{{N:-http://{{A}}:80/}}", "http://1:80/"),
        ("{{N:-{{E:-{{A}}}}}}", "1"), ("{{A:+<{{A}}>}}", "<1>"), ("{{N:+{{N}}}}", ""),
        ("{{N:-{{Q}} | shell}}", "'it'\\''s'"),
        ("{{N:-{{Q | upper}}}}", "IT'S"), ("{{N:-{{Q | upper}} | lower}}", "it's"), ("{{N:-a\\|{{A}}\\|b}}", "a|1|b"),
        ("{{N:-\\{{A}}", "{{A"), ("{{N:-\\{{A}}}}", "{{A}}"), ("{{N:-{{#if A}}yes{{else}}no{{/if}}}}", "yes"),
        ("{{N:-{{#each B}}[{{.}}]{{/each}}}}", "[x][y]"), ("{{#each B}}{{N:-{{.}}}};{{/each}}", "x;y;"),
        ("{{#each B}}{{.:-{{A}}}}{{/each}}", "xy"), ("{{N:-{{! no }}{{A}}}}", "1"), ("{{N:-{}}", "{"),
        ("{{N:-{{A}} {{A}}}}{{A}}", "1 11"), ("{{A:?{{N}}", "1"), ("{{#if N}}{{N:-{{N}}}}{{/if}}", ""),
    ])
    func texts(_ source: String, _ expected: String) throws {
        let result = try filled(source)
        #expect(result.failures == [])
        #expect(result.bytes.text == expected)
    }

    /// What is wrong in a text is named at its own place, also where the text is not used.
    @Test(
        arguments: [
            ("{{N:-{{M}}}}", "M is not set", 5), ("{{A:-{{A | no}}}}", "\"no\" is not a filter", 5),
            ("{{N:-{{A}}", "\"{{\" without \"}}\"", 0), ("{{ N :- x{{M}} | sql}}", "M is not set", 9),
            ("{{N:-\\|{{N:-{{M}}}}}}", "M is not set", 12), ("{{N:-{{#if A}}}}", "\"{{#if}}\" without \"{{/if}}\"", 5),
            ("{{N:-{{.}}}}", "\".\" is outside of {{#each}}", 5),
        ])
    func failures(_ source: String, _ message: String, _ offset: Int) throws {
        let failures = try filled(source).failures
        #expect(failures.count == 1 && failures[0].message.hasPrefix(message), "\(failures)")
        #expect(failures.first?.offset == offset)
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String { depth == 0 ? "{{A}}" : "{{N:-\(nested(depth - 1))}}" }
        #expect(try filled(nested(8)).bytes.text == "1")
        #expect(try filled(nested(9)).failures.map { $0.message } == ["texts stand in each other too deep"])
        #expect(try filled(nested(20_000)).failures.count == 1)
    }

    @Test func aSecretInATextIsASecret() throws {
        #expect(try filled("{{N:-{{P}}}}").isSecret)
        #expect(try !filled("{{A:-{{P}}}}").isSecret)
        let failure = try #require(filled("{{N:-{{P}} | int}}").failures.first)
        #expect(failure.message == "N: its value (not shown) is not a whole number")
    }

    @Test(arguments: [
        ("<%%>", "<% A %> {{A}} <%N:-<%A%>%>\n<%#if A%>\nyes\n<%/if%>\n\\<%A%>", "1 {{A}} 1\nyes\n<%A%>"),
        ("[[]]", "[[A]] {{ $labels.x }} [[#raw]][[B]][[/raw]] [[#each B]][[.]][[/each]]", "1 {{ $labels.x }} [[B]] xy"),
        ("${}$", "${A}$ $A {A} ${! c}$", "1 $A {A} "), ("<<>>", "a << b <<A>>", "a << b <<A>>"),
    ])
    func delimiters(_ delimiters: String, _ source: String, _ expected: String) throws {
        let result = try filled(source, delimiters)
        if delimiters == "<<>>" { return #expect(result.failures.map { $0.offset } == [2]) }
        #expect(result.failures == [])
        #expect(result.bytes.text == expected)
    }

    @Test func failuresNameTheDelimiters() throws {
        #expect(try filled("<%/if%>", "<%%>").failures.map { $0.message } == ["\"<%/if%>\" without \"<%#if%>\""])
        #expect(try filled("<%A", "<%%>").failures.map { $0.message } == ["\"<%\" without \"%>\""])
        #expect(try filled("<%A x%>", "<%%>").failures.first?.message.contains("expected %>, |") == true)
    }

    @Test(arguments: [
        "", "<%", "<%%", "<%%>>", "{{{{", "<%a>", "aa}}", "\\\\}}", "||}}", "<:%>", "<, >", "<%\u{7f}>", "«»",
    ])
    func noDelimiters(_ text: String) {
        #expect(Delimiters(Bytes(text)) == nil)
    }

    /// A byte order mark stays, and a tag behind it stands alone on its line.
    @Test(arguments: [
        ("\u{feff}{{#if A}}\nx\n{{/if}}\n", "\u{feff}x\n"), ("\u{feff}{{! c }}\r\nx", "\u{feff}x"),
        ("\u{feff}{{A}}\n", "\u{feff}1\n"), ("x\u{feff}{{! c }}\ny", "x\u{feff}\ny"),
    ])
    func byteOrderMarks(_ source: String, _ expected: String) throws {
        #expect(try filled(source).bytes == Bytes(expected))
    }

    /// What may be another program's gets a hint; what is a slip does not.
    @Test(
        arguments: [
            ("{{ .Values.x }}", true), ("{{ $value }}", true), ("{{ item.name }}", true), ("{{- if x }}", true),
            ("{{instance}}", true), ("{{#unless A}}", true), ("\\frac{{a}{b}", true), ("{{A | humanize}}", true),
            ("{{N:-{{ $x }}}}", true), ("{{NAME}}", false), ("{{A | uper}}", false), ("{{#if A}}", false),
            ("{{N:?needed}}", false), ("{{Q | int}}", false),
        ] as [(String, Bool)])
    func foreignTags(_ source: String, _ expected: Bool) throws {
        let result = try filled(source)
        #expect(!result.failures.isEmpty)
        #expect(result.isForeign == expected)
    }
}
