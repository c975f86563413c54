import RunUtils

/// An nginx.conf that was written for docker-library's image. nginx gets a copy, always of one name, with what that image has and this
/// one has not: a site where there is none, streams as a part of nginx, a block for templates of streams.
struct OwnConfiguration {
    let context: Context
    /// What is rendered besides it.
    let made: [FilePath]

    func rendering() throws(RunError) -> Rendering {
        let workers = context[Nginx.autotune] == nil ? nil : Host.processorCount
        let areOwn = try Sites.areOwn(context)
        let text = ConfigurationText(try context.files.bytes(of: Layout.ownConfiguration))
        let included = try included(by: text)
        let site = try site(text, included)
        let hasStreams = try hasStreamTemplates()
        let isElsewhere = included.contains { $0.directive("stream") != nil }
        let streams = hasStreams ? try Sites.streamDirectory(context) : nil
        return Rendering(
            Layout.ownConfiguration, to: Layout.configuration,
            content: .function { (bytes) throws(RunError) in
                var text = ConfigurationText(bytes)
                if let workers { text = ConfigurationText(text.replacingWorkers(workers)) }
                if let site { text = ConfigurationText(text.replacingSites(by: site)) }
                if areOwn { text = ConfigurationText(text.replacingIncludes(Sites.ownPath)) }
                return isElsewhere ? text.bytes : text.withStreams(streams)
            })
    }

    private func hasStreamTemplates() throws(RunError) -> Bool {
        let directory = try Sites.streamDirectory(context)
        return made.contains { $0.parent == directory && Text.ends($0.description, with: ".conf") }
    }

    /// The site of docker-library's image: where all of /etc/nginx/conf.d is included, nothing is there, and nothing else listens.
    private func site(_ text: ConfigurationText, _ included: [ConfigurationText]) throws(RunError) -> String? {
        let suffixes = text.siteSuffixes
        if suffixes.isEmpty || text.hasServers { return nil }
        for suffix in suffixes where try Configuration.sites(made, context, suffix) != nil { return nil }
        if included.contains(where: { $0.hasServers }) { return nil }
        let port = context.isSet(Nginx.port) ? context[Nginx.port] : 80
        let more = try Configuration.hasIPv6(context) ? " listen [::]:\(port);" : ""
        let directory = context[Nginx.staticDirectory]
        if directory.utf8.contains(.dollar) {
            throw RunError(
                .configuration, "STATIC_DIR: \"\(directory)\" holds a \"$\", which nginx takes for a variable")
        }
        let escaped = Array(directory.utf8).prefixing(with: .backslash) { $0 == .quote || $0 == .backslash }
        let root = String(decoding: escaped, as: UTF8.self)
        return "server { listen \(port);\(more) root \"\(root)\"; index index.html index.htm; }"
    }

    /// The texts of the other files that it includes.
    private func included(by text: ConfigurationText) throws(RunError) -> [ConfigurationText] {
        var texts: [ConfigurationText] = []
        for path in text.otherIncludes {
            for file in try files(path.utf8.first == .slash ? FilePath(path) : Layout.files.appending(path))
            where try context.files.kind(of: file, followsLinks: true) == .file {
                texts.append(ConfigurationText(try context.files.bytes(of: file)))
            }
        }
        return texts
    }

    /// The files that a path stands for, of which the name may hold a "*".
    private func files(_ path: FilePath) throws(RunError) -> [FilePath] {
        let name = Text.lastComponent(path.description)
        let parts = Text.pieces(name, at: .asterisk, keepsEmpty: true)
        if parts.count != 2 { return [path] }
        return try context.files.visibleNames(in: path.parent).filter {
            Text.rest(of: $0, behind: parts[0]) != nil && Text.ends($0, with: parts[1])
        }.map { path.parent.appending($0) }
    }
}
