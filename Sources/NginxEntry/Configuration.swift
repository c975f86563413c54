import RunUtils

/// nginx's configuration files: where they come from, where they go, and what templates know.
enum Configuration {
    /// The file that nginx reads first, and the file that it is made from; these are the same when it stays as it is.
    struct Main {
        let source: FilePath
        let target: FilePath
    }

    static func main(_ context: Context) throws(RunError) -> Main {
        let isMade = try EnvironmentTemplates.renderings(context).contains { $0.target == Layout.ownConfiguration }
        if isMade && !context.isSet(Nginx.configuration) {
            return Main(source: Layout.ownConfiguration, target: Layout.ownConfiguration)
        }
        if !context.isSet(Nginx.configuration), try hasOwn(context) {
            return Main(source: Layout.ownConfiguration, target: Layout.configuration)
        }
        return Main(source: context[Nginx.configuration], target: Layout.configuration)
    }

    /// Whether there is an nginx.conf of the image's user's.
    ///
    /// - Throws: Where there was to be one: a container engine makes a directory of a file that is missing on the host.
    private static func hasOwn(_ context: Context) throws(RunError) -> Bool {
        let path = Layout.ownConfiguration
        switch try context.files.kind(of: path, followsLinks: true) {
        case .file: return true
        case .directory:
            throw RunError(
                .configuration, "\"\(path)\" is a directory; expected a file (was it missing on the host?)")
        default: return false
        }
    }

    static let templates = TemplateSet(
        seesName: { (context, name) in context[Nginx.templateFilter].map { name.matches(pattern: $0) } ?? false },
        belongToEntrypoint: true, values: templateValues, validate: Commands.check, renderings: renderings)

    /// All files that are made at start-up, and again on HUP.
    static func renderings(_ context: Context) throws(RunError) -> [Rendering] {
        try EnvironmentTemplates.renderings(context) + others(context)
    }

    /// Those that the templates of docker-library's image do not make.
    static func others(_ context: Context) throws(RunError) -> [Rendering] {
        let main = try main(context)
        var renderings: [Rendering] = []
        if main.source == Layout.ownConfiguration && main.target != main.source {
            let templates = try EnvironmentTemplates.renderings(context) + context[Nginx.templates]
            let made = context.templates.targets(of: templates)
            renderings.append(try OwnConfiguration(context: context, made: made).rendering())
        } else if main.source != main.target {
            renderings.append(Rendering(main.source, to: main.target))
            renderings.append(Rendering(context[Nginx.mimeTypes], to: Layout.mimeTypes))
            if let parameters = context[Nginx.uwsgiParameters] {
                renderings.append(Rendering(parameters, to: Layout.uwsgiParameters))
            }
        }
        if let certificate = context[Nginx.certificate], let key = context[Nginx.key] {
            renderings += Rendering.certificate(
                certificate, to: Layout.certificate, key: key, to: Layout.key, context)
        }
        return renderings + context[Nginx.templates]
    }

    /// What templates know besides the variables as they are.
    static func templateValues(_ context: Context) throws(RunError) -> [TemplateValue] {
        let directory = context[Nginx.socketDirectory]
        let workers = context[Nginx.workers]
        let resolvers = try resolvers(context)
        let streams = try Sites.streamDirectory(context)
        let made = context.templates.targets(
            of: try EnvironmentTemplates.renderings(context) + context[Nginx.templates])
        return [
            TemplateValue("WORKER_PROCESSES", "\(workers ?? Host.processorCount)"),
            TemplateValue("UPSTREAM", context[Nginx.upstream].map { $0.address(directory) }),
            TemplateValue("STATIC_DIR", context[Nginx.staticDirectory]),
            TemplateValue("RESOLVERS", resolvers.isEmpty ? nil : resolvers.joined(separator: " ")),
            TemplateValue("IPV6", try hasIPv6(context) ? "on" : nil),
            TemplateValue("IPV6_GLOBAL", try ipv6Scopes(context).containsSameBytes(as: "00") ? "on" : nil),
            TemplateValue("UPSTREAM_RESOLVER", try context[Nginx.upstream]?.resolver(resolvers, context)),
            TemplateValue("MODULES", try hasModules(context) ? "on" : nil),
            TemplateValue("SITES", try sites(made, context)?.description),
            TemplateValue("STREAMS", try hasFiles(streams, made, context) ? "\(streams)/*.conf" : nil),
        ]
    }

