import Testing

@testable import PostgresEntry
@testable import RunUtils

@Suite struct TableTests {
    @Test func theTableHasNoMistakes() { #expect(TableCheck.objections(Entry.entrypoint) == []) }
}
