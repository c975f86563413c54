/// The texts that `--help` prints, made from the table, for a terminal of 80 columns.
enum Help {
    /// The help of an executable.
    static func image(
        _ executable: String, _ summary: String, _ commands: [CommandDeclaration],
        _ variables: [(String, String)]
    ) -> String {
        """
        \(wrapped(summary, behind: 0))

        Usage: \(executable) <command> [options]
               \(executable) <program> [argument…]
               \(executable) help [command]
               \(executable) --version

        Commands:
        \(table(commands.map { ($0.name, $0.summary) }))
        Environment:
        \(table(variables))
        NAME_FILE names a file that holds the value of NAME.
        Run "\(executable) <command> --help" for a command's options.

        """
    }

    /// The help of one command.
    static func command(_ executable: String, _ command: CommandDeclaration) -> String {
        var text = "\(wrapped(command.summary, behind: 0))\n\nUsage: \(executable) \(command.usage)\n"
        let conditions = command.conditions
        if !conditions.isEmpty { text += "\n\(conditions)\n" }
        let arguments = command.parameters.filter { !$0.isOption }
        if !arguments.isEmpty { text += "\nArguments:\n\(table(arguments.map(row)))" }
        let options = command.parameters.filter { $0.isOption }
        if !options.isEmpty { text += "\nOptions:\n\(table(options.map(row)))" }
        if let example = command.example { text += "\nExample:\n  \(executable) \(example)\n" }
        return text
    }

    private static func row(_ parameter: ParameterDeclaration) -> (String, String) {
        var notes: [String] = []
        var label = parameter.isOption ? parameter.label : parameter.name
        if case .option(let placeholder, let isRepeated) = parameter.form {
            label += " \(placeholder)"
            if isRepeated { notes.append("may be repeated") }
        }
        if let text = parameter.variable.map({ "$\($0)" }) ?? parameter.defaultText { notes.append("default: \(text)") }
        notes += parameter.notes
        return (label, parameter.summary + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"))
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.reduce(0) { max($0, Bytes($1.0).width) }
        return rows.reduce("") { $0 + "  \(padded($1.0, to: width))  \(wrapped($1.1, behind: width + 4))\n" }
    }

    /// A text that stands behind so many columns, in lines that end between words.
    private static func wrapped(_ text: String, behind column: Int) -> String {
        var result = Bytes()
        var end = column
        for word in Bytes(text).pieces(separatedBy: .space) {
            end += word.width + 1
            if end > 81 && !result.isEmpty {
                result += Bytes("\n") + Bytes(repeating: .space, count: column)
                end = column + word.width + 1
            } else if !result.isEmpty {
                result.append(.space)
            }
            result += word
        }
        return result.text
    }
}
