import RunUtils

@main enum Base {
    static let entrypoint = Entrypoint(
        "base", "A base image: waits, templates, users, semaphores and signals for any program.",
        version: Version.library,
        templates: TemplateSet(seesEnvironment: true) { context throws(RunError) in context[Run.templatesVariable] }
    ) {
        Run.templatesVariable
        Run.ownVariable
        Run.semaphoreVariable
        Run.stopSignalVariable
    } commands: {
        Command("start", "Do nothing and exit with 0.") { _ throws(RunError) in .success }
        Command.shell()
        Run.command
    }

    static func main() { entrypoint.main() }
}
