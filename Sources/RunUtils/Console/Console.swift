/// Where messages go: standard error, one write(2) a line, each beginning with the image's name. Standard output carries
/// only what a command is asked to print.
final class Console {
    let name: String
    private let isTerminal: Bool
    private let usesColor: Bool

    init(name: String, environment: Environment) {
        self.name = name
        isTerminal = Terminal.isTerminal(2)
        usesColor = isTerminal && (environment["NO_COLOR"] ?? []).isEmpty
    }

    /// Says something that a reader of the log should know.
    ///
    /// - Parameter message: One line without a full stop.
    func note(_ message: String) { write("\(name): \(message)\n") }

    /// Says an error: its message, its details and its hint, a line each.
    func report(_ error: RunError) {
        note(error.message)
        for detail in error.details { write("  \(detail)\n") }
        if let hint = error.hint { write("hint: \(hint)\n") }
    }

    /// Prints what a command was asked for to standard output.
    ///
    /// - Throws: When standard output does not take it.
    func print(_ text: String) throws(RunError) {
        do { try writeBytes(Bytes(text), to: 1) } catch { throw RunError(cannot: "write to standard output", error) }
    }

    /// Begins a step that may take time. On a terminal its name shows at once; elsewhere the line comes when it ends.
    func beginStep(_ name: String) -> Step {
        if isTerminal { write("\(self.name): \(name) ... ") }
        return Step(name: name, start: .now)
    }

    /// Ends a step with its mark and time.
    func endStep(_ step: Step, succeeded: Bool) {
        let mark = succeeded ? colored("✔", "32") : colored("✘", "31")
        let line = "\(mark) (\((Instant.now - step.start).shortText))\n"
        write(isTerminal ? line : "\(name): \(step.name) ... \(line)")
    }

    /// A step that was begun.
    struct Step {
        let name: String
        let start: Instant
    }

    /// What a failed program wrote, indented.
    func quote(_ output: Bytes) {
        for line in output.trimmed.pieces(separatedBy: .newline) where !line.isEmpty {
            writeRaw(Bytes("  | ") + line + [.newline])
        }
    }

    private func colored(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }

    private func write(_ text: String) { writeRaw(Bytes(text)) }

    /// A reader that is gone is no reason to fail.
    private func writeRaw(_ bytes: Bytes) { try? writeBytes(bytes, to: 2) }
}
