/// Asks whoever sits at the terminal that is standard input. A stop signal, also Ctrl-C, ends it with an error, and the
/// terminal shows what is typed again then.
struct Dialogue {
    let console: Console
    let events: EventLoop

    /// How many wrong answers are taken.
    private static let attempts = 3
    /// More than a terminal's line or any secret has.
    private static let longest = 65536

    /// One answer that `accepts` takes.
    ///
    /// - Returns: nil for an empty answer to an optional question.
    /// - Throws: At the end of the input, after a few wrong answers, and at a stop.
    func answer(to question: Question, accepts: ([Bytes]) -> Bool) throws(RunError) -> Bytes? {
        if question.isHidden {
            do throws(Errno) { try Terminal.hideInput() } catch { throw RunError(cannot: "hide what is typed", error) }
        }
        defer { if question.isHidden { Terminal.showInput() } }
        for _ in 0..<Dialogue.attempts {
            let answer = try line(question.text, question.label)
            if answer.isEmpty && question.isOptional { return nil }
            if answer.isEmpty || !accepts([answer]) {
                console.note("\(answer.isEmpty ? "an answer" : question.expectation) is expected")
            } else if question.isConfirmed, try line("\(question.text), once more", question.label) != answer {
                console.note("the two answers differ")
            } else {
                return answer
            }
        }
        throw RunError(.usage, "\(question.label): no usable answer")
    }

    /// Asks, and takes one line without its end.
    func line(_ text: String, _ label: String) throws(RunError) -> Bytes {
        console.ask(text)
        if let simulation = Simulation.current { return try rehearse(text, simulation) }
        let line = try read(untilNewline: true)
        if line.last == .newline { return Bytes(line.dropLast()) }
        // Ctrl-D, or the terminal is gone.
        throw RunError(.usage, "\(label): the input ended without an answer")
    }

    /// What a unit test types.
    private func rehearse(_ text: String, _ simulation: Simulation) throws(RunError) -> Bytes {
        // That of the key which ends the answer.
        simulation.write([.newline], to: 2)
        try events.throwIfStopped("nothing was done")
        if let answer = simulation.answer(to: text) { return answer }
        throw RunError(.software, "dryRun: there is no answer to \(quoted(text))")
    }

    /// Everything from standard input.
    func everything() throws(RunError) -> Bytes { try read(untilNewline: false) }

    private func read(untilNewline: Bool) throws(RunError) -> Bytes {
        var bytes = Bytes()
        if let simulation = Simulation.current {
            try events.throwIfStopped("nothing was done")
            return simulation.scene.input
        }
        while bytes.count < Dialogue.longest {
            var input = [Interest(descriptor: 0)]
            let more: Bytes
            do throws(Errno) {
                try events.wait(&input, until: nil)
                more = input[0].isReady ? try readStandardInput() : []
            } catch { throw RunError(cannot: "read standard input", error) }
            try events.throwIfStopped("nothing was done")
            if !input[0].isReady { continue }
            bytes += more
            if more.isEmpty || (untilNewline && bytes.last == .newline) { return bytes }
        }
        throw RunError(.usage, "standard input has more than \(Dialogue.longest) bytes")
    }
}

/// What is asked for.
struct Question {
    /// Without a colon at its end.
    let text: String
    /// The option or argument, for errors.
    let label: String
    /// What is said about an answer that is not taken.
    let expectation: String
    var isHidden = false
    var isConfirmed = false
    /// An empty answer is one.
    var isOptional = false
}
