/// Where messages go: standard error, each in one write(2). Standard output carries only what a command is asked to print.
final class Console {
    let name: String
    private let format: LogFormat
    private let text: TextFormat
    private let isTerminal: Bool
    /// Whether this process's end is the container's, so that its reason is what Kubernetes asks for. PID 1 is such a
    /// process; another one says so when it runs a daemon.
    var endsContainer = CurrentProcess.isInit { didSet { if endsContainer { LastWords.concernsContainer() } } }
    /// The least that is said.
    private let level: LogLevel
    /// Whether only what needs attention is said: no notes, and no steps that went well.
    var isQuiet = false
    /// So many messages were not taken since the last one that was.
    private var lost = 0
    /// Why the process ends.
    private var conclusion = Bytes()

    init(name: String, environment: Environment, _ log: (format: LogFormat, level: LogLevel) = (.text, .info)) {
        self.name = name
        level = log.level
        format = log.format
        isTerminal = Terminal.isTerminal(2)
        text = TextFormat(image: name, usesColor: isTerminal && (environment["NO_COLOR"] ?? []).isEmpty)
    }

    // MARK: Messages

    /// Whether a line may be rewritten in place.
    var isLive: Bool { isTerminal && format == .text && says(.info) }

    private func says(_ level: LogLevel) -> Bool {
        level.rawValue >= max(self.level.rawValue, isQuiet ? LogLevel.warning.rawValue : 0)
    }

    /// Says something that a reader of the log should know.
    ///
    /// - Parameter message: One line without a full stop.
    @inline(never) func note(_ message: String) { say(.message(.info, message)) }

    /// Says something that may need somebody's attention.
    @inline(never) func warn(_ message: String) { say(.message(.warning, message)) }

    /// Says an error: its message, its details and its hint.
    func report(_ error: RunError) { say(.error(error)) }

    /// What a failed program wrote.
    func quote(_ output: Bytes, of program: String) {
        for line in output.trimmed.pieces(separatedBy: .newline) where !line.isEmpty { say(.output(line, of: program)) }
    }

    @inline(never) func say(_ event: LogEvent) {
        if !says(event.level) { return }
        var bytes = line(event)
        if lost > 0 {
            let messages = lost == 1 ? "a message was" : "\(lost) messages were"
            bytes = line(.message(.warning, "\(messages) lost, since nobody read standard error")) + bytes
        }
        if StandardError.write(bytes) { lost = 0 } else { lost += 1 }
    }

    private func line(_ event: LogEvent) -> Bytes {
        switch format {
        case .text: text.lines(event)
        case .json: JSONFormat.line(event, image: name, at: .now)
        }
    }

    /// Asks for an answer that is typed on the same line.
    func ask(_ question: String) { StandardError.write(Bytes("\(question): ")) }

    /// Prints what a command was asked for to standard output.
    ///
    /// - Throws: When standard output does not take it.
    func print(_ text: String) throws(RunError) { try print(Bytes(text)) }

    func print(_ bytes: Bytes) throws(RunError) {
        do { try writeBytes(bytes, to: 1) } catch { throw RunError(cannot: "write to standard output", error) }
    }

    // MARK: Steps

    /// A step that was begun.
    struct Step {
        let name: String
        let start: Instant
        /// Whether the terminal shows its beginning, so that only the end is to come.
        let isShown: Bool
    }

    /// Begins a step that may take time. On a terminal its name shows at once; elsewhere the line comes when it ends.
    ///
    /// - Parameter hasOutput: Whether something else writes meanwhile; then the line comes at the end on a terminal too.
    func beginStep(_ name: String, hasOutput: Bool = false) -> Step {
        let isShown = isLive && !hasOutput
        if isShown { StandardError.write(Bytes(text.beginning(ofStep: name))) }
        return Step(name: name, start: .now, isShown: isShown)
    }

    /// Ends a step with its mark and time.
    func endStep(_ step: Step, succeeded: Bool) {
        let time = Instant.now - step.start
        if step.isShown {
            StandardError.write(Bytes(text.ending(ofStep: time, succeeded: succeeded)))
        } else {
            say(.step(step.name, time, succeeded: succeeded))
        }
    }

    // MARK: The end

    /// Says an error that ends the process.
    func fail(_ error: RunError) {
        report(error)
        conclude(TextFormat.report(error))
    }

    /// Says how the service ended, which ends the process.
    func conclude(_ level: LogLevel, _ message: String) {
        say(.message(level, message))
        conclude("\(message)\n")
    }

    /// The first reason is the true one; what follows is its consequence.
    private func conclude(_ reason: String) { if conclusion.isEmpty { conclusion = Bytes(reason) } }

    /// Leaves the reason of the container's end where Kubernetes looks for it; nothing after a clean end.
    func writeTerminationLog() { if endsContainer { TerminationLog.write(conclusion) } }

    /// Prepares what is said when this process ends where no error can be thrown, as without memory.
    func prepareEnding() {
        if endsContainer { LastWords.concernsContainer() }
        if format == .text { return LastWords.setName(name) }
        let place = UInt8.at
        let line = line(.message(.error, "@"))
        // Nothing but a quote, a bracket and the line end follow the text.
        LastWords.setMessage(line, place: line.lastIndex(of: place) ?? 0, timeOffset: JSONFormat.timeOffset)
    }

    /// What is said when a callback does not give way to a stop, prepared because a signal handler says it.
    func farewell(_ reason: String) -> Watchdog.Farewell {
        Watchdog.Farewell(
            line: line(.message(.error, reason)), timeOffset: format == .json ? JSONFormat.timeOffset : nil,
            reason: Bytes("\(reason)\n"))
    }
}
