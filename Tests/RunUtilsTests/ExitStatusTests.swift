import Testing

@testable import RunUtils

@Suite struct ExitStatusTests {
    @Test(
        arguments: [
            (.success, 0), (.failure, 1), (.usage, 64), (.unavailable, 69), (.software, 70), (.system, 71),
            (.permission, 77),
            (.configuration, 78), (.notExecutable, 126), (.notFound, 127), (.signalled(.terminate), 143),
            (.signalled(.interrupt), 130), (.signalled(.kill), 137), (.signalled(Signal(rawValue: 64)), 192),
        ] as [(ExitStatus, UInt8)])
    func numbers(_ status: ExitStatus, _ number: UInt8) {
        #expect(status.rawValue == number)
    }

    @Test(
        arguments: [
            (0x0000, .exited(0)), (0x0100, .exited(1)), (0xff00, .exited(255)), (0x4e00, .exited(78)),
            (0x000f, .signalled(.terminate)), (0x0009, .signalled(.kill)), (0x008b, .signalled(Signal(rawValue: 11))),
            (0x0040, .signalled(Signal(rawValue: 64))),
        ] as [(CInt, Termination)])
    func waitStatuses(_ status: CInt, _ expected: Termination) {
        #expect(Termination(waitStatus: status) == expected)
    }

    @Test(
        arguments: [
            (.exited(0), 0), (.exited(1), 1), (.exited(255), 255), (.signalled(.terminate), 143),
            (.signalled(.kill), 137),
        ] as [(Termination, UInt8)])
    func ofAChild(_ termination: Termination, _ number: UInt8) {
        #expect(ExitStatus(termination).rawValue == number)
    }

    @Test(
        arguments: [
            (.notPermitted, .permission), (.permissionDenied, .permission), (.readOnlyFileSystem, .permission),
            (.noSuchFile, .system), (.exists, .system), (.resourceBusy, .system), (.argumentsTooLong, .system),
        ] as [(Errno, ExitStatus)])
    func ofASystemCall(_ error: Errno, _ expected: ExitStatus) {
        #expect(ExitStatus(error) == expected)
    }
}

@Suite struct RunErrorTests {
    @Test func refusedCalls() {
        #expect(
            RunError(cannot: "open", "/a \"b\"", .noSuchFile)
                == RunError(.system, #"cannot open "/a \"b\"": No such file or directory"#))
        #expect(
            RunError(cannot: "open", "/a", .permissionDenied, hint: "do")
                == RunError(.permission, #"cannot open "/a": Permission denied"#, hint: "do"))
        #expect(RunError(cannot: "wait", .noChild) == RunError(.system, "cannot wait: No child processes"))
    }

    @Test func stops() {
        #expect(
            RunError.stopped(.terminate, "nothing was started")
                == RunError(.signalled(.terminate), "SIGTERM received: nothing was started"))
    }

    /// Who ends well returns `.success`.
    @Test func noErrorIsASuccess() {
        #expect(RunError(.success, "all went well") == RunError(.software, "all went well"))
        var error = RunError(.usage, "wrong")
        error.status = .success
        #expect(error.status == .software)
    }

    @Test func reports() {
        #expect(RunError.report(.configuration, "wrong", []) == nil)
        #expect(RunError.report(.usage, "wrong", ["a"]) == RunError(.usage, "wrong", details: ["a"]))
    }
}
