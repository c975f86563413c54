import RunUtils

/// The templates of docker-library's image: files with `${NAME}` in /etc/nginx/templates.
enum EnvironmentTemplates {
    /// The templates and where they go.
    static func renderings(_ context: Context) throws(RunError) -> [Rendering] {
        let directory = context[Nginx.templateDirectory]
        let names = try names(context)
        if names.isEmpty { return [] }
        var variables = context.templates.environmentVariables
        // Where scripts have run it is there already, and one of them may have changed it.
        if let variable = try Configuration.localResolvers(context) {
            variables.append((variable.name, Array(variable.value.utf8)))
        }
        let filter = context[Nginx.filter]
        let areOwn = try Sites.areOwn(context)
        let places = [
            (context[Nginx.templateSuffix], try Sites.directory(context)),
            (context[Nginx.streamSuffix], try Sites.streamDirectory(context)),
        ]
        var renderings: [Rendering] = []
        for name in names {
            for (suffix, output) in places {
                guard let target = Text.start(of: name, before: suffix), !target.utf8.isEmpty else { continue }
                let source = directory.appending(name)
                let text = EnvironmentText(variables: variables, path: source) { name in
                    filter.map { name.matches(pattern: $0) } ?? true
                }
                let content = Rendering.Content.function { (bytes) throws(RunError) in
                    let filled = try text.filled(bytes)
                    return areOwn ? ConfigurationText(filled).replacingIncludes(Sites.ownPath) : filled
                }
                renderings.append(Rendering(source, to: output.appending(target), mode: 0o444, content: content))
                break
            }
        }
        return renderings
    }

    /// The files in their directory, by their paths in it.
    static func names(_ context: Context) throws(RunError) -> [String] { try contents(context).files }

    /// Says which templates are empty directories.
    static func warnOfDirectories(_ context: Context) throws(RunError) {
        let suffixes = [context[Nginx.templateSuffix], context[Nginx.streamSuffix]]
        for name in try contents(context).emptyDirectories
        where suffixes.contains(where: { Text.ends(name, with: $0) }) {
            let path = context[Nginx.templateDirectory].appending(name)
            context.warn("\"\(path)\" is a directory; expected a file (was it missing on the host?)")
        }
    }

    /// What is in their directory, by the paths in it.
    private struct Contents {
        var files: [String] = []
        var emptyDirectories: [String] = []
        var directoryCount = 0
    }

    /// Links may lead to each other more often than anybody can wait for.
    private static let directoryLimit = 1000

    private static func contents(_ context: Context) throws(RunError) -> Contents {
        var contents = Contents()
        if try context.files.kind(of: context[Nginx.templateDirectory], followsLinks: true) == .directory {
            try collect("", context, &contents)
        }
        return contents
    }

    /// Adds what is in one of the directories. Names that begin with ".." are those of Kubernetes' volumes.
    private static func collect(
        _ path: String, _ context: Context, _ contents: inout Contents
    ) throws(RunError) {
        let directory = context[Nginx.templateDirectory].appending(path)
        contents.directoryCount += 1
        if contents.directoryCount > directoryLimit {
            throw RunError(
                .configuration,
                "\"\(context[Nginx.templateDirectory])\" has more than 1,000 directories (do links lead in circles?)")
        }
        let names = try context.files.names(in: directory)
        if names.isEmpty { contents.emptyDirectories.append(path) }
        for name in names where Text.rest(of: name, behind: "..") == nil {
            let path = path.utf8.isEmpty ? name : "\(path)/\(name)"
            switch try context.files.kind(of: directory.appending(name), followsLinks: true) {
            case .directory: try collect(path, context, &contents)
            case .file: contents.files.append(path)
            default: break
            }
        }
    }
}
