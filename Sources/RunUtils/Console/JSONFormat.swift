/// Events as objects for programs that read logs (RFC 8259), one a line.
struct JSONFormat {
    private var line: Bytes

    /// Where the time begins in a line.
    static let timeOffset = 9

    /// An event's line, with its line end.
    static func line(_ event: LogEvent, image: String, at time: Timestamp) -> Bytes {
        var object = JSONFormat(line: Bytes("{\"time\":\"\(time.text)\""))
        switch event {
        case .message(let level, let text): object.begin(level, image, text)
        case .error(let error):
            object.begin(.error, image, error.message)
            object.add("details", error.details)
            if let hint = error.hint { object.add("hint", hint) }
        case .step(let name, let time, let succeeded):
            object.begin(succeeded ? .info : .error, image, name + (succeeded ? ": done" : ": failed"))
            object.add("step", name)
            object.addName("seconds")
            object.line += Bytes(JSONFormat.seconds(time))
        case .output(let line, let program):
            object.begin(.error, image, line.text)
            object.add("program", program)
        }
        return object.line + Bytes("}\n")
    }

    private mutating func begin(_ level: LogLevel, _ image: String, _ message: String) {
        add("level", level.name)
        add("image", image)
        add("message", message)
    }

    private mutating func addName(_ name: String) { line += Bytes(",\"\(name)\":") }

    @inline(never) private mutating func add(_ name: String, _ value: String) {
        addName(name)
        addString(value)
    }

    /// No texts are no member.
    private mutating func add(_ name: String, _ values: [String]) {
        for (index, value) in values.enumerated() {
            if index == 0 { addName(name) }
            line.append(UInt8(ascii: index == 0 ? "[" : ","))
            addString(value)
        }
        if !values.isEmpty { line.append(.closeBracket) }
    }

    /// What is no UTF-8 has become U+FFFD on the way to a String.
    private mutating func addString(_ value: String) { line += Bytes("\"\(escaped(value, "\\u00"))\"") }

    /// With milliseconds: "0.213".
    private static func seconds(_ time: Duration) -> String {
        let milliseconds = Int(time.nanoseconds / 1_000_000)
        return "\(milliseconds / 1000).\(milliseconds / 100 % 10)\(milliseconds / 10 % 10)\(milliseconds % 10)"
    }
}
