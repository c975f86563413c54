import Foundation
import Glibc
import Testing

/// A process that gets no more memory says so, in the place where Swift would trap.
@Suite(.limited, .enabled(if: Entry.isStatic("callback-entry"))) struct NoMemoryTests {
    private let limit = Helper.shell("ulimit -v 60000; exec \"$@\"") + ["sh"]
    private let message = "cannot get memory: Out of memory\n"

    @Test(arguments: Place.allCases)
    func beforeTheService(_ place: Place) async throws {
        let scratch = try Scratch()
        try scratch.write("log", "old\n", mode: 0o666)
        let device = """
            mkdir /run/dev; mknod -m 666 /run/dev/null c 1 3; touch /run/dev/termination-log
            mount --bind \(scratch["log"]) /run/dev/termination-log; mount --rbind /run/dev /dev
            """
        let result = try await Entry.run(
            ["callback-entry", "start", "--", "echo", "service"], ["INITFUNC": "memory"], place, setup: device,
            wrapper: limit)
        #expect(result.status == 71)
        #expect(result.errors.hasSuffix("\ncallback: \(message)"), "\(result.errors)")
        #expect(result.output == "")
        #expect(try scratch.read("log") == message)
    }

    @Test func asJSON() async throws {
        let environment = ["INITFUNC": "memory", "LOG_FORMAT": "json"]
        let result = try await Entry.run(["callback-entry", "start", "--", "true"], environment, wrapper: limit)
        #expect(result.status == 71)
        let last = try #require(result.errors.split(separator: "\n").last)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: String])
        #expect(object["level"] == "error" && object["image"] == "callback")
        #expect(object["message"].map { $0 + "\n" } == message)
        #expect(object["time"]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    /// It is told its stop signal, what comes for the entrypoint goes on to it, and the entrypoint ends after it.
    @Test(arguments: Place.allCases)
    func theServiceIsStopped(_ place: Place) async throws {
        let command = try ["callback-entry", "start", "--"] + Helper.reporter(until: SIGUSR1, times: 2)
        let environment = ["HANGUP": "memory", "STOP_SIGNAL": "USR1"]
        try await Entry.with(command, environment, place, wrapper: limit) { entry in
            try await entry.started()
            try entry.send(SIGHUP)
            try await entry.running.line("got 10.")
            #expect(entry.running.errors.contains("callback: \(message)"))
            try entry.send(SIGWINCH)
            try await entry.running.line("got 28.")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 71)
            let got = entry.running.errors.split(separator: "\n").filter { $0.hasPrefix("got") }
            #expect(got == ["got 10.", "got 18.", "got 28.", "got 10."])
            #expect(!entry.running.errors.contains("left over"))
        }
    }

    /// Nothing of it is there yet but the program's name.
    @Test func notEvenTheFirst() async throws {
        let wrapper = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=mmap", "-e", "inject=mmap:error=ENOMEM"]
        let result = try await Entry.run(["base-entry", "run", "--", "true"], [:], .belowInit, wrapper: wrapper)
        #expect(result.status == 71)
        #expect(result.errors == "base-entry: \(message)")
    }
}
