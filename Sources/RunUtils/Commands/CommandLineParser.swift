/// The words that a command was given, sorted to its parameters.
struct ParsedArguments: Equatable {
    private(set) var names: [String] = []
    private var words: [[Bytes]] = []
    /// `--help` was among them.
    fileprivate(set) var asksForHelp = false

    /// The words of a parameter; nil when there were none.
    subscript(name: String) -> [Bytes]? {
        for index in names.indices where names[index] == name { return words[index] }
        return nil
    }

    /// Sets what was not given but found or asked for.
    mutating func set(_ word: Bytes, for name: String) {
        for index in names.indices where names[index] == name {
            words[index] = [word]
            return
        }
        append([word], to: name)
    }

    fileprivate mutating func append(_ more: [Bytes], to name: String) {
        if more.isEmpty { return }
        for index in names.indices where names[index] == name {
            words[index] += more
            return
        }
        names.append(name)
        words.append(more)
    }
}

/// Sorts words to parameters. Options come as `--name value` or `--name=value`, in any order; `--` ends them.
struct CommandLineParser {
    let command: String
    let parameters: [ParameterDeclaration]

    /// - Throws: A usage error: one line, and a near name where there is one.
    func parse(_ words: [Bytes]) throws(RunError) -> ParsedArguments {
        var result = ParsedArguments()
        if let all = parameters.first(where: { $0.form == .words }) {
            result.append(words, to: all.name)
            return result
        }
        var rest = words[...]
        var arguments: [Bytes] = []
        let program = parameters.first { $0.form == .program }
        // Without other arguments, the first word without dashes is the program already.
        let takesOnlyProgram = !parameters.contains { $0.form == .argument || $0.form == .repeatedArgument }
        while let word = rest.popFirst() {
            if word == Bytes("--") {
                if let program { result.append(Array(rest), to: program.name) } else { arguments += Array(rest) }
                break
            } else if !word.starts(with: "-") || word.count == 1 {
                if let program, takesOnlyProgram {
                    result.append([word] + Array(rest), to: program.name)
                    break
                }
                arguments.append(word)
            } else if word == Bytes("--help") || word == Bytes("-h") {
                result.asksForHelp = true
                return result
            } else {
                try option(word, &rest, &result)
            }
        }
        try assign(arguments, &result)
        try check(result)
        return result
    }

    private func option(_ word: Bytes, _ rest: inout ArraySlice<Bytes>, _ result: inout ParsedArguments)
        throws(RunError)
    {
        let equals = word.firstIndex(of: .equals)
        let spelled = Bytes(word[..<(equals ?? word.count)])
        guard let parameter = parameters.first(where: { $0.options.contains(spelled.text) }) else {
            throw unknownOption(spelled.text)
        }
        let label = spelled.text
        // The name itself, or that of the file of a secret.
        let name = label == parameter.label ? parameter.name : parameter.fileName
        var value = equals.map { Bytes(word[($0 + 1)...]) }
        switch parameter.form {
        case .option(_, let isRepeated):
            if !isRepeated && result[name] != nil { throw usage("\(label) is given twice") }
            if value == nil { value = rest.popFirst() }
            guard let value else {
                throw usage(
                    "\(label) needs a value: \(name == parameter.name ? parameter.facts.expectation : "a path")")
            }
            result.append([value], to: name)
        default:
            if value != nil { throw usage("\(label) takes no value") }
            result.append([[]], to: parameter.name)
        }
    }

    private func unknownOption(_ word: String) -> RunError {
        let near = NearName.of(word, among: parameters.flatMap { $0.options })
        return usage("unknown option \(quoted(word))" + (near.map { "; did you mean \(quoted($0))?" } ?? ""))
    }

    private func assign(_ arguments: [Bytes], _ result: inout ParsedArguments) throws(RunError) {
        var rest = arguments[...]
        for parameter in parameters {
            switch parameter.form {
            case .argument: if let word = rest.popFirst() { result.append([word], to: parameter.name) }
            case .repeatedArgument: while let word = rest.popFirst() { result.append([word], to: parameter.name) }
            default: break
            }
        }
        if let word = rest.first { throw usage("unexpected argument \(quoted(word.text))") }
    }

    private func check(_ result: ParsedArguments) throws(RunError) {
        for parameter in parameters {
            let words = result[parameter.name]
            if parameter.isSecret, result[parameter.fileName] != nil {
                if words == nil { continue }
                throw usage("\(parameter.label) and --\(parameter.fileName) are both given; one is expected")
            } else if let words {
                if parameter.accepts(words) || (parameter.isSecret && words == [Bytes("-")]) { continue }
                let wrong = words.first { !parameter.accepts([$0]) } ?? []
                let shown = parameter.isSecret ? "its value (not shown)" : quoted(wrong: wrong)
                throw usage(
                    "\(parameter.label): \(shown) is not \(parameter.facts.expectation(inPlaceOf: parameter.isSecret ? nil : wrong))"
                )
            } else if parameter.isRequired && parameter.prompt == nil {
                throw usage("\(parameter.label) is missing; expected \(parameter.facts.expectation)")
            }
        }
    }

    private func usage(_ message: String) -> RunError {
        RunError(.usage, "\(command): \(message)")
    }
}
