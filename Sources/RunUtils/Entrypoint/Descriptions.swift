// So that an interpolation writes the same of every public type in both builds.

extension Entrypoint: CustomStringConvertible {
    /// Its name.
    public var description: String { name }
}

extension Command: CustomStringConvertible {
    /// Its name.
    public var description: String { name }
}

extension DefaultStringInterpolation {
    /// The names of a context's entrypoint and command.
    @export(interface) public mutating func appendInterpolation(_ context: Context) {
        appendInterpolation("\(context.entrypoint.name) \(context.command.name)")
    }
}

extension Service: CustomStringConvertible {
    /// Its program, as a shell reads it.
    public var description: String { program.description }
}

extension SignalRule: CustomStringConvertible {
    /// The signal and what it does: "HUP=USR1", "HUP=none"; "HUP=function" where a function decides.
    public var description: String {
        let meaning =
            switch exception.meaning {
            case .stop: "stop"
            case .send(let signal): signal.shortName
            case .drop: "none"
            case .call: "function"
            }
        return "\(exception.signal.shortName)=\(meaning)"
    }
}

extension AccountVariables: CustomStringConvertible {
    /// Their names.
    public var description: String { listed(declarations.map { $0.name }) }
}

extension TemplateSet: CustomStringConvertible {
    /// What it is.
    public var description: String { "a set of templates" }
}

extension Templates: CustomStringConvertible {
    /// Whose they are.
    public var description: String { "the templates of \(context.entrypoint.name)" }
}

extension Files: CustomStringConvertible {
    /// Who works with them.
    public var description: String { "the files of \(context.entrypoint.name)" }
}

extension Accounts: CustomStringConvertible {
    /// Who works with them.
    public var description: String { "the accounts of \(context.entrypoint.name)" }
}

extension RunningDaemon: CustomStringConvertible {
    /// Its phase, or "not running".
    public var description: String { phase ?? "not running" }
}
