extension StandardCommands {
    private static let explain = Parameter.flag(
        "explain", "Print where each variable's value comes from, and the files that would change.")
    private static let unused = Parameter.flag(
        "unused", "Name the variables that no template or option uses.")

    static let check = Command(
        "check", "Check all variables and templates without starting anything.", checksVariables: false,
        parameters: {
            explain
            unused
        }
    ) { context throws(RunError) in
        // The table is the same in both builds, and the executables of images are to be small.
        #if !hasFeature(Embedded)
            if let report = context.entrypoint.tableReport { throw report }
        #endif
        let explains = context[explain]
        context.explains = explains
        if explains { try context.print(context.settings.table(context.environment)) }
        try context.checkVariables()
        let filler = try TemplateFiller(context.scope())
        var changes: [(String, String)] = []
        let renderings = context.templates.assigned(
            try context.templates.declared(), to: try context.accounts.declared())
        try filler.fill(renderings) { (file) throws(RunError) in
            guard let difference = try file.difference(), explains else { return }
            changes.append((escaped(file.target.description), file.describe(difference)))
        }
        if explains {
            try context.print(changes.isEmpty ? "\nNo file would change.\n" : "\nFiles that would change:\n")
            try context.print(table(changes, indent: "  "))
        }
        try context.templates.validate()
        if context[unused] {
            for name in context.unusedVariables(filler.names) {
                context.note("\(name) is declared, but no template uses it")
            }
        }
        _ = try Hooks.list(in: Hooks.directory, context.console)
        context.note("variables and templates are in order")
        return .success
    }
}
