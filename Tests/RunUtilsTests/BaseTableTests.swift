import Testing

@testable import BaseEntry
@testable import RunUtils

@Suite struct BaseTableTests {
    @Test func theTableHasNoMistakes() { #expect(TableCheck.objections(Base.entrypoint) == []) }
}
