import RunUtils

let image = Image(
    name: "base",
    summary: "A base image: waits, templates, users, semaphores and signals for any program.",
    opensEnvironment: true,
    renderings: { context throws(RunError) in try context[Run.templates] },
    variables: { Run.variables },
    commands: [
        Command("start", "Do nothing and exit with 0.") { _ throws(RunError) in .success },
        .shell(),
        Run.command,
    ])

image.main()
