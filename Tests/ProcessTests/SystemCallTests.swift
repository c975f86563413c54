import Foundation
import Testing

/// Each system call of `run` fails (strace(1), -e inject): it says so and ends with a status of the table, or goes on and is
/// right. It never hangs, and never ends well without the service.
///
/// What a dynamic loader does about it is not asked here.
@Suite(.limited, .enabled(if: Entry.isStatic("base-entry"))) struct SystemCallTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func run(_ options: [String], follow: Bool = false, _ number: Int = 0) async throws -> Finished {
        let wrapper = ["strace", "-qq", "-o", scratch["trace-\(number)"]] + (follow ? ["-f"] : []) + options
        let command = ["base-entry", "run", "--"] + Helper.shell("echo service")
        // What cannot be removed must not stay on this machine.
        let setup = """
            mkdir /run/kept; mount --bind \(scratch[""]) /run/kept; mount -t tmpfs tmpfs /dev/shm; mount -t tmpfs tmpfs /tmp
            mkdir -p \(scratch[""]); mount --move /run/kept \(scratch[""])
            """
        return try await Entry.run(command, [:], .belowInit, setup: setup, wrapper: wrapper)
    }

    /// How often each call is made: by the entrypoint, or by its child on the way to the service's program.
    private func calls(ofChild: Bool) async throws -> [(name: String, count: Int)] {
        #expect(try await run(["-e", "signal=none"], follow: ofChild).status == 0)
        let lines = try scratch.read("trace-0").split(separator: "\n").map { $0.split(separator: " ") }
        let first = lines.first?.first
        let own = ofChild ? lines.filter { $0[0] != first }.map { $0.dropFirst() } : lines.map { $0[...] }
        var counts: [(name: String, count: Int)] = []
        for words in own {
            // A call that another process came in between of has a second line.
            guard let name = words.first?.split(separator: "(").first.map(String.init), !name.hasPrefix("<") else {
                continue
            }
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index].count += 1
            } else {
                counts.append((name, 1))
            }
            if ofChild && name == "execve" { break }
        }
        return counts
    }

    private func fail(_ name: String, _ error: String, _ when: String, follow: Bool, _ number: Int) async throws
        -> Finished
    {
        let options = ["-e", "trace=\(name)", "-e", "inject=\(name):error=\(error):when=\(when)"]
        return try await run(options, follow: follow, number)
    }

    /// libc's first call, without which it does not start: there is no code of ours yet. The others have no result, or are the
    /// start itself. A close(2) that fails has closed all the same, which strace leaves out.
    private static let excluded = ["arch_prctl", "close", "exit_group", "set_tid_address"]

    @Test(arguments: [false, true], ["ENOMEM", "EPERM", "ENOSYS"])
    func eachFails(_ ofChild: Bool, _ error: String) async throws {
        var faults: [(name: String, when: String)] = []
        for call in try await calls(ofChild: ofChild) where !Self.excluded.contains(call.name) {
            if call.name == "execve" && !ofChild { continue }
            for number in 1...min(call.count, 6) { faults.append((call.name, "\(number)")) }
            faults.append((call.name, "1+"))
        }
        #expect(faults.count > (ofChild ? 10 : 60))
        let all = faults
        try await forEach(0..<all.count) { number in
            let (name, when) = all[number]
            let result = try await fail(name, error, when, follow: ofChild, number + 1)
            let note: Comment = "\(name) \(when): \(result)"
            if result.status == 0 {
                #expect(result.output == "service\n", note)
            } else {
                #expect([71, 77, 126].contains(result.status), note)
                #expect(
                    result.errors.contains(/^base(-entry)?: cannot .*: [A-Z][a-z ]+$/.anchorsMatchLineEndings()), note)
            }
            #expect(!result.errors.contains("left over"), note)
        }
    }

    /// What is only interrupted is done again.
    @Test func eachIsInterrupted() async throws {
        let names = [
            "openat", "read", "fcntl", "flock", "clone", "wait4", "poll", "write", "pwrite64", "rt_sigtimedwait",
        ]
        var faults: [(name: String, when: String)] = []
        for call in try await calls(ofChild: false) where names.contains(call.name) {
            for number in 1...min(call.count, 6) { faults.append((call.name, "\(number)")) }
        }
        let all = faults
        #expect(Set(all.map { $0.name }) == Set(names))
        try await forEach(0..<all.count) { number in
            let (name, when) = all[number]
            let result = try await fail(name, "EINTR", when, follow: false, number + 1)
            #expect(result.status == 0 && result.output == "service\n", "\(name) \(when): \(result)")
        }
    }

    /// A stack that suffices for the service suffices for the entrypoint.
    @Test(arguments: [16, 24, 64])
    func aSmallStack(_ size: Int) async throws {
        let limit = Helper.shell("ulimit -s \(size); exec \"$@\"") + ["sh"]
        let result = try await Entry.run(["base-entry", "run", "--", "true"], wrapper: limit)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.hasPrefix("base: ready in"))
    }
}
