/// What a command line asks for.
enum Invocation {
    case help
    case commandHelp(Command)
    case version
    case command(Command, ParsedArguments)
    /// A first word that is no command is a program: `docker run IMAGE psql …`.
    case program(Program)

    /// Decides.
    ///
    /// - Parameters:
    ///   - words: The command line without the executable.
    ///   - defaultCommand: The command that gets a command line which begins with an option.
    ///   - isProgram: Whether a word can be executed.
    /// - Throws: A usage error; for a word that is neither a command nor a program, with status 127.
    init(
        _ words: [Bytes], _ commands: [Command], defaultCommand: Command? = nil, isProgram: (Bytes) -> Bool
    ) throws(RunError) {
        guard let first = words.first else {
            throw RunError(.usage, "a command is expected: \(listed(commands.map { $0.name }, "or"))")
        }
        if first == Bytes("help"), words.count > 1 {
            // Of a command, or of a program.
            if let command = commands.first(where: { Bytes($0.name) == words[1] }) {
                self = .commandHelp(command)
            } else {
                self = try Invocation([words[1], Bytes("--help")], commands, isProgram: isProgram)
            }
        } else if first == Bytes("--help") || first == Bytes("-h") || first == Bytes("help") {
            self = .help
        } else if first == Bytes("--version") {
            self = .version
        } else if let command = commands.first(where: { Bytes($0.name) == first }) {
            let parser = CommandLineParser(command: command.name, parameters: command.parameters)
            let arguments = try parser.parse(Array(words.dropFirst()))
            self = arguments.asksForHelp ? .commandHelp(command) : .command(command, arguments)
        } else if first.starts(with: "-"), let command = defaultCommand {
            let parser = CommandLineParser(command: command.name, parameters: command.parameters)
            self = .command(command, try parser.parse(words))
        } else if first.starts(with: "-") {
            throw RunError(.usage, "unknown option \(quoted(first.text)); expected a command, --help or --version")
        } else if isProgram(first) || first.contains(.slash) {
            self = .program(Program(words: words))
        } else {
            throw Invocation.unknown(first.text, commands)
        }
    }

    private static func unknown(_ word: String, _ commands: [Command]) -> RunError {
        let near = NearName.of(word, among: commands.map { $0.name })
        let suggestion = near.map { "did you mean \(quoted($0))?" } ?? "there is no such program in PATH either"
        return RunError(.notFound, "unknown command \(quoted(word)); \(suggestion)")
    }
}
