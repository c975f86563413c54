import Testing

@testable import NginxEntry
@testable import RunUtils

@Suite struct TableTests {
    @Test func theTableHasNoMistakes() { #expect(TableCheck.objections(Entry.entrypoint) == []) }
}
