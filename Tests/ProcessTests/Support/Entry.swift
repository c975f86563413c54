import Foundation
import Glibc
import Testing

/// Where an entrypoint runs: as PID 1 of a container, or below another init.
enum Place: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case asInit, belowInit

    var testDescription: String { self == .asInit ? "as PID 1" : "below another init" }
}

/// An entrypoint in PID and mount namespaces of its own, which end with it.
struct Entry: Sendable {
    let running: Running
    private let place: Place

    /// The directory of the executables: the Embedded ones unless ENTRY_DIRECTORY names another.
    static let directory: URL = {
        if let path = ProcessInfo.processInfo.environment["ENTRY_DIRECTORY"] { return URL(fileURLWithPath: path) }
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.appendingPathComponent("build/test")
    }()

    static func executable(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// Whether an executable needs no dynamic loader, as the Embedded ones do not.
    static func isStatic(_ name: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: executable(name)) else { return false }
        return !String(decoding: file.readData(ofLength: 4096), as: UTF8.self).contains("/ld-")
    }

    /// The words with the path of an executable of ours that is called by its name.
    static func resolved(_ words: [String]) -> [String] {
        let isOurs = words[0].hasSuffix("-entry") && !words[0].contains("/")
        return isOurs ? [executable(words[0])] + words.dropFirst() : words
    }

    /// What every program of a test finds in its environment. When coverage is counted, the executables are told where.
    private static let environment: [String: String] = {
        let profile = ProcessInfo.processInfo.environment["ENTRY_PROFILE"]
        // A test may be slow to make true what the entrypoint waits for.
        return ["PATH": path, "WAIT_TIMEOUT": "10m"].merging(profile.map { ["LLVM_PROFILE_FILE": $0] } ?? [:]) { $1 }
    }()

    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// What a shell of the namespace says of processes that outlived the entrypoint; those that just die have a moment.
    private static let survivors = """
        code=$?
        for round in 1 2 3 4 5 6 7 8 9 10; do
            left=
            for process in /proc/[0-9]*; do
                [ $process = /proc/1 ] && continue
                read -r pid name state rest 2>/dev/null <$process/stat || continue
                [ $state = Z ] || left="$left $name"
            done
            [ -z "$left" ] && break
            sleep 0.05
        done
        [ -z "$left" ] || echo "left over:$left" >&2
        exit $code
        """

    /// Starts `words`: an executable of ours by its name, and arguments.
    ///
    /// - Parameters:
    ///   - setup: Shell commands that prepare the private mounts.
    ///   - wrapper: A program, with arguments, that executes what follows it.
    ///   - terminal: The standard streams, and the controlling terminal of a session that PID 1 leads.
    init(
        _ words: [String], _ environment: [String: String] = [:], _ place: Place = .asInit, setup: String = ":",
        wrapper: [String] = [], terminal: Pty? = nil
    ) throws {
        self.place = place
        let prepare = "set -e; mount -t tmpfs tmpfs /run; \(setup); set +e; "
        let run = place == .asInit ? "exec \"$@\"" : "\"$@\"\n\(Entry.survivors)"
        running = try Running(
            [
                "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
                "--",
            ] + (terminal == nil ? [] : ["setsid", "--ctty"]) + ["sh", "-c", prepare + run, "sh"] + wrapper
                + Entry.resolved(words), environment: Entry.environment.merging(environment) { $1 },
            terminal: terminal)
    }

    /// The entrypoint's pid, as the test sees it. It executes already when it has written anything.
    var pid: pid_t {
        get throws {
            let first = try Entry.only(Processes.children(of: running.pid))
            return place == .asInit ? first : try Entry.only(Processes.children(of: first))
        }
    }

    /// The pid of the service, as the test sees it.
    var service: pid_t { get throws { try Entry.only(Processes.children(of: pid)) } }

    private static func only(_ pids: [pid_t]) throws -> pid_t {
        guard pids.count == 1 else { throw ProcessFailure(description: "one child expected, found \(pids)") }
        return pids[0]
    }

    /// Sends a signal to the entrypoint itself.
    func send(_ signal: CInt) throws {
        guard kill(try pid, signal) == 0 else { throw ProcessFailure(description: "kill: errno \(errno)") }
    }

    /// Runs something else in the entrypoint's namespaces, as an exec of a container engine does.
    func inside(_ words: [String], _ environment: [String: String] = [:]) async throws -> Finished {
        let enter = ["nsenter", "--target", "\(try pid)", "--mount", "--pid", "--"]
        let other = try Running(
            enter + Entry.resolved(words), environment: Entry.environment.merging(environment) { $1 })
        return try await finish(other)
    }

    /// Makes a file that the entrypoint sees. It is not in its PID namespace, with whose end it would be killed.
    func make(_ path: String) async throws {
        let enter = ["nsenter", "--target", "\(try pid)", "--mount", "--"]
        let touch = try await finish(Running(enter + Entry.resolved(["touch", path]), environment: Entry.environment))
        guard touch.status == 0 else { throw ProcessFailure(description: "touch \(path): \(touch.errors)") }
    }

    /// Waits until a service of `Helper.reporter` and its entrypoint have said that they are up, in whatever order.
    func started() async throws {
        try await eventually("service and entrypoint are up") {
            running.errors.contains("service started") && running.errors.contains(": ready in ")
        }
    }

    // MARK: With a certain end

    /// Starts an entrypoint, gives it to `body`, and ends it whatever happens there.
    static func with<Result>(
        _ words: [String], _ environment: [String: String] = [:], _ place: Place = .asInit, setup: String = ":",
        wrapper: [String] = [], terminal: Pty? = nil, _ body: (Entry) async throws -> Result
    ) async throws -> Result {
        let entry = try Entry(words, environment, place, setup: setup, wrapper: wrapper, terminal: terminal)
        do {
            let result = try await body(entry)
            await entry.running.end()
            return result
        } catch {
            await entry.running.end()
            throw error
        }
    }

    /// Runs an entrypoint to its end.
    static func run(
        _ words: [String], _ environment: [String: String] = [:], _ place: Place = .asInit, setup: String = ":",
        wrapper: [String] = [], within seconds: Double = Patience.seconds
    ) async throws -> Finished {
        let entry = try Entry(words, environment, place, setup: setup, wrapper: wrapper)
        return try await finish(entry.running, within: seconds)
    }
}

/// What a program that has ended left behind.
struct Finished: Sendable {
    let status: Int
    let output: String
    let errors: String
}

/// Waits for the end of a program, and makes it end.
func finish(_ running: Running, within seconds: Double = Patience.seconds) async throws -> Finished {
    do {
        let status = try await running.exit(within: seconds)
        return Finished(status: status, output: running.output, errors: running.errors)
    } catch {
        await running.end()
        throw error
    }
}
