import Testing

@testable import RunUtils

@Suite struct FilledTests {
    @Test func eachPlaceTakesTheNextWord() {
        #expect(filled("", []) == "")
        #expect(filled("no place", []) == "no place")
        #expect(filled("@", ["a@b"]) == "a@b")
        #expect(filled("<@é@>", ["1", "ü"]) == "<1éü>")
    }
}
