extension StandardCommands {
    static let health = Command(
        "health", "Exit with 0 when the service is ready, else with 1 and a line that says why.",
        checksVariables: false
    ) { context throws(RunError) in
        try Health.check(context.console, context.publicEnvironment) { () throws(RunError) in try context.events() }
        return .success
    }
}
