import RunUtils

let image = Image(
    name: "postgres",
    summary: "PostgreSQL, to come: this image cannot start a server yet.",
    commands: [
        Command("start", "Start PostgreSQL (not available yet).") { _ throws(RunError) in
            throw RunError(.software, "PostgreSQL cannot be started yet: this image is not finished")
        }
    ])

image.main()
