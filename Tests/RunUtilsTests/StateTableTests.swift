import Testing

@testable import RunUtils

@Suite struct StateTableTests {
    private static let events: [ServiceEvent] = [
        .probeHolds, .graceOver, .exited, .signal(.terminate), .signal(.quit), .signal(.interrupt), .signal(.hangup),
        .signal(.user1), .signal(.windowChange), .signal(.continue), .signal(.terminalInput), .signal(.terminalOutput),
        .signal(Signal(rawValue: 40)),
    ]

    /// One row a phase, one column an event, for a service that QUIT stops.
    private static let table: [(Phase, [ServiceAction?])] = [
        (.waiting, [nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil]),
        (.initializing, [nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil]),
        (
            .starting,
            [
                .publish, nil, .finish, .beginStop, .beginStop, .forward(.interrupt), .forward(.hangup),
                .forward(.user1),
                .forward(.windowChange), .forward(.continue), nil, nil, .forward(Signal(rawValue: 40)),
            ]
        ),
        (
            .running,
            [
                nil, nil, .finish, .beginStop, .beginStop, .forward(.interrupt), .forward(.hangup), .forward(.user1),
                .forward(.windowChange), .forward(.continue), nil, nil, .forward(Signal(rawValue: 40)),
            ]
        ),
        (
            .stopping,
            [
                nil, .continuePlan, .finish, .repeatStop, .repeatStop, .forward(.interrupt), nil, .forward(.user1),
                .forward(.windowChange), .forward(.continue), nil, nil, .forward(Signal(rawValue: 40)),
            ]
        ),
        (.exited, [nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil]),
    ]

    private static let cells = table.flatMap { row in
        zip(events, row.1).map { (row.0, $0, $1) }
    }

    @Test(arguments: cells)
    func cell(_ phase: Phase, _ event: ServiceEvent, _ expected: ServiceAction?) {
        #expect(StateTable.decide(phase, event, stopSignal: .quit) == expected)
    }

    @Test func theTableIsComplete() {
        #expect(StateTableTests.table.map { $0.0 } == Phase.allCases)
        #expect(StateTableTests.cells.count == Phase.allCases.count * StateTableTests.events.count)
    }

    @Test(arguments: [.terminate, .interrupt, .quit, .user1, .hangup, .terminalInput] as [Signal])
    func theStopSignalAndTermBeginAndRepeatTheStop(_ stop: Signal) {
        for signal in [stop, .terminate] {
            #expect(StateTable.decide(.starting, .signal(signal), stopSignal: stop) == .beginStop)
            #expect(StateTable.decide(.running, .signal(signal), stopSignal: stop) == .beginStop)
            #expect(StateTable.decide(.stopping, .signal(signal), stopSignal: stop) == .repeatStop)
        }
    }

    @Test(arguments: Array(1...64) as [CInt])
    func everyOtherSignalGoesToTheServiceAsItIs(_ number: CInt) {
        let signal = Signal(number)
        let isOurs = [.terminate, .terminalInput, .terminalOutput].contains(signal)
        let action = StateTable.decide(.running, .signal(signal), stopSignal: .terminate)
        #expect((action == .forward(signal)) == !isOurs)
    }

    @Test func phasesHaveTheNamesThatSemaphoresCarry() {
        #expect(
            Phase.allCases.map { $0.rawValue }
                == ["waiting", "initializing", "starting", "running", "stopping", "exited"])
    }

    @Test func timesOfPhases() {
        var times = PhaseTimes()
        #expect(times.total == .zero)
        #expect(times.text == "")
        times.begin(.waiting)
        #expect(times.text == "")
        times.begin(.initializing)
        times.begin(.running)
        #expect(times.text == "waiting 0.0 s, initializing 0.0 s")
    }
}
