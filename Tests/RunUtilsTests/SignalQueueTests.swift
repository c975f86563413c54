import Glibc
import Testing

@testable import RunUtils

/// In which order signals are looked at.
struct SignalQueueTests {
    private let stops = SignalSet([SIGTERM, SIGINT, 37])

    private func order(_ signals: [CInt]) -> [CInt] {
        var queue = SignalQueue()
        for signal in signals { queue.add(signal, at: .now) }
        var order: [CInt] = []
        while let next = queue.next(stops: stops) { order.append(next.signal) }
        return order
    }

    @Test func aStopComesBeforeOthers() {
        #expect(order([SIGHUP, SIGUSR1, SIGTERM]) == [SIGTERM, SIGHUP, SIGUSR1])
        #expect(order([SIGHUP, 37, SIGTERM]) == [37, SIGTERM, SIGHUP])
        #expect(order([40, 40, SIGUSR2]) == [40, 40, SIGUSR2])
    }

    @Test func aStandardSignalWaitsOnce() {
        #expect(order([SIGHUP, SIGUSR1, SIGHUP, SIGTERM, SIGTERM]) == [SIGTERM, SIGHUP, SIGUSR1])
    }

    @Test func itTellsWhenASignalCame() {
        var queue = SignalQueue()
        let (early, late) = (Instant(nanoseconds: 1), Instant(nanoseconds: 2))
        queue.add(SIGHUP, at: early)
        queue.add(SIGTERM, at: late)
        #expect(queue.next(stops: stops)?.arrival == late)
        #expect(queue.next(stops: stops)?.arrival == early)
    }

    /// The kernel hands out the lowest number first, but for those that the processor raises.
    @Test func whichStopsMayWaitBehindASignal() {
        #expect(stops.waiting(behind: SIGHUP) == stops)
        #expect(stops.waiting(behind: SIGTERM) == SignalSet([37]))
        #expect(stops.waiting(behind: SIGCHLD) == SignalSet([37]))
        #expect(stops.waiting(behind: 37) == SignalSet([]))
        #expect(stops.waiting(behind: 64) == SignalSet([]))
        #expect(stops.waiting(behind: SIGSYS) == stops)
        #expect(stops.waiting(behind: SIGSEGV) == stops)
    }

    @Test func aSet() {
        #expect(SignalSet([1, 64]).bits == 0x8000_0000_0000_0001)
        #expect(SignalSet([0, 65, -1]).bits == 0)
        #expect(SignalSet.all.filter { $0 == .hangup }.bits == 1)
    }

    /// Those whose sender wants the service to end, whatever it is sent then.
    @Test func whatAsksForAStop() {
        let table = SignalTable(
            stopSignal: .quit, exceptions: [SignalTable.Exception(.interrupt, .send(.user1))])
        let all = SignalSet([SIGTERM, SIGINT, SIGQUIT])
        #expect(SignalSet.all.filter { table.asksForStop($0, among: all) } == SignalSet([SIGTERM, SIGQUIT]))
        #expect(
            SignalSet.all.filter { SignalTable(stopSignal: .terminate).asksForStop($0, among: all) } == all)
    }
}
