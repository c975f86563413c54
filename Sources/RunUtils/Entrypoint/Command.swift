/// A command of an image.
///
/// ```swift
/// static let count = Parameter.option("count", .integer(in: 1...9), default: 3, "How many are kept.")
///
/// static let prune = Command("prune", "Delete old copies.", user: .service) {
///     count
///     .yes
/// } run: { context throws(RunError) in
///     try context.confirm("This deletes all but \(context[count]) copies.", typed: "delete")
///     try context.run(["prune", "--keep", "\(context[count])"], "Deleting old copies")
///     return .success
/// }
/// ```
public final class Command: Sendable {
    let declaration: CommandDeclaration
    let user: CommandUser
    let need: ServiceNeed
    let run: @Sendable (Context) throws(RunError) -> ExitStatus

    /// Declares a command.
    ///
    /// - Parameters:
    ///   - name: The first word of the command line.
    ///   - summary: One line for the help, with a full stop.
    ///   - example: A complete use, without the executable's name.
    ///   - checksVariables: Whether all variables of the image must be in order before it runs, so that everything that is
    ///     wrong comes in one report; not for commands with which one looks for what is wrong.
    ///   - user: Who it runs as. The process changes its user, and HOME, USER, LOGNAME and SHELL, before `run` is called; it
    ///     gets no privileges back.
    ///   - need: What must be true of the service of this container.
    ///   - parameters: Its options and arguments.
    ///   - run: What it does; its result is the process's exit status.
    @export(interface) public init(
        _ name: String, _ summary: String, example: String? = nil, checksVariables: Bool = true,
        user: CommandUser = .asStarted, needs need: ServiceNeed = .nothing,
        @ParameterListBuilder parameters: @escaping @Sendable () -> [ParameterDeclaration] = { [] },
        run: @escaping @Sendable (Context) throws(RunError) -> ExitStatus
    ) {
        declaration = CommandDeclaration(
            name: name, summary: summary, parameters: parameters, example: example, user: user, need: need,
            checksVariables: checksVariables)
        self.user = user
        self.need = need
        self.run = run
    }

    /// The same for a function without a result, `run: initialize`: when it does not throw, the exit status is 0. A closure of
    /// several statements ends with `return .success` instead.
    @export(interface) @_disfavoredOverload public convenience init(
        _ name: String, _ summary: String, example: String? = nil, checksVariables: Bool = true,
        user: CommandUser = .asStarted, needs need: ServiceNeed = .nothing,
        @ParameterListBuilder parameters: @escaping @Sendable () -> [ParameterDeclaration] = { [] },
        run: @escaping @Sendable (Context) throws(RunError) -> Void
    ) {
        self.init(
            name, summary, example: example, checksVariables: checksVariables, user: user, needs: need,
            parameters: parameters
        ) { (context) throws(RunError) -> ExitStatus in
            try run(context)
            return .success
        }
    }

    var name: String { declaration.name }
    var parameters: [ParameterDeclaration] { declaration.parameters }
}

/// Collects commands into one list.
@resultBuilder public enum CommandListBuilder {
    /// Takes one command.
    @export(interface) public static func buildExpression(_ command: Command) -> [Command] { [command] }

    /// Takes a list that was made before.
    @export(interface) public static func buildExpression(_ list: [Command]) -> [Command] { list }

    /// Takes nothing where there is nothing to take.
    @export(interface) public static func buildOptional(_ list: [Command]?) -> [Command] { list ?? [] }

    /// Joins them.
    @export(interface) public static func buildBlock(_ lists: [Command]...) -> [Command] { lists.flatMap { $0 } }
}
