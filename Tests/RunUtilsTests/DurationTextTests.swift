import Testing

@testable import RunUtils

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("0", .zero), ("0s", .zero), ("90", .seconds(90)), ("90s", .seconds(90)), ("1m30s", .seconds(90)),
            ("500ms", .milliseconds(500)), ("1.5s", .milliseconds(1500)), ("1.5", .milliseconds(1500)),
            ("2h", .seconds(7200)),
            ("1d", .seconds(86400)), ("250us", .microseconds(250)), ("1.001ms", .microseconds(1001)),
            ("1d2h3m4s5ms", .milliseconds(93_784_005)), ("0.5h", .seconds(1800)), ("1s1s", .seconds(2)),
            ("007s", .seconds(7)),
            ("9223372036.854", .milliseconds(9_223_372_036_854)), ("0.001us", .nanoseconds(1)),
        ] as [(String, Duration)])
    func parse(_ text: String, _ expected: Duration) {
        #expect(DurationText.parse(text) == expected)
    }

    @Test(arguments: [
        "", " ", "s", "-1s", "+1s", "1 s", " 1s", "1s ", "1x", "1m30", "1.s", ".5s", "1.2345s", "1e3", "1.5.5s", "1S",
        "1sec",
        "1min", "forever", "9223372037s", "999999999999d", "99999999999999999999", "9223372036s1s", "٣s",
    ])
    func nothingElse(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        arguments: [
            (.zero, "0.0 s"), (.milliseconds(49), "0.0 s"), (.milliseconds(50), "0.1 s"), (.milliseconds(949), "0.9 s"),
            (.milliseconds(1250), "1.3 s"), (.seconds(59), "59.0 s"), (.milliseconds(59_949), "59.9 s"),
            (.milliseconds(59_950), "1 min 0 s"), (.seconds(60), "1 min 0 s"), (.seconds(125), "2 min 5 s"),
            (.milliseconds(125_900), "2 min 5 s"), (.seconds(3600), "60 min 0 s"),
        ] as [(Duration, String)])
    func shortText(_ duration: Duration, _ expected: String) {
        #expect(duration.shortText == expected)
    }

    @Test func nanosecondsAreBounded() {
        #expect(Duration.milliseconds(1).nanoseconds == 1_000_000)
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.seconds(Int64.min).nanoseconds == .min)
        #expect(Duration.nanoseconds(-1).nanoseconds == -1)
    }

    @Test func instants() {
        let start = Instant(nanoseconds: 1000)
        #expect(start + .nanoseconds(5) == Instant(nanoseconds: 1005))
        #expect(start + .seconds(Int64.max) == Instant(nanoseconds: .max))
        #expect(Instant(nanoseconds: 1005) - start == .nanoseconds(5))
        #expect(start < Instant(nanoseconds: 1001))
        #expect(Instant.now <= Instant.now)
    }
}

@Suite struct LongDurationTests {
    @Test func theLongestDurationHasAText() {
        #expect(Duration.nanoseconds(Int64.max).shortText == "153722867 min 16 s")
    }
}
