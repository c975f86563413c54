/// What a command, waitfunc or initfunc works with: the values of variables and parameters, and everything that the
/// library does for it. Every method that may take time gives up when a stop was asked for.
public final class Context {
    let image: Image
    var arguments: ParsedArguments
    var environment: Environment
    var settings: Settings
    let console: Console
    /// What this program is called, for documentation.
    var executable = ""
    /// The queue, once signals are taken by it.
    private(set) var queue: EventQueue?
    /// What this process tells as the daemon; nil where it is none.
    var daemonState: StateFile?
    /// The account of the image's variables, once it is made.
    var account: Identity?

    init(_ image: Image, _ arguments: ParsedArguments, _ environment: Environment, _ console: Console) {
        self.image = image
        self.arguments = arguments
        self.environment = environment
        self.console = console
        settings = Settings(image.variables, environment: environment)
    }

    /// The queue of events. From the first use on, signals are taken by it and no longer end the process.
    func events() throws(RunError) -> EventQueue {
        if let queue { return queue }
        do throws(Errno) {
            let queue = try EventQueue()
            self.queue = queue
            return queue
        } catch { throw RunError(cannot: "take signals", error) }
    }

    /// Lets signals act by default again, for a command that may never look at the queue.
    func releaseEvents() {
        queue?.end()
        queue = nil
    }

    /// The signal that asked for a stop; nil as long as none did.
    public var stop: Signal? {
        if let queue { try? queue.wait(until: .now) }
        return queue?.stop
    }

    /// The environment without secrets: what the service and one-off commands get.
    var publicEnvironment: Environment { settings.withoutSecrets(environment) }

    // MARK: Values

    /// A variable's value.
    public subscript<Value>(variable: Variable<Value>) -> Value {
        get throws(RunError) { try settings.value(of: variable) }
    }

    /// The value of a command's parameter, as given, or else that of its variable.
    public subscript<Value>(parameter: Parameter<Value>) -> Value {
        get throws(RunError) {
            if let words = arguments[parameter.declaration.name], let value = parameter.decode(words) { return value }
            if let variable = parameter.variable { return try settings.value(of: variable) }
            if let absent = parameter.absent { return absent }
            throw RunError(.usage, "\(parameter.declaration.label) is missing")
        }
    }

    /// Whether somebody gave a variable a value; a default is none.
    public func isGiven<Value>(_ variable: Variable<Value>) -> Bool { settings.isGiven(variable.declaration) }

    /// All environment variables but secrets, in their order: for what goes by names that the image does not know. A value
    /// need not be UTF-8.
    public var environmentVariables: [(name: String, value: [UInt8])] {
        publicEnvironment.words.map { word in
            let end = word.nextPosition(of: UInt8(ascii: "="), from: 0)
            return (Bytes(word[..<end]).text, Bytes(word[(end + 1)...]))
        }
    }

    /// Sets an environment variable for the service and for programs.
    public func export(_ name: String, _ value: String) { environment[name] = Bytes(value) }

    /// What the daemon of this container is doing: "waiting", "initializing", "starting", "running" or "stopping"; nil where
    /// none runs. Asked by commands, in processes of their own.
    public var servicePhase: String? { daemon?.content["state"] }

    /// The daemon of this container; nil where none runs, and in its own process.
    var daemon: StateFile.Told? { daemonState == nil ? StateFile.read(image.name) : nil }

    /// Sends a signal to the daemon of this container, which treats it as any other. Asked for by commands, in processes of
    /// their own.
    ///
    /// - Throws: When none runs, or it is somebody else's.
    public func signalDaemon(_ signal: Signal) throws(RunError) {
        guard let daemon else { throw RunError(.unavailable, "no \(image.name) runs in this container") }
        do throws(Errno) { try signal.send(to: daemon.pid) } catch {
            throw RunError(cannot: "signal the process \(daemon.pid)", error)
        }
    }

    /// How many processors the container may use: those that it may run on, fewer where its control group has a quota of
    /// their time; a part of one counts as one (sched(7), cgroups(7)).
    public var processorCount: Int { ProcessorCount.current() }

    /// Random bytes of the kernel's (getrandom(2)).
    ///
    /// - Throws: Status 71 where the kernel gives none: a secret is not made of what anybody could guess.
    public func randomBytes(_ count: Int) throws(RunError) -> [UInt8] {
        do { return try CurrentProcess.randomBytes(count) } catch { throw RunError(cannot: "get random bytes", error) }
    }

    /// Checks all variables of the image, and says which names in the environment look like misspelt ones.
    ///
    /// - Throws: One report with everything that is wrong.
    public func checkVariables() throws(RunError) {
        Misspelling.find(in: environment, settings.entries)
        for entry in settings.entries where entry.failure == nil {
            guard let misspelling = entry.misspelling else { continue }
            console.warn("\(misspelling.name) is set but unknown; did you mean \(misspelling.meant)?")
        }
        if let report = settings.report { throw report }
    }

    /// Whether only what needs attention is said: no notes, and no steps that went well.
    public var isQuiet: Bool {
        get { console.isQuiet }
        set { console.isQuiet = newValue }
    }

    /// Says something that a reader of the log should know.
    public func note(_ message: String) { console.note(message) }

    /// Says something that may need somebody's attention: a level of its own in LOG_FORMAT=json.
    public func warn(_ message: String) { console.warn(message) }

    /// Prints what a command was asked for to standard output.
    public func print(_ text: String) throws(RunError) { try console.print(text) }
}
