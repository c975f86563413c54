extension StandardCommands {
    static let check = Command(
        "check", "Check all variables and templates without starting anything."
    ) { context throws(RunError) in
        try context.checkTemplates()
        _ = try Hooks.list(in: Hooks.directory, context.console)
        context.note("variables and templates are in order")
        return .success
    }
}
