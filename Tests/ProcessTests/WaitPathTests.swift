import Foundation
import Glibc
import Testing

/// Waiting for files under unusual names and circumstances.
@Suite(.limited) struct WaitPathTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// The names as printf(1) writes them.
    @Test(arguments: [
        "with  spaces", "it'\\''s", "a\\042b", "two\\nlines\\n.", "\\377\\376", "back\\\\\\\\slash", "a,b)(", "!x",
        "\\t", "-",
    ])
    func oddNames(_ name: String) async throws {
        let script = """
            cd \(scratch.path); name=$(printf '\(name)')
            \(Entry.executable("base-entry")) wait --timeout 20s "file:$PWD/$name" 2>log &
            until grep -q 'waiting for' log; do sleep 0.01; done
            : >"./$name"; wait $! || exit 8
            wc -l <log
            """
        let result = try await finish(Running(["bash", "-c", script], environment: ["PATH": Entry.path]))
        #expect(result.status == 0, "\(result.errors)")
        // A name makes no lines of its own.
        #expect(result.output == "2\n")
    }

    @Test func namesThatAreTooLong() async throws {
        let long = "/" + String(repeating: "a", count: 256)
        let longest = String(repeating: "/abc", count: 1024)
        let fits = String(repeating: "/./.", count: 1023)
        #expect(try await Entry.run(["base-entry", "wait", "directory:\(fits)"]).status == 0)
        let result = try await Entry.run([
            "base-entry", "wait", "--timeout", "200ms", "file:\(long)", "!file:\(longest)",
        ])
        #expect(result.status == 69)
        // musl says "Filename".
        let reasons = result.errors.lowercased().replacingOccurrences(of: "file name", with: "filename")
        #expect(reasons.components(separatedBy: ": filename too long\n").count == 3, "\(result.errors)")
    }

    @Test func aDirectory() async throws {
        try scratch.write("file", "")
        let target = "directory:\(scratch["file"])"
        let late = try await Entry.run(["base-entry", "wait", "--timeout", "200ms", target])
        #expect(late.status == 69)
        #expect(late.errors.contains("  \(target): not a directory\n"))
        try await Entry.with(["base-entry", "wait", "directory:\(scratch["a/b"])"]) { entry in
            try await entry.running.line("waiting for")
            try FileManager.default.createDirectory(atPath: scratch["a/b"], withIntermediateDirectories: true)
            #expect(try await entry.running.exit() == 0)
        }
    }

    @Test func aDirectoryThatIsReplaced() async throws {
        try scratch.write("d/other", "")
        try await Entry.with(["base-entry", "wait", "file:\(scratch["d/file"])"]) { entry in
            try await entry.running.line("waiting for")
            try FileManager.default.moveItem(atPath: scratch["d"], toPath: scratch["old"])
            try scratch.write("d/file", "")
            #expect(try await entry.running.exit() == 0)
        }
    }

    @Test func aFileThatGoes() async throws {
        let file = try scratch.write("maintenance", "")
        let target = "!file:\(file)"
        let late = try await Entry.run(["base-entry", "wait", "--timeout", "200ms", target])
        #expect(late.status == 69)
        #expect(late.errors.contains("  \(target): still so\n"), "\(late.errors)")
        try await Entry.with(["base-entry", "wait", target]) { entry in
            try await entry.running.line("waiting for \(target)")
            try FileManager.default.removeItem(atPath: file)
            #expect(try await entry.running.exit() == 0)
        }
    }

    /// Where a look is refused, nobody knows whether the file is there.
    @Test func aFileThatMayNotBeLookedAt() async throws {
        try scratch.write("closed/file", "")
        unsafe chmod(scratch["closed"], 0o700)
        let copy = "mkdir /run/bin; cp \(Entry.executable("base-entry")) /run/bin/"
        let targets = ["file:", "!file:"].map { $0 + scratch["closed/file"] }
        let result = try await Entry.run(
            ["/run/bin/base-entry", "wait", "--timeout", "200ms"] + targets, setup: copy,
            wrapper: ["setpriv", "--reuid", "54320", "--clear-groups"])
        #expect(result.status == 69)
        #expect(result.errors.components(separatedBy: ": Permission denied\n").count == 3, "\(result.errors)")
    }

    /// A user has a limited number of inotify instances; without one, files are looked at ten times a second.
    @Test func withoutInotify() async throws {
        let user = ["setpriv", "--reuid", "54321", "--clear-groups"]
        let script = """
            use POSIX; $| = 1; my $number = (POSIX::uname())[4] eq 'x86_64' ? 294 : 26;
            while (syscall($number, 0) >= 0) {} print "exhausted: $!\\n"; sleep 1000;
            """
        let holder = try Running(user + ["perl", "-e", script], environment: ["PATH": Entry.path])
        do {
            try await holder.line("exhausted: Too many open files", in: .output)
            let copy = "mkdir /run/bin; cp \(Entry.executable("base-entry")) /run/bin/"
            let words = ["/run/bin/base-entry", "wait", "file:\(scratch["file"])"]
            try await Entry.with(words, setup: copy, wrapper: user) { entry in
                try await entry.running.line("waiting for")
                try scratch.write("file", "")
                #expect(try await entry.running.exit() == 0)
            }
        } catch {
            await holder.end()
            throw error
        }
        await holder.end()
    }

    /// One that was not there appears with its owner's lock; a pause before another look would only cost time.
    @Test func aSemaphoreThatAppearsIsBelievedAtOnce() async throws {
        #expect(try await waitWithFault(in: "sleep") == "no fault")
    }

    /// The program would start 5 to 20 ms later if execve(2) closed the descriptor of inotify. Where the kernel refuses
    /// what it takes to close it in the background, it is just closed.
    @Test func theWatchIsClosedBeforeTheProgramStarts() async throws {
        #expect(try await waitWithFault(in: "socketpair") == "fault: socketpair")
    }

    /// What `Faults` says of the first call of a kind, which fails, while a semaphore is waited for and appears.
    private func waitWithFault(in call: String) async throws -> String? {
        let path = scratch["up"]
        let words = [Entry.executable("base-entry"), "wait", "semaphore:\(path)", "--", "echo", "started"]
        let waiting = try Running(
            try Faults.fail(at: 1, of: [call], with: EPERM) + words, environment: ["PATH": Entry.path])
        do {
            try await waiting.line("waiting for")
            let file = unsafe open(path + ".new", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            defer { close(file) }
            #expect(flock(file, LOCK_EX) == 0)
            #expect(unsafe rename(path + ".new", path) == 0)
            #expect(try await waiting.exit() == 0)
        } catch {
            await waiting.end()
            throw error
        }
        #expect(waiting.output == "started\n")
        return waiting.errors.split(separator: "\n").last.map(String.init)
    }

    /// Not asserted, as the machine may be busy: the time from the semaphore's appearance to the end of the process that
    /// waited for it.
    @Test func howSoonASemaphoreIsNoticed() async throws {
        var times: [Double] = []
        for round in 0..<10 {
            let path = scratch["up\(round)"]
            try await Entry.with(["base-entry", "wait", "semaphore:\(path)"]) { entry in
                try await entry.running.line("waiting for")
                let file = unsafe open(path + ".new", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
                defer { close(file) }
                #expect(flock(file, LOCK_EX) == 0)
                let start = ContinuousClock.now
                #expect(unsafe rename(path + ".new", path) == 0)
                try await entry.running.line("waited")
                times.append(seconds(since: start) * 1000)
                #expect(try await entry.running.exit() == 0)
            }
        }
        times.sort()
        print(
            "a semaphore is noticed within \(times[0]) ms at best, \(times[5]) ms in the median, with process and pipe")
    }
}
