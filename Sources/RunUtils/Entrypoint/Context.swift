/// What a command, waitfunc or initfunc works with: the values of variables and parameters, and everything that the
/// library does for it. What waits, asks a question or runs a program gives up when a stop was asked for, and so does
/// `Files.ensureOwner`; `Files.copy` and `Files.remove` go on to their end.
public final class Context {
    let entrypoint: Entrypoint
    /// The command that runs.
    let command: CommandDeclaration
    /// Its parameters, made once.
    private(set) lazy var parameters = command.parameters
    var arguments: ParsedArguments
    var environment: Environment
    var settings: Settings
    let console: Console
    /// What this program is called, for documentation.
    var executable = ""
    /// The queue, once signals are taken by it.
    private(set) var queue: EventLoop?
    /// What this process tells as the daemon; nil where it is none.
    var daemonState: StateFile?
    /// Whether a stop was under way when the service of `runDaemon` ended.
    package internal(set) var wasServiceStopped = false
    /// The account of the image's variables, once it is made.
    var account: Identity?
    /// Whether a check is to tell more than what is wrong.
    package internal(set) var explains = false
    /// What the author did wrong, in a dry run, which goes on; nil for nothing.
    var mistake: ExitStatus?

    init(
        _ entrypoint: Entrypoint, _ command: CommandDeclaration, _ arguments: ParsedArguments,
        _ environment: Environment, _ console: Console
    ) {
        self.entrypoint = entrypoint
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.console = console
        settings = Settings(entrypoint.variables, environment: environment)
    }

    /// The queue of events. From the first use on, signals are taken by it and no longer end the process.
    func events() throws(RunError) -> EventLoop {
        if let queue { return queue }
        do throws(Errno) {
            let queue = try EventLoop()
            self.queue = queue
            return queue
        } catch { throw RunError(cannot: "take signals", error) }
    }

    /// Lets signals act by default again, for a command that may never look at the queue.
    func releaseEvents() {
        queue?.signals.close()
        queue = nil
    }

    /// The signal that asked for a stop; nil as long as none did.
    public var stop: Signal? {
        if let queue { try? queue.wait(until: .now) }
        return queue?.signals.stop
    }

    /// Files and directories.
    public var files: Files { Files(context: self) }

    /// Users and groups.
    public var accounts: Accounts { Accounts(context: self) }

    /// The image's templates.
    public var templates: Templates { Templates(context: self) }

    /// The daemon of this container, for commands beside it.
    public var daemon: RunningDaemon { RunningDaemon(context: self) }

    // MARK: Messages

    /// Whether only what needs attention is said: no notes, and no steps that went well.
    public var isQuiet: Bool {
        get { console.isQuiet }
        set { console.isQuiet = newValue }
    }

    /// Says something that a reader of the log should know.
    @export(interface) public func note(_ message: String) { console.note(message) }

    /// Says something that may need somebody's attention: a level of its own in LOG_FORMAT=json.
    @export(interface) public func warn(_ message: String) { console.warn(message) }

    /// Prints what a command was asked for to standard output, as it is: a line end is the caller's.
    @export(interface) public func print(_ text: String) throws(RunError) {
        try Unprintable.refuse(Bytes(text), in: "what is printed")
        try console.print(text)
    }
}
