import Foundation
import Glibc
import Testing

/// LOG_FORMAT=json: whatever happens, standard error has one JSON object a line.
@Suite(.limited) struct LogFormatTests {
    private static let json = ["LOG_FORMAT": "json"]

    /// The objects of a log, each of whose lines must be one with a time of now, a level and the image's name.
    private static func objects(_ log: Data, image: String) throws -> [[String: Any]] {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return try log.split(separator: 10).map { line in
            let object = try #require(JSONSerialization.jsonObject(with: line) as? [String: Any])
            let text = try #require(object["time"] as? String)
            let time = try #require(formatter.date(from: text), "\(text)")
            #expect(text.hasSuffix("Z") && text.count == 24)
            #expect(abs(time.timeIntervalSinceNow) < 60, "\(text)")
            #expect(["info", "warning", "error"].contains(object["level"] as? String))
            #expect(object["image"] as? String == image)
            #expect(object["message"] is String)
            return object
        }
    }

    private static func messages(_ objects: [[String: Any]]) -> [String] {
        objects.map { "\($0["level"] ?? ""): \($0["message"] ?? "")" }
    }

    @Test func variablesThatAreWrong() async throws {
        let environment = ["LOG_FORMAT": "json", "USER_NAME": "a \"b\"", "USER_UID": "5", "STOP_SIGNAL": "99"]
        let entry = try Entry(["base-entry", "check"], environment)
        #expect(try await finish(entry.running).status == 78)
        let objects = try LogFormatTests.objects(entry.running.bytes(.error), image: "base")
        #expect(LogFormatTests.messages(objects) == ["error: the environment variables are wrong"])
        let details = try #require(objects.first?["details"] as? [String])
        try #require(details.count == 2)
        #expect(details[0].hasPrefix("USER_NAME: \"a \\\"b\\\"\" is not an account name"), "\(details)")
    }

    @Test func anUnknownFormatIsPartOfTheReport() async throws {
        let result = try await Entry.run(["base-entry", "check"], ["LOG_FORMAT": "xml", "WAIT_FOR": "nonsense"])
        #expect(result.status == 78)
        #expect(result.errors.hasPrefix("base: the environment variables are wrong\n  WAIT_FOR: "), "\(result.errors)")
        let line = "\n  LOG_FORMAT: \"xml\" is not one of \"text\" or \"json\"\n"
        #expect(result.errors.hasSuffix(line), "\(result.errors)")
    }

    @Test func usage() async throws {
        let entry = try Entry(["base-entry", "start\u{1}"], LogFormatTests.json)
        #expect(try await finish(entry.running).status == 127)
        let objects = try LogFormatTests.objects(entry.running.bytes(.error), image: "base")
        #expect(
            LogFormatTests.messages(objects) == ["error: unknown command \"start\\x01\"; did you mean \"start\"?"])
    }

    @Test(arguments: Place.allCases)
    func aDaemonsLife(_ place: Place) async throws {
        let command = ["base-entry", "run", "--wait", "command:test -e /run/go", "--", "sh", "-c", "exit 3"]
        try await Entry.with(command, LogFormatTests.json, place) { entry in
            try await entry.running.line("waiting for")
            try await entry.make("/run/go")
            #expect(try await entry.running.exit() == 3)
            let objects = try LogFormatTests.objects(entry.running.bytes(.error), image: "base")
            let messages = LogFormatTests.messages(objects)
            try #require(messages.count == 4, "\(messages)")
            #expect(messages[0].hasPrefix("info: waiting for command:test -e /run/go, at most 10 min 0 s"))
            #expect(messages[1].hasPrefix("info: waited "))
            #expect(messages[2].hasPrefix("info: ready in "))
            #expect(messages[3].hasPrefix("error: sh (pid ") && messages[3].hasSuffix(") exited with status 3"))
        }
    }

    @Test func aFailedStepWithWhatItsProgramWrote() async throws {
        let entry = try Entry(["callback-entry", "start"], ["LOG_FORMAT": "json", "INITFUNC": "broken"])
        #expect(try await finish(entry.running).status == 1)
        let objects = try LogFormatTests.objects(entry.running.bytes(.error), image: "callback")
        #expect(
            LogFormatTests.messages(objects.suffix(4)) == [
                "error: Running a broken command: failed", "error: say \"no\"", "error: \u{fffd} \u{1b}[31m",
                "error: \"sh\" exited with status 3",
            ])
        let step = objects[objects.count - 4]
        #expect(step["step"] as? String == "Running a broken command")
        #expect((0..<20).contains(try #require(step["seconds"] as? Double)))
        #expect(objects[objects.count - 3]["program"] as? String == "sh")
    }

    @Test func anEndByForce() async throws {
        let environment = ["LOG_FORMAT": "json", "INITFUNC": "ignore"]
        try await Entry.with(["callback-entry", "start"], environment, wrapper: ["nice", "-n", "19"]) { entry in
            try await entry.running.line("initfunc: ignore")
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == SIGTERM.status)
            let objects = try LogFormatTests.objects(entry.running.bytes(.error), image: "callback")
            #expect(
                LogFormatTests.messages(objects).last
                    == "error: start-up did not end after a stop signal; forced to end")
            // The time is that of the end, not that of the line's preparation.
            let times = objects.suffix(2).compactMap { $0["time"] as? String }
            try #require(times.count == 2)
            #expect(times[0].prefix(19) != times[1].prefix(19), "\(times)")
        }
    }

    /// A pipe of packets gives each write(2) as one read.
    @Test(arguments: ["text", "json"])
    func oneWriteALine(_ format: String) async throws {
        let script = """
            use Fcntl; use POSIX;
            pipe(R, W); fcntl(W, F_SETFL, 040000) or die; fcntl(R, F_SETFL, 040000) or die;
            if (fork == 0) { close R; dup2(fileno(W), 2); exec @ARGV }
            close W;
            while (my $count = sysread(R, my $packet, 65536)) { print length($packet), ":", ($packet =~ tr/\\n//), "\\n" }
            """
        let command = ["base-entry", "run", "--", "sh", "-c", "exit 3"]
        let result = try await Entry.run(command, ["LOG_FORMAT": format], wrapper: ["perl", "-e", script])
        let writes = result.output.split(separator: "\n")
        #expect(writes.count == 2 && writes.allSatisfy { $0.hasSuffix(":1") }, "\(result.output) \(result.errors)")
    }

    /// A line that is longer than a pipe takes atomically still comes whole.
    @Test func aLongLine() async throws {
        for length in [4000, 5000, 70_000, 100_000] {
            let entry = try Entry(["base-entry", String(repeating: "x", count: length)], LogFormatTests.json)
            #expect(try await finish(entry.running).status == 127)
            let objects = try LogFormatTests.objects(entry.running.bytes(.error), image: "base")
            #expect(objects.count == 1)
            #expect(try #require(objects.first?["message"] as? String).utf8.count > length)
        }
    }
}
