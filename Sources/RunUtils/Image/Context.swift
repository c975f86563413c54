/// What a command, waitfunc or initfunc works with: the values of variables and parameters, and everything that the
/// library does for it. Every method that may take time gives up when a stop was asked for.
public final class Context {
    let image: Image
    let arguments: ParsedArguments
    let environment: Environment
    let settings: Settings
    let console: Console
    private var queue: EventQueue?
    private var account: Identity?

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

    /// Checks all variables of the image.
    ///
    /// - Throws: One report with everything that is wrong.
    public func checkVariables() throws(RunError) {
        if let report = settings.report { throw report }
    }

    /// Says something that a reader of the log should know.
    public func note(_ message: String) { console.note(message) }

    /// Prints what a command was asked for to standard output.
    public func print(_ text: String) throws(RunError) { try console.print(text) }

    // MARK: Accounts and files

    /// Makes the account that USER_NAME, USER_UID, USER_GID and GROUP_NAME describe.
    ///
    /// - Returns: Its identity; nil when USER_NAME is not set.
    @discardableResult
    public func ensureAccount() throws(RunError) -> Identity? {
        if let account { return account }
        guard let name = try self[image.account.name], let uid = try self[image.account.uid] else { return nil }
        let gid = try self[image.account.gid] ?? uid
        let groupName = try self[image.account.groupName] ?? name
        let wanted = WantedAccount(name: name, uid: uid, gid: gid, groupName: groupName)
        account = try Accounts(console: console).ensure(wanted, events())
        return account
    }

    /// The identity that "name", "uid", "name:group" or "uid:gid" stands for.
    public func identity(_ text: String) throws(RunError) -> Identity { try Accounts(console: console).identity(text) }

    /// Who a service runs as: the named user or, where no name is given, the account of the image's variables. That
    /// account is made in any case, so that a name may mean it.
    ///
    /// - Parameter name: What `identity` takes; nil when nobody is named.
    /// - Returns: nil when nobody is named and there is no account.
    public func serviceIdentity(_ name: String?) throws(RunError) -> Identity? {
        let account = try ensureAccount()
        guard let name else { return account }
        if let account, account.name == name { return account }
        return try identity(name)
    }

    /// Makes sure that a directory is there and has this owner and mode.
    ///
    /// - Parameters:
    ///   - owner: nil to leave the owner of an existing one.
    ///   - mode: nil to leave the mode of an existing one; a new one gets 0755.
    public func ensureDirectory(_ path: FilePath, owner: Identity? = nil, mode: UInt32? = nil) throws(RunError) {
        try Directory.ensure(path, owner: owner?.ownership, mode: mode)
    }

    /// Copies a file, or merges a directory into another; modes are kept, links stay links.
    public func copy(_ source: FilePath, to target: FilePath, owner: Identity? = nil) throws(RunError) {
        try Tree.copy(source, to: target, owner: owner)
    }

    /// Renders templates, all of them or none.
    public func render(_ renderings: [Rendering]) throws(RunError) {
        let files = try renderer.stage(renderings)
        let (changed, unchanged) = (files.changed, files.unchanged)
        try files.commit()
        if changed + unchanged > 0 { console.note("rendered \(changed) files, \(unchanged) are up to date") }
    }

    /// Renders the templates that the image declares.
    ///
    /// - Parameter owner: The owner of files for which no other one is declared.
    public func renderTemplates(owner: Identity? = nil) throws(RunError) {
        var renderings = try image.renderings(self)
        for index in renderings.indices where renderings[index].owner == nil { renderings[index].owner = owner }
        try render(renderings)
    }

    /// Finds every failure of the image's templates without writing anything.
    func checkTemplates() throws(RunError) { _ = try renderer.stage(image.renderings(self), writes: false) }

    private var renderer: Renderer {
        let (settings, environment, isOpen) = (self.settings, self.environment, image.opensEnvironment)
        return Renderer(
            lookup: { name in settings.value(named: name) ?? (isOpen ? environment[name] : nil) },
            isSecret: { settings.isSecret($0) })
    }

    // MARK: Programs

    /// Waits until all conditions hold.
    ///
    /// - Parameter timeout: For all of them together; nil or zero to wait for ever.
    public func wait(for conditions: [WaitCondition], timeout: Duration? = nil) throws(RunError) {
        let waiter = Waiter(events: try events(), console: console, environment: publicEnvironment)
        try waiter.wait(for: conditions, timeout: timeout == .zero ? nil : timeout)
    }

    /// Runs a program to its end, with a line that says how it went. What it wrote is shown when it fails.
    ///
    /// - Parameters:
    ///   - message: What it does, for the log: "Initializing the database".
    ///   - identity: Who it runs as; nil for the entrypoint's own user.
    ///   - input: What it reads from its standard input.
    /// - Throws: When it cannot be started, fails, or is ended by a stop.
    public func run(
        _ program: Program, _ message: String, as identity: Identity? = nil, input: String = ""
    ) throws(RunError) {
        let step = console.beginStep(message)
        let command = OneOffCommand(
            program: program, environment: publicEnvironment, identity: identity, input: Bytes(input))
        let outcome: OneOffCommand.Outcome
        do throws(RunError) { outcome = try command.run(events()) } catch {
            console.endStep(step, succeeded: false)
            throw error
        }
        let succeeded = outcome.termination == .exited(0)
        console.endStep(step, succeeded: succeeded)
        if succeeded { return }
        console.quote(outcome.output)
        throw Context.failure(program, outcome)
    }

    /// Runs a program to its end and returns what it wrote to its standard output.
    public func output(of program: Program, as identity: Identity? = nil, input: String = "") throws(RunError) -> String
    {
        var command = OneOffCommand(
            program: program, environment: publicEnvironment, identity: identity, input: Bytes(input))
        command.capturesOutput = true
        let outcome = try command.run(events())
        if outcome.termination == .exited(0) { return outcome.output.text }
        console.quote(outcome.errors)
        throw Context.failure(program, outcome)
    }

    private static func failure(_ program: Program, _ outcome: OneOffCommand.Outcome) -> RunError {
        let status = ExitStatus(outcome.termination).rawValue
        return RunError(.failure, "\(quoted(program.name)) failed with status \(status)")
    }

    /// Replaces the entrypoint by a program.
    ///
    /// - Throws: When it cannot be executed; otherwise there is no return.
    public func exec(_ program: Program, as identity: Identity? = nil) throws(RunError) -> Never {
        throw program.replaceProcess(environment, as: identity)
    }
}
