import Testing

@testable import RunUtils

@Suite struct StateTableTests {
    private static let events: [ServiceEvent] = [
        .ready, .saysItStops, .suspended, .graceOver, .stopIsSlow, .exited, .signal(.terminate), .signal(.quit),
        .signal(.interrupt), .signal(.hangup), .signal(.user1), .signal(.user2), .signal(.windowChange),
        .signal(.terminalInput), .signal(Signal(rawValue: 40)),
    ]

    /// For a service that QUIT stops, whose author maps USR1, drops WINCH and has a function for USR2.
    private static let signals = SignalTable(
        stopSignal: .quit,
        exceptions: [.init(.user1, .send(.interrupt)), .init(.windowChange, .drop), .init(.user2, .call)])

    private static let nothing = [ServiceAction?](repeating: nil, count: events.count)
    private static let rt40 = ServiceAction.forward(Signal(rawValue: 40))

    /// One row a phase, one column an event.
    private static let table: [(Phase, [ServiceAction?])] = [
        (.waiting, nothing),
        (.initializing, nothing),
        (
            .starting,
            [
                .publish, .withdraw, .suspend, nil, nil, .finish, .beginStop, .beginStop,
                .forward(.interrupt), .forward(.hangup), .forward(.interrupt), .postpone(.user2), nil, nil, rt40,
            ]
        ),
        (
            .running,
            [
                nil, .withdraw, .suspend, nil, nil, .finish, .beginStop, .beginStop,
                .forward(.interrupt), .forward(.hangup), .forward(.interrupt), .call(.user2), nil, nil, rt40,
            ]
        ),
        (
            .stopping,
            [
                nil, nil, .suspend, .continuePlan, .sayWhoRemains, .finish, .repeatStop, .repeatStop,
                .forward(.interrupt), nil, .forward(.interrupt), nil, nil, nil, rt40,
            ]
        ),
        (.exited, nothing),
    ]

    private static let cells = table.flatMap { row in
        zip(events, row.1).map { (row.0, $0, $1) }
    }

    @Test(arguments: cells)
    func cell(_ phase: Phase, _ event: ServiceEvent, _ expected: ServiceAction?) {
        #expect(StateTable.decide(phase, event, StateTableTests.signals) == expected)
    }

    @Test func theTableIsComplete() {
        #expect(StateTableTests.table.map { $0.0 } == Phase.allCases)
        #expect(StateTableTests.cells.count == Phase.allCases.count * StateTableTests.events.count)
    }

    @Test(arguments: [.terminate, .interrupt, .quit, .user1, .hangup, .terminalInput] as [Signal])
    func theStopSignalAndTermBeginAndRepeatTheStop(_ stop: Signal) {
        let signals = SignalTable(stopSignal: stop)
        for signal in [stop, .terminate] where stop != .hangup || signal == .terminate {
            #expect(StateTable.decide(.starting, .signal(signal), signals) == .beginStop)
            #expect(StateTable.decide(.running, .signal(signal), signals) == .beginStop)
            #expect(StateTable.decide(.stopping, .signal(signal), signals) == .repeatStop)
        }
    }

    @Test func aHangupThatIsTheStopSignalIsRepeated() {
        #expect(StateTable.decide(.stopping, .signal(.hangup), SignalTable(stopSignal: .hangup)) == .repeatStop)
    }

    @Test func whatManagersAreTold() {
        #expect(Phase.allCases.map { $0.notification } == [nil, nil, nil, "READY=1", "STOPPING=1", nil])
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
