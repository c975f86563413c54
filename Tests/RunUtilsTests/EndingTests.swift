import Testing

@testable import RunUtils

/// How a program that somebody waits for is brought to its end.
struct EndingTests {
    private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    @Test func aStopIsToldAndThenKills() {
        var ending = Ending(limit: nil, grace: .seconds(3))
        #expect(ending.step(nil, at: at(1)) == nil)
        #expect(ending.wakeUp == nil)
        #expect(ending.step(.interrupt, at: at(2)) == .tell(.interrupt))
        #expect(ending.reason == .stop)
        #expect(ending.wakeUp == at(5))
        #expect(ending.step(.interrupt, at: at(4)) == nil)
        #expect(ending.step(.interrupt, at: at(5)) == .kill)
        #expect(ending.step(.interrupt, at: at(5)) == nil)
        #expect(ending.step(.interrupt, at: at(6)) == .giveUp)
        #expect(ending.isGivenUp)
        #expect(ending.step(.interrupt, at: at(9)) == nil)
    }

    @Test func timeThatIsUp() {
        var ending = Ending(limit: at(10), grace: .seconds(3))
        #expect(ending.wakeUp == at(10))
        #expect(ending.step(nil, at: at(9)) == nil)
        #expect(ending.step(nil, at: at(10)) == .tell(.terminate))
        #expect(ending.reason == .timeUp)
        #expect(ending.step(nil, at: at(13)) == .kill)
    }

    /// What is being ended already is not told again.
    @Test func aStopAfterTheTimeIsUp() {
        var ending = Ending(limit: at(10), grace: .seconds(3))
        #expect(ending.step(nil, at: at(10)) == .tell(.terminate))
        #expect(ending.step(.quit, at: at(11)) == nil)
        #expect(ending.step(.quit, at: at(13)) == .kill)
    }

    @Test func noGraceAtAll() {
        var ending = Ending(limit: nil, grace: .zero)
        #expect(ending.step(.terminate, at: at(1)) == .tell(.terminate))
        #expect(ending.step(.terminate, at: at(1)) == .kill)
    }
}
