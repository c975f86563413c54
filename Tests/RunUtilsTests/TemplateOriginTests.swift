import Testing

@testable import RunUtils

/// Which line of a template makes a line of the result.
@Suite struct TemplateOriginTests {
    private static let values = ["A": "1", "TWO": "a\nb", "LIST": "x,y"]
    private let scope = Template.Scope(value: { values[$0.text].map { Bytes($0) } })

    @Test(arguments: [
        ("one\ntwo\n", [1, 2, 3]),
        ("{{A}}\ntwo", [1, 2]),
        ("one\n{{TWO}}\nthree", [1, 2, 2, 3]),
        ("{{! a comment }}\ntwo\nthree", [2, 3]),
        ("{{#if A}}\ntwo\n{{/if}}\nfour", [2, 4]),
        ("{{#if NO}}\ntwo\n{{else}}\nfour\n{{/if}}\nsix", [4, 6]),
        ("{{#each LIST}}\ntwo {{.}}\n{{/each}}\nfour", [2, 2, 4]),
        ("{{#raw}}\n{{A}}\n{{/raw}}\nfour", [2, 4]),
        (#"one\{{A}}"# + "\ntwo", [1, 2]),
        ("{{NO:-x\ny}}\nthree", [1, 1, 3]),
    ])
    func origins(_ source: String, _ expected: [Int]) {
        let template = Template(source: Bytes(source))
        let lines = expected.indices.map { template.origin(ofLine: $0 + 1, scope) }
        #expect(lines == expected)
        #expect(template.filled(scope).failures == [])
    }

    @Test func aLineThatIsNotThere() {
        #expect(Template(source: Bytes("one")).origin(ofLine: 2, scope) == nil)
        #expect(Template(source: []).origin(ofLine: 1, scope) == nil)
    }
}
