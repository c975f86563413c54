extension Context {
    /// Renders templates, all of them or none. A file that is as it should be is left alone.
    ///
    /// - Parameter check: Looks at the files before they take their places, with the service's own checker perhaps; when
    ///   it throws, nothing changes. It is not called when no file would change.
    public func render(
        _ renderings: [Rendering], checking check: ((StagedFiles) throws(RunError) -> Void)? = nil
    ) throws(RunError) {
        let files = try Renderer(scope()).stage(renderings)
        let (changed, unchanged) = (files.changed, files.unchanged)
        if let check, let staged = try files.checkable() { try check(staged) }
        try files.commit()
        if changed + unchanged > 0 { console.note("files rendered: \(changed), up to date: \(unchanged)") }
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
        let account = try fileOwner(nil)
        try render(assigned(image.renderings(self), to: owner ?? account), checking: check)
    }

    /// Lets the image's checker look at the templates that it declares, rendered beside their places; nothing changes.
    public func checkTemplates() throws(RunError) {
        guard let checking = image.checking else { return }
        let renderings = assigned(try image.renderings(self), to: try fileOwner(nil))
        let files = try Renderer(scope()).stage(renderings)
        // They go with the set.
        defer { withExtendedLifetime(files) {} }
        try checking(self, files.checkable())
    }

    /// Where the files of renderings go, each of a directory's; those of a source that cannot be read are left out, since
    /// rendering says so.
    public func targets(of renderings: [Rendering]) -> [FilePath] {
        var targets: [FilePath] = []
        for rendering in renderings {
            for file in (try? Tree.files(rendering.source, to: rendering.target)) ?? [] { targets.append(file.target) }
        }
        return targets
    }

    /// The renderings with an owner where they have none, or with a reader where the image keeps them.
    func assigned(_ renderings: [Rendering], to user: Identity?) -> [Rendering] {
        var renderings = renderings
        for index in renderings.indices where renderings[index].owner == nil {
            if image.keepsRenderings { renderings[index].reader = user } else { renderings[index].owner = user }
        }
        return renderings
    }

    /// Which line of a template makes a line of a rendered file, for what a service says of its configuration.
    ///
    /// - Parameters:
    ///   - target: Where the image's declared renderings put the file.
    ///   - line: From 1 on.
    /// - Returns: nil where none of them makes that line.
    public func origin(of target: FilePath, line: Int) throws(RunError) -> (template: FilePath, line: Int)? {
        try Renderer(scope()).origin(of: target, line: line, image.renderings(self))
    }

    /// What templates may know.
    func scope() throws(RunError) -> Template.Scope {
        let (settings, environment, isOpen) = (self.settings, self.environment, image.opensEnvironment)
        let values = try image.templateValues(self)
        let value = { (name: Bytes) in values.first { Bytes($0.name) == name } }
        return Template.Scope(
            value: { name in
                if let value = value(name) { return value.value.map { Bytes($0) } }
                return settings.value(named: name) ?? (isOpen ? environment[name] : nil)
            },
            isSecret: { settings.isSecret($0) },
            objection: { isOpen || value($0) != nil ? nil : settings.objection($0) })
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
