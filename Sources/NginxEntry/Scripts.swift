import RunUtils

/// The scripts that an image's user puts into /docker-entrypoint.d: `.sh` are run, `.envsh` set variables.
enum Scripts {
    /// Where docker-library's image renders templates: scripts with lower names come before that, others after.
    private static let templates = "20-envsubst-on-templates.sh"

    /// Runs those before the templates are rendered.
    static func runEarly(_ context: Context) throws(RunError) {
        try exportResolvers(context)
        for name in try names(context) where comes(name, before: templates) { try run(name, context) }
    }

    /// Runs those that may look for rendered templates.
    static func runLate(_ context: Context) throws(RunError) {
        for name in try names(context) where !comes(name, before: templates) { try run(name, context) }
    }

    static func hasLate(_ context: Context) throws(RunError) -> Bool {
        try names(context).contains { !comes($0, before: templates) }
    }

    /// Lets a command know the variables that the scripts set for the service.
    static func source(_ context: Context) throws(RunError) {
        try exportResolvers(context)
        for name in try names(context) where Text.ends(name, with: ".envsh") { try run(name, context) }
    }

    private static func exportResolvers(_ context: Context) throws(RunError) {
        guard let variable = try Configuration.localResolvers(context) else { return }
        try context.export(variable.name, variable.value)
    }

    private static func names(_ context: Context) throws(RunError) -> [String] {
        try context.files.visibleNames(in: Layout.scripts).sorted { comes($0, before: $1) }
    }

    private static func run(_ name: String, _ context: Context) throws(RunError) {
        let path = Layout.scripts.appending(name)
        let setsVariables = Text.ends(name, with: ".envsh")
        if !setsVariables && !Text.ends(name, with: ".sh") {
            context.warn("\"\(path)\" is neither .sh nor .envsh and is not run")
        } else if try context.files.kind(of: path, followsLinks: true) != .file {
            context.warn("\"\(path)\" is not a file and is not run")
        } else if !context.files.isExecutable(path) {
            context.warn("\"\(path)\" is not executable and is not run")
        } else if setsVariables {
            context.note("taking variables from \(path)")
            try context.source(path)
        } else {
            // By a shell, which also runs what has no #! line.
            let program = Program(["/bin/sh", "-c", "\"$0\"", path.description])
            try context.run(program, "Running \(path)", as: context.accounts.runner(of: path), output: .passedThrough)
        }
    }

    /// Whether a name comes before another, as `sort -V` has it: numbers by their value.
    static func comes(_ first: String, before second: String) -> Bool {
        let (first, second) = (Array(first.utf8), Array(second.utf8))
        var (i, j) = (0, 0)
        while i < first.count && j < second.count {
            if first[i].isDigit && second[j].isDigit {
                let (left, right) = (number(first, &i), number(second, &j))
                if left.count != right.count { return left.count < right.count }
                for index in left.indices where left[index] != right[index] { return left[index] < right[index] }
            } else {
                if first[i] != second[j] { return first[i] < second[j] }
                i += 1
                j += 1
            }
        }
        return first.count - i < second.count - j
    }

    /// The digits from a place on, without zeros before them.
    private static func number(_ bytes: [UInt8], _ index: inout Int) -> [UInt8] {
        var digits: [UInt8] = []
        while index < bytes.count, bytes[index].isDigit {
            if !digits.isEmpty || bytes[index] != 48 { digits.append(bytes[index]) }
            index += 1
        }
        return digits
    }
}
