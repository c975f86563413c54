/// A command of an image.
public final class Command: Sendable {
    let declaration: CommandDeclaration
    /// Whether all variables must be in order before it runs.
    let checksVariables: Bool
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
    ///   - needs: What must be true of the service of this container.
    ///   - parameters: Its options and arguments.
    ///   - run: What it does; its result is the process's exit status.
    public init(
        _ name: String, _ summary: String, example: String? = nil, checksVariables: Bool = true,
        user: CommandUser = .asStarted, needs need: ServiceNeed = .nothing,
        @ParameterListBuilder parameters: @escaping @Sendable () -> [ParameterDeclaration] = { [] },
        run: @escaping @Sendable (Context) throws(RunError) -> ExitStatus
    ) {
        declaration = CommandDeclaration(
            name: name, summary: summary, parameters: parameters, example: example, user: user, need: need)
        self.user = user
        self.need = need
        self.checksVariables = checksVariables
        self.run = run
    }

    var name: String { declaration.name }
    var parameters: [ParameterDeclaration] { declaration.parameters }
}
