/// An image's entrypoint: its variables and commands. Everything else (help, checks, exit statuses) comes from them.
///
/// ```swift
/// import RunUtils
///
/// @main enum Web {
///     static let root = Variable("ROOT", .path, default: "/srv", "Directory that is served.")
///
///     static let entrypoint = Entrypoint("web", "Serves a directory over HTTP.") {
///         root
///     } commands: {
///         Command("start", "Start the server.") { context throws(RunError) in
///             try context.runDaemon(Service("busybox", "httpd", "-f", "-h", "\(context[root])"))
///         }
///     }
///
///     static func main() { entrypoint.main() }
/// }
/// ```
public final class Entrypoint: Sendable {
    let name: String
    let version: String?
    let summary: String
    let account: AccountVariables
    let variables: [VariableDeclaration]
    let commands: [Command]
    let templates: TemplateSet
    let documentation: String
    let defaultCommand: Command?

    /// Declares an image's entrypoint.
    ///
    /// - Parameters:
    ///   - name: The image's name, with which messages begin.
    ///   - summary: One line that says what it is, with a full stop.
    ///   - version: The image's version, which `--version` prints beside the library's.
    ///   - account: The variables of the user that is made at start-up.
    ///   - documentation: Markdown that `reference` puts behind the summary.
    ///   - templates: What `Context.templates` renders and `check` looks at.
    ///   - defaultCommand: The one of the commands that gets a command line which begins with an option, as if its name stood
    ///     before it; such a command line is an error by default.
    ///   - variables: The variables of the image's own, beside USER_NAME, WAIT_FOR and the like.
    ///   - commands: The commands of the image's own, beside those that every image has, such as `wait` and `check`.
    @export(interface) public init(
        _ name: String, _ summary: String, version: String? = nil, account: AccountVariables = AccountVariables(),
        documentation: String = "", templates: TemplateSet = TemplateSet(), defaultCommand: Command? = nil,
        @VariableListBuilder variables: () -> [VariableDeclaration] = { [] },
        @CommandListBuilder commands: () -> [Command]
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.account = account
        self.documentation = documentation
        self.templates = templates
        self.defaultCommand = defaultCommand
        self.variables = account.declarations + variables() + StandardVariables.declarations
        self.commands = commands() + StandardCommands.all
    }

    /// Runs the command that the process was started with, and ends the process with its status.
    @export(interface) public func main() -> Never {
        CurrentProcess.openStandardStreams()
        CurrentProcess.ignoreBrokenPipes()
        CurrentProcess.hideMemory()
        let words = CurrentProcess.arguments()
        let environment = Environment.inherited()
        let console = Console(name: name, environment: environment, StandardVariables.log(of: environment))
        console.prepareEnding()
        let status = run(words, environment, console)
        console.writeTerminationLog()
        CurrentProcess.exit(Int32(status.rawValue))
    }

    /// Runs a command.
    ///
    /// - Parameter words: The executable's name, then the command line.
    func run(_ words: [Bytes], _ environment: Environment, _ console: Console) -> ExitStatus {
        let executable = words.first.map { FilePath(bytes: $0).name.text } ?? "\(name)-entry"
        let rest = Array(words.dropFirst())
        var context: Context?
        ServiceUser.begin(saying: { console.warn($0) }) { self.serviceUsers(environment, console) }
        do throws(RunError) {
            let path = environment["PATH"]
            let isProgram = { (word: Bytes) in (try? ExecutableSearch.find(word, path: path)) != nil }
            switch try Invocation(rest, commands, defaultCommand: defaultCommand, isProgram: isProgram) {
            case .help: try console.print(help(executable))
            case .commandHelp(let command): try console.print(Help.command(executable, command.declaration))
            case .version: try console.print(Version.text(name, version, commit: CurrentProcess.commit))
            case .command(let command, let arguments):
                let present = Context(self, command.declaration, arguments, environment, console)
                context = present
                present.executable = executable
                try present.prepare(command)
                let status = try command.run(present)
                return present.mistake ?? status
            case .program(let program): throw program.replaceProcess(environment, as: nil)
            }
            return .success
        } catch {
            var error = error
            if let status = Simulation.current?.replacementStatus {
                return context?.mistake ?? ExitStatus(.exited(status))
            }
            if error.status == .usage && error.hint == nil { error.hint = hint(executable, rest) }
            console.fail(error)
            return context?.mistake ?? error.status
        }
    }

    /// Who the service runs as, as far as that is known before anything else: by the variables and, beside a daemon, by what
    /// it tells, and by whose process it is.
    private func serviceUsers(_ environment: Environment, _ console: Console) -> [Identity] {
        var users: [Identity] = []
        let settings = Settings(account.declarations, environment: environment)
        let database = AccountDatabase(console: console)
        if let user = try? self.account.identity(settings, database) { users.append(user) }
        if !CurrentProcess.isInit, let told = StateFile.read(self.name) {
            // What a daemon without root tells is in its service's hands.
            users += [told.user, told.daemonUser].compactMap { $0 }
        }
        return users
    }

    /// Where to read on: the help of the command that was meant.
    private func hint(_ executable: String, _ words: [Bytes]) -> String {
        let word = words.first?.text ?? ""
        let isCommand = commands.contains { $0.declaration.name == word }
        return "see \"\(executable)\(isCommand ? " \(word)" : "") --help\""
    }

    private func help(_ executable: String) -> String {
        Help.image(executable, summary, commands.map { $0.declaration }, variables.map { ($0.name, $0.documentation) })
    }
}
