import Testing

@testable import RunUtils

@Suite struct SignalTests {
    @Test(
        arguments: [
            ("HUP", 1), ("INT", 2), ("QUIT", 3), ("KILL", 9), ("USR1", 10), ("USR2", 12), ("TERM", 15), ("STKFLT", 16),
            ("CHLD", 17), ("CONT", 18), ("STOP", 19), ("TSTP", 20), ("WINCH", 28), ("SYS", 31), ("RTMIN", 34),
            ("RTMIN+0", 34),
            ("RTMIN+3", 37), ("RTMIN+30", 64), ("RTMAX", 64), ("RTMAX-0", 64), ("RTMAX-1", 63), ("RTMAX-30", 34),
        ] as [(String, CInt)])
    func names(_ name: String, _ number: CInt) {
        for text in [name, "SIG\(name)", Bytes(name).lowercased.text, "sig\(Bytes(name).lowercased.text)", "\(number)"]
        {
            #expect(Signal(text)?.rawValue == number, "\(text)")
        }
    }

    @Test(arguments: [
        "", "SIG", "TERMINATE", "TER", "SIGSIGTERM", "0", "65", "-1", "15 ", " 15", "TERM ", "SIG15", "1.5", "RTMIN+31",
        "RTMIN-1", "RTMAX+1", "RTMAX-31", "RTMIN+", "RTMIN+x", "RTMIN3", "RTMAX1", "RTMIN++3", "RTMIN+-3", "RTMIN--3",
        "RTMIN+99999999999999999999", "RT", "99999999999999999999",
    ])
    func nothingElse(_ text: String) {
        #expect(Signal(text) == nil)
    }

    @Test(
        arguments: [
            (1, "SIGHUP"), (15, "SIGTERM"), (31, "SIGSYS"), (32, "signal 32"), (33, "signal 33"), (34, "SIGRTMIN"),
            (37, "SIGRTMIN+3"), (64, "SIGRTMIN+30"), (0, "signal 0"), (65, "signal 65"), (-1, "signal -1"),
        ] as [(CInt, String)])
    func description(_ number: CInt, _ expected: String) {
        #expect(Signal(rawValue: number).description == expected)
    }

    @Test(arguments: Array(1...31) + Array(34...64) as [CInt])
    func theDescriptionNamesTheSignal(_ number: CInt) {
        #expect(Signal(Signal(number).description) == Signal(number))
    }

    @Test(
        arguments: [
            (.hangup, 1), (.interrupt, 2), (.quit, 3), (.kill, 9), (.user1, 10), (.user2, 12), (.terminate, 15),
            (.child, 17), (.continue, 18), (.terminalInput, 21), (.terminalOutput, 22), (.windowChange, 28),
        ] as [(Signal, CInt)])
    func constants(_ signal: Signal, _ number: CInt) {
        #expect(signal.rawValue == number)
    }
}
