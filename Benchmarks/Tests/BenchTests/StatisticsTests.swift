import Testing

@testable import Bench

@Suite struct StatisticsTests {
    @Test func medianIsTheMiddleValueOrTheMeanOfTwo() {
        #expect(Summary([3, 1, 2])?.median == 2)
        #expect(Summary([4, 1, 2, 3])?.median == 2.5)
        #expect(Summary([]) == nil)
    }

    @Test(arguments: [(1, 1), (2, 2), (99, 99), (100, 99), (101, 100), (200, 198), (1000, 990)])
    func percentileLeavesOneInAHundredAbove(count: Int, p99: Double) {
        #expect(Summary((1...count).map(Double.init).shuffled())?.p99 == p99)
    }

    @Test(arguments: [
        (0.00123, "0.0012"), (0.5, "0.50"), (1.234, "1.2"), (12.3, "12"), (123.4, "123"), (1234.4, "1,234"),
        (1_234_567, "1,234,567"), (0, "0"), (-0.5, "-0.50"),
    ])
    func numbersHaveTwoSignificantDigitsAtLeast(value: Double, text: String) {
        #expect(Number.text(value) == text)
    }

    @Test func sectionsThatWereNotMeasuredStay() {
        let old = Document("# Results\nintro\n\n## A\n1\n\n## B\n2\n")
        #expect(old.replacing("B", with: "3\n").text == "# Results\nintro\n\n## A\n1\n\n## B\n3\n")
    }
}
