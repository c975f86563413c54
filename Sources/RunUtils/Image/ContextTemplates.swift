extension Context {
    /// Renders templates, all of them or none.
    public func render(_ renderings: [Rendering]) throws(RunError) {
        let files = try renderer.stage(renderings)
        let (changed, unchanged) = (files.changed, files.unchanged)
        try files.commit()
        if changed + unchanged > 0 { console.note("rendered \(changed) files, \(unchanged) are up to date") }
    }

    /// Renders the templates that the image declares.
    ///
    /// - Parameter owner: The owner of files for which no other one is declared.
    public func renderTemplates(owner: Identity? = nil) throws(RunError) {
        var renderings = try image.renderings(self)
        for index in renderings.indices where renderings[index].owner == nil { renderings[index].owner = owner }
        try render(renderings)
    }

    /// Finds every failure of the image's templates without writing anything.
    func checkTemplates() throws(RunError) { _ = try renderer.stage(image.renderings(self), writes: false) }

    private var renderer: Renderer {
        let (settings, environment, isOpen) = (self.settings, self.environment, image.opensEnvironment)
        return Renderer(
            lookup: { name in settings.value(named: name) ?? (isOpen ? environment[name] : nil) },
            isSecret: { settings.isSecret($0) })
    }
}
