import Testing

@testable import RunUtils

@Suite struct TemplateFailureTests {
    private func lines(_ source: String) -> [[String]] {
        let bytes = Bytes(source)
        return Template(source: bytes).filled(Template.Scope(value: { _ in nil })).failures.map {
            $0.lines(path: "/etc/a.conf", source: bytes)
        }
    }

    @Test func pathLineColumnAndCaret() {
        #expect(
            lines("one\n  port {{PORT}};\nthree") == [
                [
                    "/etc/a.conf:2:8: PORT is not set",
                    "    port {{PORT}};",
                    "         ^",
                ]
            ])
    }

    @Test func firstLineFirstColumn() {
        #expect(lines("{{X}}") == [["/etc/a.conf:1:1: X is not set", "  {{X}}", "  ^"]])
    }

    @Test func afterALineEndAtTheLastLine() {
        #expect(lines("a\n\n{{X}}\n") == [["/etc/a.conf:3:1: X is not set", "  {{X}}", "  ^"]])
    }

    @Test func tabsStayTabsSoThatTheCaretIsBelow() {
        #expect(lines("\ta\t{{X}}") == [["/etc/a.conf:1:4: X is not set", "  \ta\t{{X}}", "  \t \t^"]])
    }

    @Test func columnsCountCharacters() {
        #expect(lines("é✔{{X}}") == [["/etc/a.conf:1:3: X is not set", "  é✔{{X}}", "    ^"]])
    }

    @Test func twoInOneLine() {
        #expect(
            lines("{{X}} {{Y}}") == [
                ["/etc/a.conf:1:1: X is not set", "  {{X}} {{Y}}", "  ^"],
                ["/etc/a.conf:1:7: Y is not set", "  {{X}} {{Y}}", "        ^"],
            ])
    }

    @Test func anExpressionOverTwoLinesIsShownByItsFirst() {
        #expect(lines("a {{X\n}} b") == [["/etc/a.conf:1:3: X is not set", "  a {{X", "    ^"]])
    }

    @Test func controlCharactersAreEscaped() {
        #expect(
            lines("\u{1b}[2J\u{9b}1m{{X}}\u{7f}\r\n") == [
                [
                    "/etc/a.conf:1:8: X is not set",
                    "  \\x1b[2J\\x9b1m{{X}}\\x7f",
                    "               ^",
                ]
            ])
    }

    @Test func noClose() {
        #expect(
            lines("a\nb {{X") == [["/etc/a.conf:2:3: \"{{\" without \"}}\"", "  b {{X", "    ^"]])
    }
}

@Suite struct LongReportTests {
    @Test func ofALongLineOnlyThePlaceIsShown() {
        let source = Bytes(String(repeating: "a", count: 500) + "{{B}}" + String(repeating: "c", count: 500))
        let lines = Template(source: source).filled(Template.Scope(value: { _ in nil }))
            .failures[0].lines(path: "f", source: source)
        #expect(lines[0] == "f:1:501: B is not set")
        #expect(lines[1] == "  " + String(repeating: "a", count: 100) + "{{B}}" + String(repeating: "c", count: 95))
        #expect(lines[2] == "  " + String(repeating: " ", count: 100) + "^")
    }

    @Test func ofManyFailuresTheFirstAreShown() throws {
        let directory = try TemporaryDirectory()
        try directory.write("t", String(repeating: "{{A}}\n", count: 50))
        let renderer = TemplateFiller(Template.Scope(value: { _ in nil }))
        var details: [String] = []
        do { _ = try renderer.stage([Rendering(directory("t"), to: directory("u"))]) } catch { details = error.details }
        #expect(details.count == 20 * 3 + 1)
        #expect(details.last == "and 30 more in \(directory("t"))")
    }
}
