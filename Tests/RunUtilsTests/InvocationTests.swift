import Testing

@testable import RunUtils

@Suite struct InvocationTests {
    private static let commands = [
        Command("start", "Start.", parameters: { Parameter.flag("force", "Even so.") }) { _ throws(RunError) in .success
        },
        Command("shell", "A shell.") { _ throws(RunError) in .success },
    ]
    private static let words = Parameter.words("argument", "Its arguments.")
    private static let server = Command("server", "A server.", parameters: { words }) { _ throws(RunError) in .success }

    /// The invocation in one line.
    private static func describe(
        _ words: [String], _ commands: [Command] = commands, defaultCommand: Command? = nil
    ) throws(RunError) -> String {
        let bytes = words.map { Bytes($0) }
        switch try Invocation(
            bytes, commands, defaultCommand: defaultCommand, isProgram: { $0 == Bytes("psql") || $0 == Bytes("start") })
        {
        case .help: return "help"
        case .commandHelp(let command): return "help of \(command.name)"
        case .version: return "version"
        case .command(let command, let arguments):
            let raw = arguments["argument"].map { " \($0.map { $0.text })" } ?? ""
            return "command \(command.name) \(arguments.names)\(raw)"
        case .program(let program): return "program \(program.words.map { $0.text })"
        }
    }

    @Test(arguments: [
        (["--help"], "help"), (["-h"], "help"), (["help"], "help"), (["--help", "start"], "help"),
        (["help", "psql"], "program [psql, --help]"),
        (["--version"], "version"),
        (["start"], "command start []"), (["start", "--force"], "command start [force]"),
        (["start", "--help"], "help of start"), (["help", "shell"], "help of shell"),
        (["shell", "-h"], "help of shell"), (["psql"], "program [psql]"),
        (["psql", "--help"], "program [psql, --help]"),
        (["/no/such", "start"], "program [/no/such, start]"),
        (["./x"], "program [./x]"),
    ])
    func invocation(_ words: [String], _ expected: String) throws {
        #expect(try InvocationTests.describe(words) == expected)
    }

    /// A command that takes all words as they are gets those that begin with an option, too.
    @Test(arguments: [
        (["server"], "command server []"),
        (["server", "-c", "a=b", "--help", "--"], "command server [argument] [-c, a=b, --help, --]"),
        (["-c", "a=b"], "command server [argument] [-c, a=b]"),
        (["--frob"], "command server [argument] [--frob]"),
        (["start", "--force"], "command start [force]"), (["--help"], "help"), (["--version"], "version"),
        // It is asked of us, though the command would hand on every word.
        (["help", "server"], "help of server"), (["server", "--help"], "command server [argument] [--help]"),
    ])
    func rawWords(_ words: [String], _ expected: String) throws {
        let commands = InvocationTests.commands + [InvocationTests.server]
        #expect(try InvocationTests.describe(words, commands, defaultCommand: InvocationTests.server) == expected)
    }

    @Test(
        arguments: [
            ([], .usage, "a command is expected: start or shell"),
            (["--nonsense"], .usage, #"unknown option "--nonsense"; expected a command, --help or --version"#),
            (["-x", "start"], .usage, #"unknown option "-x"; expected a command, --help or --version"#),
            (["strat"], .notFound, #"unknown command "strat"; did you mean "start"?"#),
            (["nonsense"], .notFound, #"unknown command "nonsense"; there is no such program in PATH either"#),
            ([""], .notFound, #"unknown command ""; there is no such program in PATH either"#),
            (["Start"], .notFound, #"unknown command "Start"; did you mean "start"?"#),
            (["help", "strat"], .notFound, #"unknown command "strat"; did you mean "start"?"#),
            (["start", "now"], .usage, #"start: unexpected argument "now""#),
            (["start", "--forec"], .usage, #"start: unknown option "--forec"; did you mean "--force"?"#),
        ] as [([String], ExitStatus, String)])
    func wrongOnes(_ words: [String], _ status: ExitStatus, _ message: String) {
        #expect(throws: RunError(status, message)) { try InvocationTests.describe(words) }
    }

    @Test func everyImageHasTheStandardCommandsAndVariables() {
        let image = Entrypoint("db", "A database.") { InvocationTests.commands }
        #expect(
            image.commands.map { $0.name } == [
                "start", "shell", "wait", "check", "render", "health", "reference", "completion",
            ])
        #expect(
            image.variables.map { $0.name } == [
                "USER_NAME", "USER_UID", "USER_GID", "GROUP_NAME", "WAIT_FOR", "WAIT_TIMEOUT", "STOP_GRACE",
                "SUCCESS_STATUS", "LOG_FORMAT", "LOG_LEVEL",
            ])
    }

    @Test func theVariablesOfTheAccount() throws {
        let context = Context.forTests([("USER_NAME", "app"), ("USER_ID", "5"), ("GROUP_ID", "6")])
        try context.checkVariables()
        #expect(context[context.entrypoint.account.name] == "app")
        #expect(context[context.entrypoint.account.uid] == 5)
        #expect(context[context.entrypoint.account.gid] == 6)
        #expect(context[context.entrypoint.account.groupName] == nil)
        #expect(context[StandardVariables.waitTimeout] == .seconds(60))
        #expect(context[StandardVariables.stopGrace] == nil)
        #expect(context[StandardVariables.waitFor] == [])
    }

    @Test func anImagesDefaultAccount() throws {
        let account = AccountVariables(defaultName: "www", defaultUID: 82)
        let settings = Settings(account.declarations, environment: Environment([("USER_UID", "83")]))
        #expect(settings.report == nil)
        #expect(try settings.value(of: account.name) == "www")
        #expect(try settings.value(of: account.uid) == 83)
    }

    /// What an image proposes is not what a container has that may only be what it is.
    @Test(arguments: [
        ([:], UInt32(12345), "12345:0"), (["USER_UID": "12345"], 12345, "12345:0"), (["USER_UID": "5"], 12345, "5:5"),
        ([:], 0, "82:82"),
    ])
    func whoIsDeclared(_ environment: [String: String], _ uid: UInt32, _ expected: String) throws {
        let root = try TemporaryDirectory()
        let account = AccountVariables(defaultName: "www", defaultUID: 82)
        let entrypoint = Entrypoint("web", "A server.", account: account) {
            Command("who", "Tell.") { context throws(RunError) in
                let user = try context.accounts.declared()
                context.note(user.map { "\($0.uid):\($0.gid)" } ?? "nobody")
                return .success
            }
        }
        let run = entrypoint.dryRun(["who"], environment: environment, root: root.path.description, as: (uid, 0))
        #expect(run.messages.contains("web: \(expected)"), "\(run.messages)")
    }

    @Test func withoutAnAccountNobodyIsMade() throws {
        #expect(try Context.forTests().accounts.ensure() == nil)
        #expect(try Context.forTests().accounts.service(nil) == nil)
        // Who is not root makes no account either, and goes on as it is.
        if !CurrentProcess.isRoot { return }
        #expect(throws: RunError(.configuration, "USER_UID must be set when USER_NAME is")) {
            try Context.forTests([("USER_NAME", "app")]).accounts.ensure()
        }
    }
}
