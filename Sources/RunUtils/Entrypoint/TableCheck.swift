/// Mistakes in an entrypoint's table. They are its author's, and the same at every start.
enum TableCheck {
    /// What is wrong, each in one line that names what and where.
    static func objections(_ entrypoint: Entrypoint) -> [String] {
        let lines = TableLines()
        if entrypoint.name.isEmpty { lines.add("the entrypoint", " has no name") }
        lines.checkSummary("the entrypoint", entrypoint.summary)
        let variables = entrypoint.variables
        let end = variables.count - StandardVariables.declarations.count
        VariableCheck(
            declarations: variables, own: entrypoint.account.declarations.count..<end, lines: lines
        ).check()
        let commands = entrypoint.commands
        let ownCount = commands.count - StandardCommands.all.count
        for index in commands.indices {
            let command = commands[index]
            let label = "command " + quoted(command.name)
            if index < ownCount { check(command.name, label, lines) }
            for earlier in 0..<min(index, ownCount) where commands[earlier].name == command.name {
                if index < ownCount {
                    lines.add(label, " is declared twice")
                } else {
                    lines.add(label, ": every image has a command of this name")
                }
            }
            lines.checkSummary(label, command.declaration.summary)
            lines.place = label + ": "
            ParameterCheck(parameters: command.parameters, variables: variables, lines: lines).check()
            lines.place = ""
        }
        if let command = entrypoint.defaultCommand, !commands.contains(where: { $0 === command }) {
            lines.add("the default command ", quoted(command.name), " is not one of the commands")
        }
        return lines.all
    }

    private static func check(_ name: String, _ label: String, _ lines: TableLines) {
        let bytes = Bytes(name)
        if !Words.isPlain(bytes) || bytes.first == .hyphen { lines.add(label, ": its name cannot be typed") }
        if name == "help" { lines.add(label, ": every image has a command of this name") }
    }
}

extension Entrypoint {
    /// All mistakes in its table, as one report; nil when there are none.
    var tableReport: RunError? {
        .report(.software, "the table of the entrypoint is wrong", TableCheck.objections(self))
    }
}
