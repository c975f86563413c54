/// Looks for mistakes in the declarations of a command's parameters.
struct ParameterCheck {
    let parameters: [ParameterDeclaration]
    /// The image's variables.
    let variables: [VariableDeclaration]
    /// Their place is the command.
    let lines: TableLines

    func check() {
        for index in parameters.indices {
            let parameter = parameters[index]
            let label = parameter.label
            checkName(parameter)
            lines.checkSummary(label, parameter.summary)
            lines.addDefault(label, parameter.defaultObjection)
            if parameter.hasDefault, parameter.variable != nil {
                lines.add(label, ": its default never counts beside its variable")
            }
            if let example = parameter.facts.example, !parameter.accepts([Bytes(example)]) {
                lines.addExample(label, example)
            }
            if let variable = parameter.variable, !variables.contains(where: { $0.name == variable }) {
                lines.add(label, ": its variable ", variable, " is not declared by the entrypoint")
            }
            for other in parameters.indices {
                let (name, otherLabel) = (parameters[other].name, parameters[other].label)
                if other < index && name == parameter.name {
                    if otherLabel == parameter.label {
                        lines.add(label, " is declared twice")
                    } else {
                        lines.add(label, " has the name of ", otherLabel)
                    }
                } else if parameters[other].isSecret && parameters[other].fileName == parameter.name {
                    lines.add(label, " is how the file of ", otherLabel, " is given")
                }
            }
        }
        checkOrder()
    }

    /// The names of arguments are shown only.
    private func checkName(_ parameter: ParameterDeclaration) {
        let name = parameter.name
        let bytes = Bytes(name)
        if !parameter.isOption {
            if bytes.isEmpty { lines.add("an argument", " has no name") }
        } else if bytes.first == .hyphen {
            lines.add("the option ", quoted(name), " is named without its dashes")
        } else if name == "help" || name == "version" {
            lines.add("every image has --", name)
        } else if !Words.isPlain(bytes) || bytes.contains(.equals) {
            lines.add("the option ", quoted(name), " cannot be typed")
        }
    }

    /// Looks for arguments that no command line reaches.
    private func checkOrder() {
        // What takes all that comes, and what may be left out.
        var last: ParameterDeclaration?
        var optional: ParameterDeclaration?
        for parameter in parameters { if parameter.form == .words { last = parameter } }
        if let last {
            for parameter in parameters where parameter !== last {
                lines.add(
                    parameter.label, " is never seen beside ", last.label,
                    ", which takes the whole line")
            }
            return
        }
        for parameter in parameters where !parameter.isOption {
            let isProgram = parameter.form == .program
            let mayBeLeftOut = !parameter.isRequired || parameter.prompt != nil
            if !isProgram {
                if let last {
                    lines.add(
                        parameter.label, " is never reached after ", last.label,
                        ", which takes all that comes")
                } else if let optional, !mayBeLeftOut {
                    lines.add(
                        parameter.label, " is required, but ", optional.label,
                        " before it may be left out")
                }
            }
            if isProgram || parameter.form == .repeatedArgument { last = last ?? parameter }
            if mayBeLeftOut { optional = optional ?? parameter }
        }
    }
}

extension ParameterDeclaration {
    /// What is wrong with its default; nil for nothing.
    fileprivate var defaultObjection: String? {
        if !hasDefault { return nil }
        guard let text = defaultText else { return "default cannot be written; give its type a format" }
        return accepts([Bytes(text)]) ? nil : "default " + quoted(text) + " is not " + facts.expectation
    }
}
