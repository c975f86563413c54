import Foundation
import Glibc
import Testing

/// Starts that are rare, and must not surprise.
@Suite(.limited) struct OddStartTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: Place.allCases)
    func anEmptyArgv(_ place: Place) async throws {
        let result = try await Entry.run(["base-entry"], [:], place, wrapper: Helper.emptyArguments())
        #expect(result.status == 64)
        #expect(result.errors.contains("base: a command is expected"))
    }

    @Test(arguments: Place.allCases)
    func anEmptyEnvironment(_ place: Place) async throws {
        let result = try await Entry.run(
            ["base-entry", "run", "--", "/usr/bin/env"], [:], place, wrapper: ["env", "-i"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "")
    }

    @Test(arguments: Place.allCases)
    func closedStandardStreams(_ place: Place) async throws {
        let script =
            "readlink /proc/self/fd/0 /proc/self/fd/1 >\(scratch["streams"]); echo $? >>\(scratch["streams"]); exit 6"
        let command = ["base-entry", "run", "--semaphore", scratch["up"], "--", "sh", "-c", script]
        let result = try await Entry.run(
            command, [:], place, wrapper: ["sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh"])
        #expect(result.status == 6)
        #expect(try scratch.read("streams").hasPrefix("/dev/null\n"))
        #expect(!scratch.exists("up"))
    }

    @Test(arguments: [["run", "--"], [], ["run"]])
    func argumentsPassUnchanged(_ command: [String]) async throws {
        let words = ["a b", "'single' \"double\"", "line\nline", "", "*", "$HOME", "--user", "\\"]
        let show = ["perl", "-e", "print join('|', @ARGV), '|', unpack('H*', $ENV{ODD})"]
        // The last argument and the variable are no UTF-8.
        let wrapper = ["sh", "-c", "odd=$(printf '\\377\\001\\300'); ODD=$odd exec \"$@\" \"$odd\"", "sh"]
        let entry = try Entry(["base-entry"] + command + show + words, wrapper: wrapper)
        let result = try await finish(entry.running)
        #expect(result.status == 0, "\(result.errors)")
        let expected = Data((words.joined(separator: "|") + "|").utf8) + [0xff, 1, 0xc0] + Data("|ff01c0".utf8)
        #expect(entry.running.bytes(.output) == expected, "\(result.output)")
    }

    @Test(arguments: Place.allCases)
    func aFirstWordThatIsNoCommandIsExecuted(_ place: Place) async throws {
        let result = try await Entry.run(try ["base-entry"] + Helper.startReport(), [:], place)
        #expect(result.status == 5)
        #expect(Processes.field("SigBlk", in: result.output) == "0000000000000000")
        #expect(Processes.field("SigIgn", in: result.output) == "0000000000000000")
        if place == .asInit { #expect(Processes.field("Pid", in: result.output) == "1") }
    }

    @Test func aWordThatIsNearACommand() async throws {
        let near = try await Entry.run(["base-entry", "strat"])
        #expect(near.status == 127)
        #expect(near.errors == "base: unknown command \"strat\"; did you mean \"start\"?\n")
        let far = try await Entry.run(["base-entry", "something-else"])
        #expect(far.status == 127)
        #expect(far.errors.hasPrefix("base: unknown command \"something-else\"; "), "\(far.errors)")
        #expect(far.errors.contains("there is no such program in PATH"), "\(far.errors)")
    }

    @Test func aRootWithoutProc() async throws {
        let command = ["base-entry", "run", "--semaphore", scratch["up"], "--", "sh", "-c", "sleep 1000 & exit 8"]
        for place in Place.allCases {
            let result = try await Entry.run(command, [:], place, setup: "mount -t tmpfs tmpfs /proc")
            #expect(result.status == 8, "\(result.errors)")
        }
    }

    /// Only the entrypoint is without /proc here, so that survivors are seen.
    @Test(arguments: ["", "setsid", "setsid setsid --fork"])
    func theRestIsEndedWithoutProc(_ escape: String) async throws {
        let wrapper = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /proc; exec \"$@\"", "sh"]
        #expect(unsafe mkfifo(scratch["fifo"], 0o600) == 0)
        let background = "\(escape) sh -c 'sleep 1000 & echo >\(scratch["fifo"]); exec sleep 1000' &"
        let result = try await Entry.run(
            ["base-entry", "run", "--", "sh", "-c", "\(background) read line <\(scratch["fifo"]); exit 8"], [:],
            .belowInit,
            wrapper: wrapper)
        #expect(result.status == 8, "\(result.errors)")
        #expect(!result.errors.contains("left over"), "\(result.errors)")
    }

    @Test func aRandomUserWithAReadOnlyRoot() async throws {
        let setup = """
            cp \(Entry.executable("base-entry")) /run/; mount -o remount,ro /run
            for place in /dev/shm /tmp; do mount -t tmpfs -o ro tmpfs $place; done
            """
        let wrapper = ["setpriv", "--reuid", "76543", "--regid", "0", "--clear-groups", "--no-new-privs"]
        let script = "echo $(id -u):$(id -g); exit 3"
        for place in Place.allCases {
            let result = try await Entry.run(
                ["/run/base-entry", "run", "--", "sh", "-c", script], [:], place, setup: setup, wrapper: wrapper)
            #expect(result.status == 3, "\(result.errors)")
            #expect(result.output == "76543:0\n")
        }
    }
}
