/// Scripts with which shells complete the words of a command line, from the table: commands, options, and the words that an
/// option or argument is one of. Other values are completed as paths.
struct Completion {
    let executable: String
    let commands: [CommandDeclaration]

    /// - Parameter shell: bash, zsh or fish.
    func script(for shell: String) -> String {
        if shell == "fish" { return fish }
        // zsh runs completions that were written for bash.
        let start = shell == "zsh" ? "autoload -Uz +X compinit bashcompinit && compinit && bashcompinit\n" : ""
        let first = shellWords(commands.map { $0.name } + ["--help", "--version"])
        return filled(
            Completion.bash, [executable, shell, start, function, "@", first, cases, "@", function, executable])
    }

    private static let bash: StaticString = """
        # @ in @: source this.
        @@() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word
            for word in "${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do [[ $word == -- ]] && return; done
            if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
            local words=()
            if ((COMP_CWORD == 1)); then prev=; COMP_WORDS[1]=; fi
            case ${COMP_WORDS[1]}:$prev in
            :) words=(@) ;;
        @    esac
            for word in "${words[@]}"; do [[ $word == "$cur"* ]] && COMPREPLY+=("$word"); done
        }
        complete -o default -F @ @

        """

    /// A branch of `case command:previous word` for each option with a value, and one for each command.
    private var cases: String {
        var text = ""
        for declaration in commands {
            var words = declaration.parameters.flatMap { $0.isOption ? [] : $0.facts.choices }
            for parameter in declaration.parameters {
                for option in parameter.options {
                    words.append(option)
                    if parameter.form == .flag { continue }
                    text += branch(
                        "\(declaration.name):\(option)", option == parameter.label ? parameter.facts.choices : [])
                }
            }
            text += branch("\(declaration.name):*", words + ["--help"])
        }
        return text
    }

    private func branch(_ pattern: String, _ words: [String]) -> String {
        filled("    @) words=(@) ;;\n", [pattern, shellWords(words)])
    }

    private var fish: String {
        var text = filled("# @ in fish: source this.\n", [executable])
        for command in commands {
            text += fishLine("__fish_use_subcommand", "-f -a \(command.name)", command.summary)
            let seen = "'__fish_seen_subcommand_from \(command.name)'"
            for parameter in command.parameters {
                let words = fishQuoted(parameter.facts.choices.joined(separator: " "))
                if !parameter.isOption && !parameter.facts.choices.isEmpty {
                    text += fishLine(seen, "-f -a \(words)", "")
                }
                for option in parameter.options {
                    var what = "-l \(Bytes(Bytes(option)[2...]).text)"
                    if option == parameter.label && !parameter.facts.choices.isEmpty {
                        what += " -x -a \(words)"
                    } else if parameter.form != .flag {
                        what += " -r"
                    }
                    text += fishLine(seen, what, parameter.summary)
                }
            }
        }
        return text
    }

    private func fishLine(_ condition: String, _ what: String, _ summary: String) -> String {
        filled("complete -c @ -n @ @ -d @\n", [executable, condition, what, fishQuoted(summary)])
    }

    /// In single quotes, within which fish takes \\ and \' for themselves.
    private func fishQuoted(_ text: String) -> String {
        let escaped = Bytes(text).prefixing(with: .backslash) { $0 == .apostrophe || $0 == .backslash }
        return "'\(escaped.text)'"
    }

    private func shellWords(_ words: [String]) -> String { Words.joined(words.map { Bytes($0) }).text }

    /// The name of the shell function.
    private var function: String {
        Bytes("_\(executable)").map { $0.isNameByte ? $0 : UInt8.underscore }.text
    }
}
