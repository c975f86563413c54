/// What a command is called, takes and does: the part of the table that help, checks and documentation are made of.
final class CommandDeclaration: Sendable {
    let name: String
    let summary: String
    private let list: @Sendable () -> [ParameterDeclaration]
    /// Made when they are asked for: those of one command are needed in most processes.
    var parameters: [ParameterDeclaration] { list() }
    /// A complete command line that shows it, without the executable's name.
    let example: String?
    /// Who it runs as.
    let user: CommandUser
    /// What must be true of the service.
    let need: ServiceNeed
    /// Whether all variables must be in order before it runs.
    let checksVariables: Bool

    init(
        name: String, summary: String, parameters: @escaping @Sendable () -> [ParameterDeclaration], example: String?,
        user: CommandUser = .asStarted, need: ServiceNeed = .nothing, checksVariables: Bool = true
    ) {
        self.checksVariables = checksVariables
        self.user = user
        self.need = need
        self.name = name
        self.summary = summary
        list = parameters
        self.example = example
    }

    /// How it is called, behind the executable's name.
    var usage: String {
        var parts = [name]
        if parameters.contains(where: { $0.isOption }) { parts.append("[options]") }
        for parameter in parameters {
            switch parameter.form {
            case .argument:
                let isNeeded = parameter.isRequired && parameter.prompt == nil
                parts.append(isNeeded ? parameter.label : "[\(parameter.name)]")
            case .repeatedArgument, .words: parts.append("[\(parameter.name)…]")
            case .program:
                parts.append(parameter.isRequired ? "-- program [argument…]" : "[-- program [argument…]]")
            case .option, .flag: break
            }
        }
        return parts.joined(separator: " ")
    }
}

/// Who a command runs as.
public enum CommandUser: Equatable, Sendable, CustomStringConvertible {
    /// The user that the process was started as.
    case asStarted
    /// The account of the image's variables, or the id of USER_UID alone; where neither is set, as it was started.
    case service
    /// root; an error for anybody else.
    case root
    /// What `Accounts.identity` takes: "name", "uid", "name:group" or "uid:gid".
    case named(String)

    /// In words; the name of a named one.
    public var description: String { text ?? "as started" }

    /// In words, behind "as"; nil when there is nothing to say.
    var text: String? {
        switch self {
        case .asStarted: nil
        case .service: "the service's user"
        case .root: "root"
        case .named(let name): name
        }
    }
}

/// What a command needs to be true of the service of its container.
public enum ServiceNeed: Sendable, CustomStringConvertible {
    /// Nothing.
    case nothing
    /// It is ready; exit status 69 otherwise.
    case serviceRunning
    /// None runs, starts or stops; exit status 1 otherwise. This is one look before the command runs, not a lock.
    case serviceStopped

    /// In words.
    public var description: String {
        switch self {
        case .nothing: "nothing"
        case .serviceRunning: "service running"
        case .serviceStopped: "service stopped"
        }
    }

    /// In words, as a sentence; nil when there is nothing to say.
    var text: String? {
        switch self {
        case .nothing: nil
        case .serviceRunning: "Needs the running service."
        case .serviceStopped: "Only while the service does not run."
        }
    }
}

extension CommandDeclaration {
    /// Who it runs as and what it needs, in words; empty when there is nothing to say.
    var conditions: String {
        var sentences: [String] = []
        if let user = user.text { sentences.append("Runs as \(user).") }
        if let need = need.text { sentences.append(need) }
        return sentences.joined(separator: " ")
    }
}
