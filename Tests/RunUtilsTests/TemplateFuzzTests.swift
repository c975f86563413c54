import Foundation
import Testing

@testable import RunUtils

/// The template engine against the slow reference, over templates that are made from a seed.
@Suite struct TemplateFuzzTests {
    /// FUZZ_CASES in all, where more time is to be spent.
    private static let casesPerSeed =
        (ProcessInfo.processInfo.environment["FUZZ_CASES"].flatMap { Int($0) } ?? 60_000) / seeds
    private static let seeds = 8

    private static let values: [[UInt8]: [UInt8]] = [
        Bytes("A"): Bytes("1"), Bytes("B"): Bytes("x, y,,7 ,"), Bytes("E"): [], Bytes("Q"): Bytes("a'b\"\\$ c"),
        Bytes("T"): Bytes(" l\n\t"), Bytes("R"): [0x61, 0xff, 0xc3], Bytes("W"): Bytes("{{A}}, }}"),
    ]
    private static let names = ["A", "B", "E", "Q", "T", "R", "W", "N", "."]
    private static let filters = Filter.names + ["uper", ""]
    private static let fragments = [
        "{{", "}}", "{", "}", "\\", "\\{{", "\n", "\n", "\r\n", " ", "\t", "text", "A", "B", "|", ":-", ":+", ":?",
        "#if ",
        "/each", ".", "{{A}}", "{{ B }}", "{{N}}", "{{.}}", "{{#if A}}", "{{#if N}}", "{{#if .}}", "{{#each B}}",
        "{{#each N}}",
        "{{#each .}}", "{{else}}", "{{/if}}", "{{/each}}", "{{#raw}}", "{{/raw}}", "{{!c}}", "{{! c\n}}", "{{#if}}",
        "{{#x}}",
        "{{A:-", "{{N:-{{A}}", "{{N:+", "{{ N :- {{", "\\|", "\u{feff}",
        "{{/if A}}", "{{else A}}", "{{/}}", "{{elsewhere:-x}}", "{{ /raw }}", "{{#raw x}}", "{{#if A | trim}}", "{{1}}",
    ]

    /// Any sequence of pieces.
    private static func noise(_ random: inout SplitMix) -> String {
        var text = ""
        for _ in 0..<(1 + random.below(12)) { text += random.pick(fragments) }
        return text
    }

    /// A text with tags of its own.
    private static func nested(_ random: inout SplitMix, _ depth: Int) -> String {
        if depth > random.below(12) { return "" }
        var text = ""
        for _ in 0..<(1 + random.below(3)) {
            switch random.below(8) {
            case 0: text += random.pick(["x", " ", "\\|", "\\{{A}}", "\\{{", "\n", "{{!c}}"])
            case 1: text += "{{#if A}}\n\(expression(&random, depth + 1)){{/if}}"
            case 2: text += "{{#each B}}\(expression(&random, depth + 1)){{/each}}"
            default: text += expression(&random, depth + 1)
            }
        }
        return text
    }

    private static func expression(_ random: inout SplitMix, _ depth: Int = 0) -> String {
        var text = random.pick(["", " "]) + random.pick(names) + random.pick(["", " "])
        switch random.below(6) {
        case 0: text += ":-" + random.pick(["", "d", " d ", "a\\|b", "it's", "{", "-3", nested(&random, depth)])
        case 1: text += ":+" + random.pick(["", "y", "\\", "é", nested(&random, depth)])
        case 2: text += ":?" + random.pick(["", "why"])
        default: break
        }
        for _ in 0..<[0, 0, 1, 1, 2, 3][random.below(6)] {
            text += random.pick(["|", " | "]) + random.pick(random.below(20) == 0 ? filters : Filter.names)
        }
        return "{{\(text)}}"
    }

    /// A template whose blocks are in order.
    private static func tree(_ random: inout SplitMix, _ depth: Int = 0) -> String {
        var text = ""
        for _ in 0..<(1 + random.below(4)) {
            let end = random.pick(["", "", "\n", " \n", "\r\n"])
            switch random.below(depth < 3 ? 9 : 4) {
            case 0: text += random.pick(["text", "\n", "  ", "\\{{A}}", "{", "\\"])
            case 1, 2: text += expression(&random)
            case 3: text += "{{! c }}\(end)"
            case 4, 5:
                let otherwise = random.below(2) == 0 ? "" : "{{else}}\(end)\(tree(&random, depth + 1))"
                text += "{{#if \(random.pick(names))}}\(end)\(tree(&random, depth + 1))\(otherwise){{/if}}\(end)"
            case 6, 7: text += "{{#each \(random.pick(names))}}\(end)\(tree(&random, depth + 1)){{/each}}\(end)"
            default: text += "{{#raw}}\(end)\(tree(&random, 3)){{/raw}}\(end)"
            }
        }
        return text
    }

    @Test(arguments: 0..<UInt64(seeds))
    func theSameAsTheReference(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        let scope = Template.Scope(value: { TemplateFuzzTests.values[$0] })
        var successes = 0
        for _ in 0..<TemplateFuzzTests.casesPerSeed {
            let isTree = random.below(2) == 0
            var text = isTree ? TemplateFuzzTests.tree(&random) : TemplateFuzzTests.noise(&random)
            if random.below(12) == 0 { text = "\u{feff}" + text }
            var delimiters = "{{}}"
            if random.below(4) == 0 {
                delimiters = random.pick(["<%%>", "[[]]", "${}$"])
                text = text.replacingOccurrences(of: "{{", with: delimiters.prefix(2))
                text = text.replacingOccurrences(of: "}}", with: delimiters.suffix(2))
            }
            let source = Bytes(text)
            let template = Template(source: source, delimiters: Delimiters(Bytes(delimiters)) ?? .braces)
            let result = template.filled(scope)
            let reference = ReferenceTemplate(source, TemplateFuzzTests.values, delimiters: delimiters)
            let offsets = Set(result.failures.map { $0.offset })
            if offsets != reference.failures || (offsets.isEmpty && result.bytes != reference.output) {
                Issue.record(
                    "\(quoted(source.text)): \(result.failures) \(quoted(result.bytes.text)), not \(reference.failures) \(quoted(reference.output.text))"
                )
                return
            }
            if offsets.isEmpty { successes += 1 }
        }
        #expect(successes > TemplateFuzzTests.casesPerSeed / 6)
    }
}
