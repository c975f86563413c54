import RunUtils

let image = Image(
    name: "nginx",
    summary: "nginx, to come: this image cannot start a server yet.",
    commands: [
        Command("start", "Start nginx (not available yet).") { _ throws(RunError) in
            throw RunError(.software, "nginx cannot be started yet: this image is not finished")
        }
    ])

image.main()
