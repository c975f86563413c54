import RunUtils

/// Which templates of docker-library's kind the configuration includes, by what nginx prints of it.
struct TemplateUse {
    /// A template, and whether its file counts.
    struct Entry: Equatable {
        let source: FilePath
        let target: FilePath
        let isUsed: Bool
    }

    let entries: [Entry]

    /// - Parameters:
    ///   - renderings: The templates.
    ///   - output: What `nginx -T` prints.
    init(_ renderings: [Rendering], _ output: String) {
        if renderings.isEmpty {
            entries = []
            return
        }
        var included: [String] = []
        for line in Text.lines(output) {
            guard let rest = Text.rest(of: line, behind: "# configuration file ") else { continue }
            if let path = Text.start(of: rest, before: ":") { included.append(path) }
        }
        let tokens = ConfigurationText(output).tokens
        entries = renderings.map { rendering in
            let path = rendering.target.description
            // A file may be named by something else than an include: passwords, keys, scripts.
            let name = Array("/\(Text.lastComponent(path))".utf8)
            let isNamed = tokens.contains { token in
                Array(token.text.suffix(name.count)) == name || token.text == Array(name.dropFirst())
            }
            let isUsed = included.containsSameBytes(as: path) || isNamed
            return Entry(source: rendering.source, target: rendering.target, isUsed: isUsed)
        }
    }

    /// Says which files have no effect, though they look as if they should.
    static func report(_ output: String, _ context: Context) throws(RunError) {
        let renderings = try EnvironmentTemplates.renderings(context)
        let names = try EnvironmentTemplates.names(context)
        if renderings.isEmpty && !names.isEmpty {
            let (directory, suffix) = (context[Nginx.templateDirectory], context[Nginx.templateSuffix])
            context.warn("no name of a file in \"\(directory)\" ends in \"\(suffix)\"; none of them is rendered")
        }
        let places = [Layout.sites, Layout.streams, Layout.ownSites, Layout.ownStreams]
        for entry in TemplateUse(renderings, output).entries where !entry.isUsed {
            let path = entry.target.description
            // A page or a script that is made of a template is used by itself.
            guard GoneTemplates.isBelow(places, path) || Text.ends(path, with: ".conf") else { continue }
            context.warn(
                "\"\(entry.source)\" has no effect: the configuration does not include \"\(entry.target)\"")
        }
    }

    /// The lines of `check --explain`.
    static func table(_ entries: [Entry]) -> String {
        if entries.isEmpty { return "" }
        var text = "\nTemplates:\n"
        for entry in entries {
            text += "  \(entry.source)  \(entry.isUsed ? "included as" : "not included:") \(entry.target)\n"
        }
        return text
    }
}
