extension Context {
    /// Renders templates, all of them or none. A file that is as it should be is left alone.
    ///
    /// - Parameter check: Looks at the files before they take their places, with the service's own checker perhaps; when
    ///   it throws, nothing changes. It is not called when no file would change.
    public func render(
        _ renderings: [Rendering], checking check: ((StagedFiles) throws(RunError) -> Void)? = nil
    ) throws(RunError) {
        let files = try Renderer(scope).stage(renderings)
        let (changed, unchanged) = (files.changed, files.unchanged)
        if let check, let staged = try files.checkable() { try check(staged) }
        try files.commit()
        if changed + unchanged > 0 { console.note("rendered \(changed) files, \(unchanged) are up to date") }
    }

    /// Renders the templates that the image declares.
    ///
    /// - Parameters:
    ///   - owner: The owner of files for which no other one is declared; by default the account of the image's
    ///     variables, or who the entrypoint runs as.
    ///   - check: As for `render`.
    public func renderTemplates(
        owner: Identity? = nil, checking check: ((StagedFiles) throws(RunError) -> Void)? = nil
    ) throws(RunError) {
        let declared = try image.renderings(self)
        let account = try fileOwner(nil)
        try render(Context.owned(declared, by: owner ?? account), checking: check)
    }

    /// The renderings with an owner where they have none.
    static func owned(_ renderings: [Rendering], by owner: Identity?) -> [Rendering] {
        var renderings = renderings
        for index in renderings.indices where renderings[index].owner == nil { renderings[index].owner = owner }
        return renderings
    }

    /// What templates may know.
    var scope: Template.Scope {
        let (settings, environment, isOpen) = (self.settings, self.environment, image.opensEnvironment)
        return Template.Scope(
            value: { name in settings.value(named: name) ?? (isOpen ? environment[name] : nil) },
            isSecret: { settings.isSecret($0) }, objection: { isOpen ? nil : settings.objection($0) })
    }

    /// The variables of the image's own that neither a template nor a command's option reads.
    func unusedVariables(_ names: [Bytes]) -> [String] {
        let standard = StandardVariables.declarations + image.account.declarations
        var unused: [String] = []
        for variable in image.variables where !standard.contains(where: { $0 === variable }) {
            let isOption = image.commands.contains { command in
                command.parameters.contains { parameter in parameter.variable.map { $0 == variable.name } ?? false }
            }
            let isNamed = names.contains { name in variable.spellings.contains(name.text) }
            if !isOption && !isNamed { unused.append(variable.name) }
        }
        return unused
    }
}
