extension Command {
    /// The command `shell`: starts a shell in "/" as a user, with that user's environment.
    @export(interface) public static func shell() -> Command {
        let user = Parameter.argument(
            "username", .optional(.text), "User of the shell; USER_NAME, or root where that is not set.")
        return Command("shell", "Start a shell as a user.", checksVariables: false, parameters: { user }) {
            context throws(RunError) in
            let identity = try context.accounts.service(context[user])
            let root = try context.accounts.identity("root")
            var program = Program(words: [Bytes(Access.isExecutable("/bin/bash") ? "bash" : "sh")])
            program.directory = "/"
            try context.exec(program, as: identity ?? root)
        }
    }
}
