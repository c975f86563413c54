extension StandardCommands {
    private static let onlyChecks = Parameter.flag(
        "check", "Write nothing; print the files that would change, and exit with 1 when there are some.")
    private static let diff = Parameter.flag("diff", "Write nothing; print what would change in each file.")
    private static let templates = Parameter.repeatedOption(
        "template", .rendering, placeholder: "SOURCE:TARGET",
        "Render this, or a directory, in place of the image's own templates.")
    private static let user = Parameter.option(
        "user", .optional(.text), placeholder: "USER", "Owner of the files; USER_NAME by default.")

    static let render = Command(
        "render", "Render the templates without starting anything.",
        example: "render --check --diff",
        parameters: {
            onlyChecks
            diff
            templates
            user
        }
    ) { context throws(RunError) in
        context.accounts.distrust(context[user])
        var renderings = context[templates]
        if renderings.isEmpty { renderings = try context.templates.declared() }
        renderings = context.templates.assigned(renderings, to: try context.accounts.fileOwner(context[user]))
        let (checks, shows) = (context[onlyChecks], context[diff])
        if !checks && !shows {
            try context.templates.render(renderings)
            return .success
        }
        var rows: [(String, String)] = []
        var total = 0
        try TemplateFiller(context.scope()).fill(renderings) { (file) throws(RunError) in
            total += 1
            guard let difference = try file.difference() else { return }
            rows.append((escaped(file.target.description), file.describe(difference)))
            if shows { try context.console.print(file.diff(difference)) }
        }
        if checks && !shows { try context.print(table(rows)) }
        context.note("\(rows.count) of \(total) files would change")
        return checks && !rows.isEmpty ? .failure : .success
    }

    /// Rows of two columns.
    static func table(_ rows: [(String, String)], indent: String = "") -> String {
        let width = rows.reduce(0) { max($0, Bytes($1.0).width) }
        return rows.reduce("") { $0 + "\(indent)\(padded($1.0, to: width))  \($1.1)\n" }
    }
}
