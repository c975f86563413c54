import Testing

@testable import RunUtils

/// Random command lines, the same in every run, against a parser that does one thing after the other.
@Suite struct CommandLineFuzzTests {
    private static let time = Parameter.option("time", .duration, "How long.").declaration
    private static let to = Parameter.option("to", .optional(.text), "Where.").declaration
    private static let ports = Parameter.repeatedOption("with", .port, "With what.").declaration
    private static let force = Parameter.flag("force", "Even so.").declaration
    private static let pin = Parameter.secret("pin", .integer, prompt: "Pin", "A number.").declaration
    private static let name = Parameter.argument("name", .accountName, "Who.").declaration
    private static let rest = Parameter.repeatedArgument("rest", .port, "More.").declaration
    private static let program = Parameter.optionalProgram("What to execute.").declaration

    private static let tables = [
        [time, to, ports, force, pin], [force, ports, name, rest], [to, force, program], [force, name, program], [],
    ]
    private static let vocabulary = [
        "--time", "--time=1s", "--time=", "--to", "--to=a=b", "--with", "--with=80", "--with=x", "--force", "--force=1",
        "--pin", "--pin=5", "--pin=-", "--pin=x", "--pin-file", "--pin-file=/p", "--help", "-h", "--", "-", "--tiem",
        "-x",
        "ada", "80", "x y", "",
    ]

    /// What comes out, as text: the parameters and their words, or the message.
    private static func outcome(_ words: [String], _ table: [ParameterDeclaration]) -> String {
        do throws(RunError) {
            let parsed = try CommandLineParser(command: "cmd", parameters: table).parse(words.map { Bytes($0) })
            if parsed.asksForHelp { return "help" }
            return parsed.names.sorted().map { "\($0)=\((parsed[$0] ?? []).map { $0.text })" }.joined(separator: " ")
        } catch { return error.message }
    }

    /// A word of a command line, sorted.
    private enum Token {
        case option(String, value: String?)
        case argument(String)
        case program([String])
    }

    private static func slowOutcome(_ words: [String], _ table: [ParameterDeclaration]) -> String {
        func options(_ parameter: ParameterDeclaration) -> [String] {
            guard parameter.isOption else { return [] }
            return ["--\(parameter.name)"] + (parameter.isSecret ? ["--\(parameter.name)-file"] : [])
        }
        let hasProgram = table.contains { $0.form == .program }
        let hasArguments = table.contains { $0.form == .argument || $0.form == .repeatedArgument }
        // 1. Options take their values; the words after -- are no options.
        var tokens: [Token] = []
        var found: [String: [String]] = [:]
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word == "--" {
                let rest = Array(words[index...])
                tokens += hasProgram ? [.program(rest)] : rest.map { .argument($0) }
                break
            }
            if !word.hasPrefix("-") || word == "-" {
                if hasProgram && !hasArguments {
                    tokens.append(.program(Array(words[(index - 1)...])))
                    break
                }
                tokens.append(.argument(word))
                continue
            }
            if word == "--help" || word == "-h" { return "help" }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
            guard let parameter = table.first(where: { options($0).contains(parts[0]) }) else {
                let near = NearName.of(parts[0], among: table.flatMap(options))
                return "cmd: unknown option \"\(parts[0])\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
            }
            let key = String(parts[0].dropFirst(2))
            if parameter.form == .flag {
                if parts.count == 2 { return "cmd: \(parts[0]) takes no value" }
                found[key, default: []].append("")
                continue
            }
            if key != "with", found[key] != nil { return "cmd: \(parts[0]) is given twice" }
            if parts.count == 2 {
                found[key, default: []].append(parts[1])
            } else if index < words.count {
                found[key, default: []].append(words[index])
                index += 1
            } else {
                let expected = key == parameter.name ? parameter.facts.expectation : "a path"
                return "cmd: \(parts[0]) needs a value: \(expected)"
            }
        }
        // 2. Arguments go to their places.
        var arguments: [String] = []
        for case .argument(let word) in tokens { arguments.append(word) }
        for case .program(let words) in tokens where !words.isEmpty { found["program"] = words }
        for parameter in table where !arguments.isEmpty {
            if parameter.form == .argument { found[parameter.name] = [arguments.removeFirst()] }
            if parameter.form == .repeatedArgument {
                found[parameter.name] = arguments
                arguments = []
            }
        }
        if let word = arguments.first { return "cmd: unexpected argument \"\(word)\"" }
        // 3. Values are checked.
        for parameter in table {
            let label = parameter.isOption ? "--\(parameter.name)" : "<\(parameter.name)>"
            let hasFile = found["\(parameter.name)-file"] != nil
            if hasFile, found[parameter.name] != nil {
                return "cmd: \(label) and \(label)-file are both given; one is expected"
            }
            // What a program is given is its own affair.
            let judged = (found[parameter.name] ?? []).prefix(parameter.form == .program ? 1 : .max)
            for word in judged where !parameter.accepts([Bytes(word)]) {
                if parameter.isSecret && word == "-" { continue }
                let shown = parameter.isSecret ? "its value (not shown)" : "\"\(word)\""
                return "cmd: \(label): \(shown) is not \(parameter.facts.expectation)"
            }
            if found[parameter.name] == nil, parameter.isRequired, parameter.prompt == nil {
                return "cmd: \(label) is missing; expected \(parameter.facts.expectation)"
            }
        }
        return found.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }

    @Test func randomCommandLines() {
        var generator = SplitMix(seed: 8)
        var outcomes: Set<String> = []
        for _ in 0..<40000 {
            let table = CommandLineFuzzTests.tables.randomElement(using: &generator) ?? []
            let words = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                CommandLineFuzzTests.vocabulary.randomElement(using: &generator) ?? ""
            }
            let found = CommandLineFuzzTests.outcome(words, table)
            let expected = CommandLineFuzzTests.slowOutcome(words, table)
            if found != expected {
                Issue.record("\(words) for \(table.map { $0.label }): \(found), not \(expected)")
                return
            }
            outcomes.insert(found)
        }
        #expect(outcomes.count > 500)
    }
}
