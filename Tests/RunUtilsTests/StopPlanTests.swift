import Testing

@testable import RunUtils

@Suite struct StopPlanTests {
    private static func at(_ seconds: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }

    /// What a plan does: at which second which signal is sent, with the deadline after it; nil: nothing more is sent.
    struct Step: Equatable, CustomStringConvertible {
        var time: Int
        var signal: Signal?
        var deadline: Int?

        init(_ time: Int, _ signal: Signal?, until deadline: Int?) {
            self.time = time
            self.signal = signal
            self.deadline = deadline
        }

        var description: String {
            "\(time): \(signal?.description ?? "-") until \(deadline.map { "\($0)" } ?? "for ever")"
        }
    }

    private static func carryOut(_ plan: StopPlan, grace: Duration?) -> [Step] {
        var progress = StopProgress(plan, grace: grace, at: at(100))
        let seconds = { (progress: StopProgress) in progress.deadline.map { Int($0.nanoseconds / 1_000_000_000) } }
        var steps = [Step(100, progress.signal, until: seconds(progress))]
        while !progress.isOver, let deadline = seconds(progress), steps.count < 10 {
            let signal = progress.advance(at: at(deadline))
            steps.append(Step(deadline, signal, until: seconds(progress)))
        }
        return steps
    }

    @Test(
        arguments: [
            ([], nil, [Step(100, .terminate, until: nil)]),
            (.signal(.interrupt), nil, [Step(100, .interrupt, until: nil)]),
            ([.kill], nil, [Step(100, .kill, until: 101), Step(101, nil, until: 102)]),
            (
                [.signal(.interrupt, grace: .seconds(60)), .signal(.quit, grace: .seconds(5)), .kill], nil,
                [
                    Step(100, .interrupt, until: 160), Step(160, .quit, until: 165), Step(165, .kill, until: 166),
                    Step(166, nil, until: 167),
                ]
            ),
            (
                [.signal(.interrupt, grace: .seconds(60)), .signal(.quit)], nil,
                [Step(100, .interrupt, until: 160), Step(160, .quit, until: nil)]
            ),
            (
                [.signal(.quit, grace: .seconds(5))], nil, [Step(100, .quit, until: 105), Step(105, nil, until: nil)]
            ),
            (
                [.signal(.quit), .kill], nil, [Step(100, .quit, until: nil)]
            ),
            (
                .signal(.interrupt), .seconds(10),
                [Step(100, .interrupt, until: 110), Step(110, .kill, until: 111), Step(111, nil, until: 112)]
            ),
            (
                [.signal(.interrupt, grace: .seconds(60)), .signal(.quit, grace: .seconds(60))], .seconds(70),
                [
                    Step(100, .interrupt, until: 160), Step(160, .quit, until: 170), Step(170, .kill, until: 171),
                    Step(171, nil, until: 172),
                ]
            ),
            (
                [.signal(.interrupt, grace: .seconds(60)), .kill], .seconds(10),
                [Step(100, .interrupt, until: 110), Step(110, .kill, until: 111), Step(111, nil, until: 112)]
            ),
            (
                [.signal(.quit, grace: .seconds(5))], .seconds(10),
                [
                    Step(100, .quit, until: 105), Step(105, nil, until: 110), Step(110, .kill, until: 111),
                    Step(111, nil, until: 112),
                ]
            ),
            (
                .signal(.quit), .zero,
                [Step(100, .quit, until: 100), Step(100, .kill, until: 101), Step(101, nil, until: 102)]
            ),
        ] as [(StopPlan, Duration?, [Step])])
    func plan(_ plan: StopPlan, _ grace: Duration?, _ expected: [Step]) {
        #expect(StopPlanTests.carryOut(plan, grace: grace) == expected)
    }

    /// SIGKILL is the last word: after it, the service counts as ended.
    @Test func whenItIsOver() {
        var progress = StopProgress(.signal(.interrupt), grace: .seconds(1), at: StopPlanTests.at(0))
        #expect(progress.advance(at: StopPlanTests.at(1)) == .kill)
        #expect(!progress.isOver)
        #expect(progress.advance(at: StopPlanTests.at(2)) == nil)
        #expect(progress.isOver)
    }

    @Test func theSignalIsThatOfThePresentStep() {
        let plan: StopPlan = [.signal(.interrupt, grace: .seconds(1)), .signal(.quit)]
        var progress = StopProgress(plan, grace: nil, at: StopPlanTests.at(0))
        #expect(progress.signal == .interrupt)
        #expect(progress.advance(at: StopPlanTests.at(1)) == .quit)
        #expect(progress.signal == .quit)
    }

    @Test(
        arguments: [
            ([], .terminate), (.signal(.quit), .quit), ([.kill], .kill), ([.signal(.interrupt), .kill], .interrupt),
        ] as [(StopPlan, Signal)])
    func firstSignal(_ plan: StopPlan, _ expected: Signal) {
        #expect(plan.firstSignal == expected)
    }

    @Test func plansAreData() {
        #expect(StopPlan.signal(.quit) == [.signal(.quit)])
        #expect(StopPlan.signal(.quit) != [.signal(.quit, grace: .seconds(1))])
        #expect(([.kill] as StopPlan).steps == [.kill])
    }
}
