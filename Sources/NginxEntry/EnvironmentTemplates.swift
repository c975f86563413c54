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
    static func names(_ context: Context) throws(RunError) -> [String] {
        let directory = context[Nginx.templateDirectory]
        if try context.files.kind(of: directory, followsLinks: true) != .directory { return [] }
        var names: [String] = []
        try collect(directory, "", context, &names)
        return names
    }

    /// The files below a directory, by their paths in it. Names that begin with ".." are those of Kubernetes' volumes.
    private static func collect(
        _ directory: FilePath, _ prefix: String, _ context: Context, _ names: inout [String]
    ) throws(RunError) {
        for name in try context.files.names(in: directory) where Text.rest(of: name, behind: "..") == nil {
            let path = directory.appending(name)
            switch try context.files.kind(of: path, followsLinks: true) {
            case .directory: try collect(path, "\(prefix)\(name)/", context, &names)
            case .file: names.append(prefix + name)
            default: break
            }
        }
    }
}
