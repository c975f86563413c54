/// The image's templates, and others: `context.templates`.
public struct Templates {
    let context: Context

    /// Renders templates, all of them or none. A file that is as it should be is left alone.
    ///
    /// - Parameters:
    ///   - renderings: Which; by default those that the entrypoint declares.
    ///   - owner: The owner of files for which no other one is declared; by default the account of the image's
    ///     variables, or who the entrypoint runs as.
    ///   - validate: Looks at the files before they take their places, with the service's own checker perhaps; when
    ///     it throws, nothing changes. It is not called when no file would change.
    @export(interface) public func render(
        _ renderings: [Rendering]? = nil, owner: Identity? = nil,
        validate: ((StagedFiles) throws(RunError) -> Void)? = nil
    ) throws(RunError) {
        let declared = if let renderings { renderings } else { try declared() }
        let account = try context.accounts.declared()
        let filler = try TemplateFiller(context.scope())
        let files = try filler.stage(assigned(declared, to: owner ?? account))
        let (changed, unchanged) = (files.changed, files.unchanged)
        if let validate, let staged = try files.checkable() { try validate(staged) }
        let targets = Simulation.current == nil ? [] : files.changedTargets
        try files.commit()
        for target in targets { Simulation.current?.note(.rendered(target)) }
        for remark in filler.remarks { context.console.warn(remark) }
        if changed + unchanged > 0 { context.console.note("files rendered: \(changed), up to date: \(unchanged)") }
    }

    /// What the image declares.
    func declared() throws(RunError) -> [Rendering] { try context.entrypoint.templates.renderings(context) }

    /// Lets the image's validator look at the templates that it declares, rendered beside their places; nothing changes.
    @export(interface) public func validate() throws(RunError) {
        guard let validate = context.entrypoint.templates.validate else { return }
        let renderings = assigned(try declared(), to: try context.accounts.declared())
        let files = try TemplateFiller(context.scope()).stage(renderings)
        // They go with the set.
        defer { withExtendedLifetime(files) {} }
        try validate(context, files.checkable())
    }

    /// Where the files of renderings go, each of a directory's; those of a source that cannot be read are left out, since
    /// rendering says so.
    @export(interface) public func targets(of renderings: [Rendering]) -> [FilePath] {
        var targets: [FilePath] = []
        for rendering in renderings {
            for file in (try? rendering.files()) ?? [] { targets.append(file.target) }
        }
        return targets
    }

    /// All environment variables but secrets, in their order: for templates of another syntax, which go by
    /// names that the image does not know. A value need not be UTF-8.
    public var environmentVariables: [(name: String, value: [UInt8])] {
        context.publicEnvironment.words.map { word in
            let end = word.nextPosition(of: .equals, from: 0)
            return (Bytes(word[..<end]).text, Bytes(word[(end + 1)...]))
        }
    }

    /// The renderings with an owner where they have none, or with a reader where the image keeps them.
    func assigned(_ renderings: [Rendering], to user: Identity?) -> [Rendering] {
        var renderings = renderings
        for index in renderings.indices where renderings[index].owner == nil {
            if context.entrypoint.templates.belongToEntrypoint {
                renderings[index].reader = user
            } else {
                renderings[index].owner = user
            }
        }
        return renderings
    }

    /// Which line of a template makes a line of a rendered file, for what a service says of its configuration.
    ///
    /// - Parameters:
    ///   - target: Where the image's declared renderings put the file.
    ///   - line: From 1 on.
    /// - Returns: nil where none of them makes that line.
    @export(interface) public func origin(of target: FilePath, line: Int) throws(RunError) -> (
        template: FilePath, line: Int
    )? {
        try TemplateFiller(context.scope()).origin(of: target, line: line, declared())
    }
}

extension Context {
    /// What templates may know.
    func scope() throws(RunError) -> Template.Scope {
        let (settings, environment, isOpen) = (self.settings, self.environment, entrypoint.templates.seesEnvironment)
        let seesName = entrypoint.templates.seesName
        // Seen, though not declared.
        let isForeign = { (name: Bytes) in
            (isOpen || seesName?(self, name.text) ?? false) && settings.entry(named: name) == nil
        }
        let files = UndeclaredFiles(environment)
        let values = try entrypoint.templates.values(self)
        for value in values {
            if let text = value.value { try Unprintable.refuse(Bytes(text), in: "the template value \(value.name)") }
        }
        let value = { (name: Bytes) in values.first { Bytes($0.name) == name } }
        return Template.Scope(
            value: { name in
                if let value = value(name) { return value.value.map { Bytes($0) } }
                if !isForeign(name) { return settings.value(named: name) }
                guard let file = files.find(name) else { return environment[name] }
                return file.value
            },
            isSecret: { name in
                if !isForeign(name) { return settings.isSecret(name) }
                return files.find(name) != nil
            },
            objection: { name in
                if value(name) != nil { return nil }
                if !isForeign(name) { return settings.objection(name) }
                return files.find(name)?.failure
            })
    }

    /// The variables of the image's own that neither a template nor a command's option reads.
    func unusedVariables(_ names: [Bytes]) -> [String] {
        let standard = StandardVariables.declarations + entrypoint.account.declarations
        var unused: [String] = []
        for variable in entrypoint.variables where !standard.contains(where: { $0 === variable }) {
            let isOption = entrypoint.commands.contains { command in
                command.parameters.contains { parameter in parameter.variable.map { $0 == variable.name } ?? false }
            }
            let isNamed = names.contains { name in variable.spellings.contains(name.text) }
            if !isOption && !isNamed { unused.append(variable.name) }
        }
        return unused
    }
}
