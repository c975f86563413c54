import Foundation
import Testing

@testable import RunUtils

/// What the log says of each event, in both formats.
@Suite struct LogFormatTests {
    private static let error = RunError(
        .configuration, "the environment variables are wrong", details: ["A: \"x\" is no port", "B is not set"],
        hint: "see \"base-entry --help\"")

    private static let events: [(LogEvent, text: String, json: String)] = [
        (.message(.info, "ready"), "base: ready\n", #""level":"info","image":"base","message":"ready""#),
        (
            .message(.warning, "say \"hi\"\t\\"), "base: say \"hi\"\t\\\n",
            #""level":"warning","image":"base","message":"say \"hi\"\t\\""#
        ),
        (
            .message(.error, "a\nb\r\u{0}\u{1b}[31m\u{7f}é✔"), #"base: a\nb\r\x00\x1b[31m\x7fé✔"# + "\n",
            #""level":"error","image":"base","message":"a\nb\r\u0000\u001b[31m\u007fé✔""#
        ),
        (.message(.info, ""), "base: \n", #""level":"info","image":"base","message":"""#),
        (
            .error(error),
            """
            base: the environment variables are wrong
              A: "x" is no port
              B is not set
            hint: see "base-entry --help"

            """,
            #""level":"error","image":"base","message":"the environment variables are wrong","#
                + #""details":["A: \"x\" is no port","B is not set"],"hint":"see \"base-entry --help\"""#
        ),
        (
            .error(RunError(.system, "no", details: ["one"])), "base: no\n  one\n",
            #""level":"error","image":"base","message":"no","details":["one"]"#
        ),
        (.error(RunError(.system, "no")), "base: no\n", #""level":"error","image":"base","message":"no""#),
        (
            .step("Making it", .milliseconds(213), succeeded: true), "base: Making it ... ✔ (0.2 s)\n",
            #""level":"info","image":"base","message":"Making it: done","step":"Making it","seconds":0.213"#
        ),
        (
            .step("Making it", .milliseconds(61_007), succeeded: false), "base: Making it ... ✘ (1 min 1 s)\n",
            #""level":"error","image":"base","message":"Making it: failed","step":"Making it","seconds":61.007"#
        ),
        (
            .step("A \"b\"", .microseconds(999), succeeded: true), "base: A \"b\" ... ✔ (0.0 s)\n",
            #""level":"info","image":"base","message":"A \"b\": done","step":"A \"b\"","seconds":0.000"#
        ),
        (
            .output(Bytes("no space\tleft"), of: "initdb"), "  | no space\tleft\n",
            #""level":"error","image":"base","message":"no space\tleft","program":"initdb""#
        ),
    ]

    @Test(arguments: events.indices)
    func asText(_ index: Int) {
        let format = TextFormat(image: "base", usesColor: false)
        #expect(format.lines(LogFormatTests.events[index].0).text == LogFormatTests.events[index].text)
    }

    @Test(arguments: events.indices)
    func asJSON(_ index: Int) throws {
        let line = JSONFormat.line(LogFormatTests.events[index].0, image: "base", at: Timestamp(milliseconds: 123))
        #expect(line.text == "{\"time\":\"1970-01-01T00:00:00.123Z\",\(LogFormatTests.events[index].json)}\n")
        #expect(try JSONSerialization.jsonObject(with: Data(line)) is [String: Any])
    }

    /// Each byte alone, between others, and twice: what comes out is JSON in UTF-8, one line.
    @Test func anyBytesAreValidJSON() throws {
        for byte in UInt8.min ... .max {
            for bytes in [[byte], [97, byte, 98], [byte, byte], [0xc3, byte], [0xe2, 0x9c, byte]] {
                let line = JSONFormat.line(.output(bytes, of: bytes.text), image: "i", at: Timestamp(milliseconds: 0))
                #expect(line.firstIndex(of: .newline) == line.count - 1)
                let object = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: String])
                #expect(object["message"] == String(decoding: bytes, as: UTF8.self))
                #expect(object["program"] == object["message"])
            }
        }
    }

    @Test func invalidBytesBecomeTheReplacementCharacter() {
        let line = JSONFormat.line(.output([0xff, 97, 0xc3], of: "p"), image: "i", at: Timestamp(milliseconds: 0))
        #expect(line.text.contains("\"message\":\"\u{fffd}a\u{fffd}\""))
    }

    @Test func theTimeStandsWhereTheWatchdogPutsIt() {
        let line = JSONFormat.line(.message(.info, ""), image: "i", at: Timestamp(milliseconds: 0)).text
        #expect(line.dropFirst(JSONFormat.timeOffset).hasPrefix("1970-01-01T00:00:00.000Z\","))
    }

    @Test func colors() {
        let format = TextFormat(image: "base", usesColor: true)
        #expect(format.ending(ofStep: .seconds(1), succeeded: true) == "\u{1b}[32m✔\u{1b}[0m (1.0 s)\n")
        #expect(format.ending(ofStep: .seconds(1), succeeded: false) == "\u{1b}[31m✘\u{1b}[0m (1.0 s)\n")
        #expect(format.lines(.message(.error, "no")).text == "base: no\n")
    }

    @Test(
        arguments: [
            ([], .text), ([("LOG_FORMAT", "text")], .text), ([("LOG_FORMAT", "json")], .json),
            ([("LOG_FORMAT", "")], .text),
            ([("LOG_FORMAT", "JSON")], .text), ([("LOG_FORMAT", "xml")], .text), ([("LOG_FORMAT_FILE", "FILE")], .json),
            ([("LOG_FORMAT_FILE", "/nonexistent")], .text),
            ([("LOG_FORMAT", "json"), ("LOG_FORMAT_FILE", "FILE")], .text),
        ] as [([(String, String)], LogFormat)])
    func ofAnEnvironment(_ variables: [(String, String)], _ expected: LogFormat) throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("format", "json\n").description
        let environment = Environment(variables.map { ($0.0, $0.1 == "FILE" ? file : $0.1) })
        #expect(StandardVariables.log(of: environment).format == expected)
    }

    @Test(arguments: [("text", true), ("json", true), ("JSON", false), ("xml", false)])
    func aWrongFormatIsPartOfTheReport(_ value: String, _ isValid: Bool) {
        let details = Context.forTests([("LOG_FORMAT", value)]).settings.report?.details
        #expect(details == (isValid ? nil : ["LOG_FORMAT: \"\(value)\" is not one of \"text\" or \"json\""]))
    }
}
