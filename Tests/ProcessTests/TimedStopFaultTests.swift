import Foundation
import Glibc
import Testing

/// Each system call of a stop fails once: it ends within its grace all the same, with the truth or an error that says why.
@Suite(.limited, .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
struct TimedStopFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let error: String
        /// The exit status when the supervision cannot go on.
        let status: Int
        var testDescription: String { error }
    }

    static let faults = [
        Fault(error: "EINTR", status: 71), Fault(error: "EAGAIN", status: 71), Fault(error: "ENOMEM", status: 71),
        Fault(error: "EPERM", status: 77),
    ]

    private static let calls = [
        "rt_sigtimedwait", "poll,ppoll", "read", "kill", "wait4", "write", "pwritev2", "fstat", "newfstatat", "openat",
        "unlink,unlinkat", "fcntl", "pwrite64", "close", "ioctl", "madvise", "getdents64", "sendto", "rt_sigpending",
    ]

    @Test(arguments: faults, [1, 2])
    func eachOnce(_ fault: Fault, _ number: Int) async throws {
        try await forEach(0..<TimedStopFaultTests.calls.count, atATime: 2) { index in
            try await TimedStopFaultTests.stop(TimedStopFaultTests.calls[index], fault, number)
        }
    }

    private static func stop(_ call: String, _ fault: Fault, _ number: Int) async throws {
        let command = try ["base-entry", "run", "--semaphore", "/run/up", "--"] + Flooder.service(isDeaf: false)
        try await Entry.with(command, ["STOP_GRACE": "1s"]) { entry in
            try await entry.running.line("ready in")
            let pid = try entry.pid
            let inject = "inject=\(call):error=\(fault.error):when=\(number)"
            let trace = try Running(
                ["strace", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e", inject, "-p", "\(pid)"],
                environment: ["PATH": Entry.path])
            let note: Comment = "\(call) number \(number): \(fault.error)"
            do {
                try await eventually("strace looks on") {
                    trace.hasExited || ((try? Processes.status(pid, "TracerPid") != "0") ?? true)
                }
                // The fault may have come already, when strace took the place of a call that slept.
                kill(pid, SIGTERM)
                let start = ContinuousClock.now
                let status = try await entry.running.exit()
                #expect(seconds(since: start) < 4, note)
                #expect([7, SIGKILL.status, fault.status].contains(status), note)
                if status == fault.status { #expect(entry.running.errors.contains("base: cannot "), note) }
            } catch {
                await trace.end()
                throw error
            }
            await trace.end()
        }
    }
}
