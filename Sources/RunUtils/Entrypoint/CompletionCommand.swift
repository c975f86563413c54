extension StandardCommands {
    private static let shell = Parameter.argument(
        "shell", .oneOf(["bash", "zsh", "fish"]), "The shell to complete in.")

    static let completion = Command(
        "completion", "Print a script that completes commands and options in a shell.",
        example: "completion bash >/etc/bash_completion.d/entry", checksVariables: false, parameters: { shell }
    ) { context throws(RunError) in
        let completion = Completion(
            executable: context.executable, commands: context.entrypoint.commands.map { $0.declaration })
        try context.print(completion.script(for: context[shell]))
        return .success
    }
}
