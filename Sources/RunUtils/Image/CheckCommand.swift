extension StandardCommands {
    static let check = Command(
        "check", "Check all variables and templates without starting anything."
    ) { context throws(RunError) in
        try context.checkTemplates()
        context.note("variables and templates are in order")
        return .success
    }
}
