extension Context {
    /// A variable's value. All variables are checked before a command runs, so there is one; where a command declares
    /// `checksVariables: false`, `value(of:)` tells what is wrong.
    ///
    /// Reading what the entrypoint does not declare is the author's mistake: the process ends with status 70.
    public subscript<Value>(variable: Variable<Value>) -> Value {
        do throws(RunError) { return try value(of: variable) } catch {
            guard Simulation.current != nil, let value = variable.defaultValue ?? variable.type.exampleValue else {
                end(for: error)
            }
            record(error)
            return value
        }
    }

    /// The value of one of the command's parameters, as given, or else that of its variable.
    ///
    /// Reading what the command does not declare is the author's mistake: the process ends with status 70.
    public subscript<Value>(parameter: Parameter<Value>) -> Value {
        do throws(RunError) {
            if let words = try words(for: parameter.declaration), let value = parameter.decode(words) { return value }
            if let variable = parameter.variable { return try value(of: variable) }
            if let absent = parameter.absent { return absent }
            throw Context.missing(parameter.declaration)
        } catch {
            guard Simulation.current != nil, let value = parameter.example else {
                end(for: error)
            }
            record(error)
            return value
        }
    }

    /// A variable's value, for a command that runs before the variables are checked.
    ///
    /// - Throws: What is wrong with it (78), or that the entrypoint does not declare it (70).
    public func value<Value>(of variable: Variable<Value>) throws(RunError) -> Value {
        try settings.value(of: variable)
    }

    /// Whether somebody set a variable; a default is not set.
    public func isSet<Value>(_ variable: Variable<Value>) -> Bool { settings.isSet(variable.declaration) }

    /// - Throws: When the command that runs has no such parameter.
    func requireDeclared(_ parameter: ParameterDeclaration) throws(RunError) {
        for declared in parameters where declared.name == parameter.name { return }
        throw RunError(.software, "\(command.name): \(parameter.label) is read but not declared by the command")
    }

    private func words(for parameter: ParameterDeclaration) throws(RunError) -> [Bytes]? {
        try requireDeclared(parameter)
        return arguments[parameter.name]
    }

    private static func missing(_ parameter: ParameterDeclaration) -> RunError {
        RunError(.usage, "\(parameter.label) is missing")
    }

    // MARK: Mistakes

    /// A dry run says a mistake and goes on, so that a test sees what else is wrong.
    private func record(_ error: RunError) {
        console.fail(error)
        mistake = mistake ?? error.status
    }

    /// There is nothing that could go on in the place of a value that is not there, so this process ends; the service, if it
    /// runs, is stopped.
    private func end(for error: RunError) -> Never {
        console.fail(error)
        console.writeTerminationLog()
        CurrentProcess.endWithService(Int32(error.status.rawValue))
    }

    // MARK: The environment

    /// Whether there is a variable in the environment, declared or not: for what other programs read.
    @export(interface) package func isInEnvironment(_ name: String) -> Bool { environment[name] != nil }

    /// The environment without secrets: what the service and one-off commands get.
    var publicEnvironment: Environment { settings.withoutSecrets(environment) }

    /// Sets an environment variable for the service and for programs, and for the variable of that name.
    ///
    /// - Throws: What is wrong with the variables then (78).
    @export(interface) public func export(_ name: String, _ value: String) throws(RunError) {
        try Unprintable.refuse(Bytes(value), in: "the value of \(name)")
        environment[name] = Bytes(value)
        try takeEnvironment()
    }

    /// Runs a shell script in a shell of its own, and takes over what it exports: the service, programs, templates and
    /// variables get it. What the script writes goes to standard error when it has ended.
    ///
    /// - Throws: When one of its commands fails (status 1), when it cannot be started, or is ended by a stop; status 77 when the
    ///   service's user could change it, since root's own programs get what it exports; what is wrong with the variables then
    ///   (78).
    @export(interface) public func source(_ script: FilePath) throws(RunError) {
        if let user = ServiceUser.runner(of: script) {
            throw RunError(
                .permission, "\(quoted(script)) sets variables for root, and user \(user.uid) can change it",
                hint: "give the file and its directories to root, or mount them read-only")
        }
        let program = Program(["/bin/sh", "-ec", ". \"$0\" >&2; exec env -0", script.description])
        let outcome = try outcome(of: OneOffCommand(program, publicEnvironment, capturesOutput: true))
        console.quote(outcome.errors, of: script.description)
        if outcome.termination != .exited(0) {
            throw RunError(.failure, "\(quoted(script.description)) \(outcome.termination.text)")
        }
        environment.adopt(outcome.output.pieces(separatedBy: 0), changedFrom: publicEnvironment)
        try takeEnvironment()
    }

    /// What was right before may be wrong now.
    private func takeEnvironment() throws(RunError) {
        settings = Settings(entrypoint.variables, environment: environment)
        if command.checksVariables, let report = settings.report { throw report }
    }

    /// Checks all variables of the image, and says which names in the environment look like misspelt ones.
    ///
    /// - Throws: One report with everything that is wrong.
    func checkVariables() throws(RunError) {
        Misspelling.find(in: environment, settings.entries)
        for entry in settings.entries where entry.failure == nil {
            guard let misspelling = entry.misspelling else { continue }
            console.warn("\(misspelling.name) is set but unknown; did you mean \(misspelling.meant)?")
        }
        if let report = settings.report { throw report }
    }
}
