/// An image's documentation, from its table.
struct Reference {
    let entrypoint: Entrypoint
    let executable: String

    var text: String {
        filled(
            Reference.frame,
            [
                entrypoint.name, entrypoint.summary,
                entrypoint.documentation.isEmpty ? "" : filled("\n@\n", [Bytes(entrypoint.documentation).trimmed.text]),
                executable,
                executable, variables, entrypoint.commands.reduce("") { $0 + section($1.declaration) },
                WaitCondition.expectation,
                Markdown.table(["status", "meaning"], ExitStatus.meanings.map { [$0.0, $0.1] }),
                Markdown.table(["signal", "what it does"], Reference.signals),
            ])
    }

    private static let frame: StaticString = """
        # @

        @
        @
        ## Usage

            @ <command> [options]
            @ <program> [argument…]

        A first word that is no command is executed as a program.

        ## Environment variables

        @
        An empty value counts as not set. `NAME_FILE` names a file that holds the value of `NAME`.

        ## Commands

        @## Wait targets

        A target is @.

        ## Exit statuses

        @
        ## Signals

        @
        """

    static let signals = [
        ["TERM, or the service's stop signal", "stops the service; before it runs, ends the start-up"],
        ["INT, QUIT", "end the start-up; the running service gets them as they are"],
        ["HUP", "reaches the running service, or reloads it where the image does so; dropped during a stop"],
        ["TTIN, TTOU", "dropped"],
        ["all others", "reach the running service as they are"],
    ]

    private var variables: String {
        Markdown.table(
            ["variable", "value", "default", "meaning"],
            entrypoint.variables.map { variable in
                var name = Markdown.word(variable.name)
                if !variable.aliases.isEmpty { name += " (also \(listed(variable.aliases.map(Markdown.word))))" }
                return [
                    name, variable.facts.expectation + (variable.isSecret ? "; secret" : ""), defaultText(variable),
                    variable.summary,
                ]
            })
    }

    private func defaultText(_ variable: VariableDeclaration) -> String {
        if let value = variable.defaultText { return variable.isSecret ? "not shown" : Markdown.word(value) }
        if let other = variable.requiredWith { return "required with \(Markdown.word(other))" }
        return variable.isRequired ? "required" : ""
    }

    private func section(_ command: CommandDeclaration) -> String {
        var text = filled("### @\n\n@\n\n", [command.name, command.summary])
        if !command.conditions.isEmpty { text += "\(command.conditions)\n\n" }
        text += filled("    @ @\n\n", [executable, command.usage])
        if !command.parameters.isEmpty {
            text +=
                Markdown.table(["parameter", "value", "default", "meaning"], command.parameters.map(parameter)) + "\n"
        }
        if let example = command.example { text += filled("Example:\n\n    @ @\n\n", [executable, example]) }
        return text
    }

    private func parameter(_ parameter: ParameterDeclaration) -> [String] {
        var label = parameter.isOption ? parameter.label : parameter.name
        var notes = parameter.notes
        if case .option(let placeholder, let isRepeated) = parameter.form {
            label += " \(placeholder)"
            if isRepeated { notes.append("may be repeated") }
        }
        let note = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
        return [
            Markdown.word(label), parameter.form == .flag ? "" : parameter.facts.expectation,
            (parameter.variable ?? parameter.defaultText).map(Markdown.word) ?? "", parameter.summary + note,
        ]
    }
}
