import Foundation
import Glibc
import Testing

/// /dev/termination-log: where Kubernetes looks for the reason of a container's end.
@Suite(.limited) struct TerminationLogTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("log", "old\n", mode: 0o666)
    }

    /// A /dev of the test's own, with the test's file as Kubernetes mounts it.
    private var device: String {
        """
        mkdir /run/dev; mknod -m 666 /run/dev/null c 1 3; touch /run/dev/termination-log
        mount --bind \(scratch["log"]) /run/dev/termination-log; mount --rbind /run/dev /dev
        """
    }

    private func run(
        _ words: [String], _ environment: [String: String] = [:], _ place: Place = .asInit, wrapper: [String] = []
    ) async throws -> Finished {
        try await Entry.run(words, environment, place, setup: device, wrapper: wrapper)
    }

    @Test(arguments: Place.allCases)
    func aServicesEnd(_ place: Place) async throws {
        #expect(try await run(["base-entry", "run", "--", "sh", "-c", "exit 3"], [:], place).status == 3)
        #expect(try scratch.read("log").contains(/^sh \(pid \d+\) exited with status 3\n$/))
        #expect(try await run(["base-entry", "run", "--", "sh", "-c", "kill -KILL $$"], [:], place).status == 137)
        #expect(try scratch.read("log").contains(/^sh \(pid \d+\) was ended by SIGKILL\n$/))
        #expect(try await run(["base-entry", "run", "--", "true"], [:], place).status == 0)
        #expect(try scratch.read("log") == "")
    }

    @Test func aReport() async throws {
        let result = try await run(["base-entry", "run", "--", "true"], ["USER_NAME": "a b", "WAIT_FOR": "nonsense"])
        #expect(result.status == 78)
        let log = try scratch.read("log")
        #expect(result.errors == "base: \(log)")
        #expect(log.hasPrefix("the environment variables are wrong\n  USER_NAME: "), "\(log)")
        #expect(try await run(["base-entry", "strat", "more"]).status == 127)
        #expect(try scratch.read("log") == "unknown command \"strat\"; did you mean \"start\"?\n")
    }

    @Test(arguments: Place.allCases)
    func aStartThatFails(_ place: Place) async throws {
        let result = try await run(["base-entry", "run", "--", "no-such-program"], ["LOG_FORMAT": "json"], place)
        #expect(result.status == 127)
        #expect(try scratch.read("log") == "cannot start \"no-such-program\": there is no such program in PATH\n")
    }

    @Test func theFirstReasonIsTheTrueOne() async throws {
        let path = try scratch.write("file", "") + "/up"
        let command = try ["base-entry", "run", "--semaphore", path, "--"] + Helper.reporter(until: SIGTERM)
        #expect(try await run(command).status == 71)
        #expect(try scratch.read("log") == "cannot publish the semaphore \"\(path)\": Not a directory\n")
    }

    @Test func anEndByForce() async throws {
        try await Entry.with(
            ["callback-entry", "start"], ["INITFUNC": "ignore"], setup: device, wrapper: ["nice", "-n", "19"]
        ) { entry in
            try await entry.running.line("initfunc: ignore")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
            #expect(try scratch.read("log") == "start-up did not end after a stop signal; forced to end\n")
        }
    }

    /// What Kubernetes would not read is left out, by whole lines.
    @Test func aLongReport() async throws {
        let targets = (0..<200).map { "file:/nonexistent/a-long-name-of-a-file-\($0)" }
        let result = try await run(["base-entry", "wait", "--timeout", "10ms"] + targets)
        #expect(result.status == 69)
        let log = try scratch.read("log")
        #expect((3900...4096).contains(log.utf8.count), "\(log.utf8.count)")
        #expect(result.errors.contains("base: \(log)") && log.hasSuffix("\n"))
    }

    /// Other processes of the container, such as probes, leave the file alone.
    @Test func onlyTheMainProcessWrites() async throws {
        #expect(try await run(["base-entry", "health"], [:], .belowInit).status == 1)
        #expect(try await run(["base-entry", "strat"], [:], .belowInit).status == 127)
        #expect(try scratch.read("log") == "old\n")
        let command = try ["base-entry", "run", "--ready", "file:/nonexistent", "--"] + Helper.reporter(until: SIGTERM)
        try await Entry.with(command, setup: device) { entry in
            try await entry.running.line("service started")
            #expect(try await entry.inside(["base-entry", "health"]).status == 1)
            #expect(try scratch.read("log") == "old\n")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 7)
            #expect(try scratch.read("log").hasSuffix("exited with status 7\n"))
        }
    }

    @Test func secretsStayOut() async throws {
        let result = try await run(
            ["callback-entry", "start"], ["SECRET": "hush-hush", "INITFUNC": "fail", "LOG_FORMAT": "nonsense"])
        #expect(result.status == 78)
        #expect(!result.errors.contains("hush"))
        #expect(try scratch.read("log").contains("LOG_FORMAT"))
        #expect(try !scratch.read("log").contains("hush"))
    }

    /// It is written only where it is a plain file, and never made.
    @Test(arguments: [
        ":", "ln -s /run/other /run/dev/termination-log; touch /run/other", "mkfifo /run/dev/termination-log",
        "mkdir /run/dev/termination-log", "mknod -m 666 /run/dev/termination-log c 1 7",
        "touch /run/dev/termination-log; mount --bind -o ro /run/dev/termination-log /run/dev/termination-log",
    ])
    func aFileThatIsNone(_ make: String) async throws {
        let setup = "mkdir /run/dev; mknod -m 666 /run/dev/null c 1 3; \(make); mount --rbind /run/dev /dev"
        let list = "\"$@\"; code=$?; find /dev /run/other -type f -size +0; exit $code"
        let result = try await Entry.run(
            ["base-entry", "run", "--", "sh", "-c", "exit 3"], [:], setup: setup, wrapper: Helper.shell(list) + ["sh"])
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.output == "")
    }
}
