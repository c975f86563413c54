import Testing

@testable import RunUtils

@Suite struct SignalTableTests {
    @Test(arguments: Array(1...64) as [CInt])
    func withoutExceptionsAlmostEverythingGoesToTheService(_ number: CInt) {
        let signal = Signal(number)
        let expected: SignalTable.Meaning =
            switch signal {
            case .terminate, .quit: .stop
            case .terminalInput, .terminalOutput: .drop
            default: .send(signal)
            }
        #expect(SignalTable(stopSignal: .quit).meaning(of: signal) == expected)
    }

    @Test func exceptionsComeFirst() {
        let table = SignalTable(
            stopSignal: .quit,
            exceptions: [
                .init(.quit, .drop), .init(.terminalInput, .send(.user1)), .init(.hangup, .call),
                .init(.hangup, .drop),
            ])
        #expect(table.meaning(of: .quit) == .drop)
        #expect(table.meaning(of: .terminalInput) == .send(.user1))
        #expect(table.meaning(of: .hangup) == .call)
    }

    @Test func termIsAStopWhateverAnExceptionSays() {
        let table = SignalTable(stopSignal: .quit, exceptions: [.init(.terminate, .drop)])
        #expect(table.meaning(of: .terminate) == .stop)
    }

    @Test(arguments: [
        ("HUP=USR1", Signal.hangup, SignalTable.Meaning.send(.user1)), ("sighup=10", .hangup, .send(.user1)),
        ("WINCH=none", .windowChange, .drop), ("USR2=None", .user2, .drop),
        ("RTMIN+1=TERM", Signal(rawValue: 35), .send(.terminate)),
    ])
    func spelledRules(_ text: String, _ signal: Signal, _ meaning: SignalTable.Meaning) throws {
        let rule = try #require(SignalRule(text))
        #expect(rule.exception.signal == signal)
        #expect(rule.exception.meaning == meaning)
        #expect(rule.function == nil)
    }

    @Test func rulesThatContradict() {
        let twice = [SignalRule.drop(.hangup), .map(.hangup, to: .user1)]
        #expect(SignalRule.objection(twice, stopSignal: .terminate) == "SIGHUP has two rules")
        #expect(
            SignalRule.objection([.drop(.quit)], stopSignal: .quit)
                == "SIGQUIT stops the service and cannot have another meaning")
        #expect(SignalRule.objection([.drop(.quit), .drop(.hangup)], stopSignal: .terminate) == nil)
    }

    @Test(arguments: [
        "", "=", "HUP", "HUP=", "=HUP", "HUP=FOO", "FOO=HUP", "HUP=USR1=USR2", "HUP = USR1", "65=1", "TERM=none",
        "KILL=USR1", "STOP=none", "CHLD=none",
    ])
    func noRules(_ text: String) { #expect(SignalRule(text) == nil) }
}
