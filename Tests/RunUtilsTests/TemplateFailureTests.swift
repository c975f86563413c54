import Testing

@testable import RunUtils

@Suite struct TemplateFailureTests {
    private func lines(_ source: String) -> [[String]] {
        let bytes = Bytes(source)
        return Template(source: bytes).render { _ in nil }.failures.map { $0.lines(path: "/etc/a.conf", source: bytes) }
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

    @Test func noClose() {
        #expect(
            lines("a\nb {{X") == [["/etc/a.conf:2:3: \"{{\" without \"}}\"", "  b {{X", "    ^"]])
    }
}
