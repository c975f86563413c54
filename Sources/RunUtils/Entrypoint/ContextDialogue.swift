extension Context {
    /// Lets whoever sits at the terminal confirm something that cannot be undone.
    ///
    /// ```swift
    /// try context.confirm("This deletes all keys.", typed: "delete")
    /// ```
    ///
    /// - Parameters:
    ///   - statement: What will be done, as a sentence: "This deletes the database \"app\"."
    ///   - word: What must be typed.
    ///   - flag: The command's `--yes`, which it declares as `.yes`, with which nobody is asked.
    /// - Throws: When another word is typed (1), there is no terminal to ask on (64), or at a stop signal (128 + signal).
    @export(interface) public func confirm(
        _ statement: String, typed word: String, unless flag: Parameter<Bool> = .yes
    ) throws(RunError) {
        try requireDeclared(flag.declaration)
        if self[flag] { return }
        let label = flag.declaration.label
        guard Terminal.isTerminal(0) else {
            throw RunError(
                .usage, "not confirmed: \(statement)",
                hint: "give \(label) to go ahead unasked, or run it on a terminal (-it)")
        }
        let hadEvents = queue != nil
        let dialogue = Dialogue(console: console, events: try events())
        defer { if !hadEvents { releaseEvents() } }
        let answer = try dialogue.line("\(statement) Type \(quoted(word)) to go ahead", label)
        if answer != Bytes(word) { throw RunError(.failure, "not confirmed; nothing was done") }
    }

    /// Finds what parameters with a prompt were not given: in a file, on standard input, or by asking.
    func complete(_ command: CommandDeclaration) throws(RunError) {
        defer { releaseEvents() }
        for parameter in command.parameters {
            let given = arguments[parameter.name]?.last
            let file = parameter.isSecret ? arguments[parameter.fileName]?.last : nil
            if let file, file != Bytes("-") {
                try take(read(FilePath(bytes: file), parameter, command), "--\(parameter.fileName)", parameter, command)
            } else if file != nil || (parameter.isSecret && given == Bytes("-")) {
                try takeStandardInput(parameter, command)
            } else if given == nil, parameter.prompt != nil, !hasVariable(parameter) {
                if Terminal.isTerminal(0) {
                    try ask(parameter, command)
                } else if !parameter.isOptional {
                    throw missing(parameter, command)
                }
            }
        }
    }

    private func hasVariable(_ parameter: ParameterDeclaration) -> Bool {
        guard let name = parameter.variable else { return false }
        return settings.value(named: Bytes(name)) != nil
    }

    private func ask(_ parameter: ParameterDeclaration, _ command: CommandDeclaration) throws(RunError) {
        let question = Question(
            text: parameter.prompt ?? parameter.name, label: "\(command.name): \(parameter.label)",
            expectation: parameter.facts.expectation, isHidden: parameter.isSecret, isConfirmed: parameter.isConfirmed,
            isOptional: parameter.isOptional)
        let dialogue = Dialogue(console: console, events: try events())
        let answer = try dialogue.answer(to: question, accepts: parameter.accepts)
        if let answer { arguments.set(answer, for: parameter.name) }
    }

    private func takeStandardInput(_ parameter: ParameterDeclaration, _ command: CommandDeclaration) throws(RunError) {
        if Terminal.isTerminal(0) { return try ask(parameter, command) }
        let bytes = try Dialogue(console: console, events: events()).everything()
        try take(bytes, parameter.label, parameter, command)
    }

    private func read(
        _ path: FilePath, _ parameter: ParameterDeclaration, _ command: CommandDeclaration
    ) throws(RunError) -> Bytes {
        do throws(Errno) {
            let file = try PathWalk.open(path, ServiceUser.distrust)
            // A pipe may take its time.
            try file.waitForContent()
            return try file.readAll()
        } catch {
            throw RunError(
                .usage,
                "\(command.name): --\(parameter.fileName): cannot read \(quoted(path)): \(error.description)")
        }
    }

    private func take(
        _ bytes: Bytes, _ label: String, _ parameter: ParameterDeclaration, _ command: CommandDeclaration
    ) throws(RunError) {
        let value = bytes.withoutLineEnd
        if value.isEmpty || value.contains(0) || !parameter.accepts([value]) {
            let shown = value.isEmpty ? "nothing" : "the content (not shown)"
            throw RunError(.usage, "\(command.name): \(label): \(shown) is not \(parameter.facts.expectation)")
        }
        arguments.set(value, for: parameter.name)
    }

    private func missing(_ parameter: ParameterDeclaration, _ command: CommandDeclaration) -> RunError {
        let way = parameter.isSecret ? "--\(parameter.fileName) FILE" : parameter.label
        return RunError(
            .usage, "\(command.name): \(parameter.label) is missing; expected \(parameter.facts.expectation)",
            hint: "give \(way), or run it on a terminal (-it) to be asked")
    }
}
