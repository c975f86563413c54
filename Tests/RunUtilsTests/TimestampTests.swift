import Testing

@testable import RunUtils

@Suite struct TimestampTests {
    private static let moments: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (-86_400_000, "1969-12-31T00:00:00.000Z"), (-86_400_001, "1969-12-30T23:59:59.999Z"),
        (1_795_570_068_123, "2026-11-25T01:27:48.123Z"),
        // Leap days: every fourth year, no century, every fourth century.
        (68_169_600_000, "1972-02-29T00:00:00.000Z"), (68_255_999_999, "1972-02-29T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"), (1_740_700_800_000, "2025-02-28T00:00:00.000Z"),
        (1_740_787_200_000, "2025-03-01T00:00:00.000Z"),
        (4_107_456_000_000, "2100-02-28T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (-2_203_891_200_001, "1900-02-28T23:59:59.999Z"), (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
        // Ends of years.
        (946_684_799_999, "1999-12-31T23:59:59.999Z"), (946_684_800_000, "2000-01-01T00:00:00.000Z"),
        (4_102_444_800_000, "2100-01-01T00:00:00.000Z"), (2_147_483_648_000, "2038-01-19T03:14:08.000Z"),
        // The first and last that the form can write, and what is beyond.
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (-62_167_219_200_001, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
        (.min, "0000-01-01T00:00:00.000Z"), (.max, "9999-12-31T23:59:59.999Z"),
    ]

    @Test(arguments: moments)
    func text(_ milliseconds: Int64, _ expected: String) {
        #expect(Timestamp(milliseconds: milliseconds).text == expected)
    }

    /// Every day of 1,200 years, against a calendar that counts.
    @Test func everyDay() {
        var (year, month, day) = (1500, 1, 1)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let first = -14_831_769_600_000 as Int64
        var wrong: [String] = []
        var time = first
        while year < 2700 {
            let expected = "\(year)-\(two(month))-\(two(day))T12:00:00.000Z"
            if Timestamp(milliseconds: time + 43_200_000).text != expected { wrong.append(expected) }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            time += 86_400_000
            day += 1
            if day > lengths[month - 1] { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect(wrong.isEmpty)
    }
}