    static func hasIPv6(_ context: Context) throws(RunError) -> Bool { try !ipv6Scopes(context).isEmpty }

    /// The scopes of the container's addresses of IPv6 (proc_net(5)).
    private static func ipv6Scopes(_ context: Context) throws(RunError) -> [String] {
        if try context.files.kind(of: Layout.ipv6Addresses) == nil { return [] }
        return Text.lines(try context.files.read(Layout.ipv6Addresses)).map { line in
            let words = Text.words(line)
            return words.count > 3 ? words[3] : ""
        }
    }

    static func resolvers(_ context: Context) throws(RunError) -> [String] {
        let given = context[Nginx.resolvers]
        return given.isEmpty ? try systemResolvers(context) : given
    }

    /// Name and value of what scripts and the templates of docker-library's image get of them; nil where that is not wanted.
    static func localResolvers(_ context: Context) throws(RunError) -> (name: String, value: String)? {
        if context[Nginx.localResolvers] == nil { return nil }
        return ("NGINX_LOCAL_RESOLVERS", try resolvers(context).joined(separator: " "))
    }

    /// Those that all programs of the container ask.
    static func systemResolvers(_ context: Context) throws(RunError) -> [String] {
        guard try context.files.kind(of: Layout.resolverConfiguration, followsLinks: true) == .file else { return [] }
        return Resolvers.addresses(in: try context.files.read(Layout.resolverConfiguration))
    }

    /// The directory whose sites are included; nil where there are none.
    ///
    /// - Parameters:
    ///   - made: The files that are rendered, perhaps into it.
    ///   - suffix: How the names of sites end.
    static func sites(
        _ made: [FilePath], _ context: Context, _ suffix: String = ".conf"
    ) throws(RunError) -> FilePath? {
        if try Sites.areOwn(context) {
            let isMade = try hasFiles(Layout.ownSites, made, context, suffix)
            let isFound = try hasFiles(Layout.sites, [], context, suffix)
            return isMade || isFound ? Layout.ownSites : nil
        }
        return try hasFiles(Layout.sites, made, context, suffix) ? Layout.sites : nil
    }

    /// Whether a directory has files to include, or will have. nginx passes over hidden ones.
    private static func hasFiles(
        _ directory: FilePath, _ made: [FilePath], _ context: Context, _ suffix: String = ".conf"
    ) throws(RunError) -> Bool {
        for file in made where file.parent == directory && Text.ends(file.description, with: suffix) { return true }
        let gone = try GoneTemplates(context).files
        return try context.files.visibleNames(in: directory).contains { name in
            Text.ends(name, with: suffix) && !gone.contains { $0.path == directory.appending(name) }
        }
    }

    /// Whether there are more modules than the image's own, which is only loaded where there are streams.
    private static func hasModules(_ context: Context) throws(RunError) -> Bool {
        try context.files.visibleNames(in: Layout.modules).contains { name in
            Text.ends(name, with: ".conf") && !name.hasSameBytes(as: "50-mod-stream.conf")
        }
    }

    /// What is watched for changes, where that is wanted: what is read and not made.
    static func watched(_ context: Context) throws(RunError) -> [FilePath] {
        guard context[Nginx.watch] else { return [] }
        let renderings = try renderings(context)
        var paths = try [main(context).source] + renderings.map { $0.source }
        // A template that comes, or goes.
        let templates = context[Nginx.templateDirectory]
        if try context.files.kind(of: templates, followsLinks: true) == .directory { paths.append(templates) }
        let sites = try Sites.directory(context)
        if context.templates.targets(of: renderings).contains(where: { $0.parent == sites }) { return paths }
        if try context.files.kind(of: Layout.sites, followsLinks: true) == .directory { paths.append(Layout.sites) }
        return paths
    }
}
