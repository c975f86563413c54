/// Fills in sets of templates.
final class TemplateFiller {
    private let scope: Template.Scope
    private let reader = ConfigurationReader()
    /// The names in the templates that were rendered, those in branches that were left out too.
    var names: [Bytes] { scope.names.map { $0.name } }
    private var failures: [String] = []
    /// What kept a source from being read.
    private var refusals: [RunError] = []
    /// Whether a failure looks like a tag of another program.
    private var isForeign = false
    /// What is said of files whose template is gone.
    private(set) var remarks: [String] = []

    /// How many failures of one file are shown.
    private static let reportLimit = 20

    init(_ scope: Template.Scope) { self.scope = scope }

    /// Renders everything into a set of files; nothing is in its place yet.
    func stage(_ renderings: [Rendering]) throws(RunError) -> FileSet {
        let files = FileSet()
        var last: RenderRecord?
        for rendering in renderings {
            let record = RenderRecord(rendering, after: last)
            try fill([rendering], isLast: false) { (file) throws(RunError) in
                try files.stage(file.content, at: file.target, file.attributes)
                record.note(file)
            }
            last = record
        }
        try fill([]) { (_) throws(RunError) in }
        while let record = last {
            try record.complete(files)
            remarks += record.remarks
            last = record.previous
        }
        return files
    }

    /// Gives each rendered file to `body`, as long as nothing has failed.
    ///
    /// - Throws: One report with every failure of every template and source; or what `body` throws.
    /// - Parameter isLast: Whether failures are thrown, and not kept for the next call.
    func fill(
        _ renderings: [Rendering], isLast: Bool = true, body: (FilledFile) throws(RunError) -> Void
    ) throws(RunError) {
        for rendering in renderings {
            guard let delimiters = delimiters(of: rendering) else { continue }
            for file in readable(rendering) {
                guard let rendered = fill(file, rendering, delimiters), failures.isEmpty else { continue }
                try body(rendered)
            }
        }
        if failures.isEmpty || !isLast { return }
        if refusals.count == 1 && failures.count == 1 { throw refusals[0] }
        let status = refusals.count == failures.count ? refusals[0].status : .configuration
        throw RunError(
            status, "cannot render the configuration", details: failures,
            hint: isForeign
                ? "another program's tags are kept by \\{{ or {{#raw}} … {{/raw}}, or by other delimiters for these templates"
                : nil)
    }

    private func refuse(_ error: RunError) {
        refusals.append(error)
        failures.append(error.message)
    }

    private func delimiters(of rendering: Rendering) -> Delimiters? {
        if let delimiters = Delimiters(Bytes(rendering.delimiters)) { return delimiters }
        let shown = quoted(rendering.delimiters)
        refuse(RunError(.software, "\(rendering): delimiters: \(shown) is not \(Delimiters.expectation)"))
        return nil
    }

    private func readable(_ rendering: Rendering) -> [Tree.File] {
        do throws(RunError) { return try rendering.files() } catch {
            refuse(error)
            return []
        }
    }

    /// The file that a template makes; nil when it cannot be read.
    private func fill(_ file: Tree.File, _ rendering: Rendering, _ delimiters: Delimiters) -> FilledFile? {
        guard case .regular = file.kind else { return nil }
        let (source, mode): (Bytes, FileMode)
        do throws(RunError) { (source, mode) = try Tree.read(file.source, by: reader) } catch {
            refuse(error)
            return nil
        }
        // What only the image's reader may read stays root's, and is nothing that this user may write.
        if rendering.reader != nil { ServiceUser.mention(source: file.source) }
        switch rendering.content {
        case .template where rendering.isTemplate(file.source) && source.position(of: 0, from: 0) == nil:
            return fill(file, rendering, delimiters, mode, source)
        // A copy is as secret as what it is one of.
        case .template, .none: return rendered(source, file, rendering, mode, isSecret: mode & 0o004 == 0)
        case .function(let function):
            do throws(RunError) { return rendered(try function(source), file, rendering, mode) } catch {
                refuse(error)
                return nil
            }
        }
    }

    private func fill(
        _ file: Tree.File, _ rendering: Rendering, _ delimiters: Delimiters, _ mode: FileMode, _ source: Bytes
    ) -> FilledFile? {
        let result = Template(source: source, delimiters: delimiters).filled(scope)
        if result.isForeign { isForeign = true }
        for failure in result.failures.prefix(TemplateFiller.reportLimit) {
            failures += failure.lines(path: file.source, source: source)
        }
        if result.failures.count > TemplateFiller.reportLimit {
            failures.append("and \(result.failures.count - TemplateFiller.reportLimit) more in \(file.source)")
        }
        // Where nothing was filled in, it is a copy.
        let isSecret = result.isSecret || mode & 0o004 == 0 && result.bytes == source
        return rendered(result.bytes, file, rendering, mode, isSecret: isSecret)
    }

    private func rendered(
        _ content: Bytes, _ file: Tree.File, _ rendering: Rendering, _ mode: FileMode, isSecret: Bool = false
    ) -> FilledFile {
        let reader = rendering.reader.flatMap { rendering.owner == nil && CurrentProcess.isRoot ? $0 : nil }
        let base: FileMode = isSecret ? reader == nil ? 0o400 : 0o440 : 0o444
        let mode = rendering.mode ?? base | (mode & base >> 2)
        // Others need no group.
        let group = mode & 0o004 == 0 ? reader?.gid : nil
        let owner = group.map { Ownership(uid: 0, gid: $0) }
        let attributes = FileSet.Attributes(mode: mode, owner: rendering.owner?.ownership ?? owner)
        return FilledFile(file.target, content, attributes, isSecret: isSecret)
    }

    /// Where a line of a rendered file comes from.
    ///
    /// - Parameter line: From 1 on.
    /// - Returns: The template and its line; nil where no rendering makes the file, or it has no such line.
    func origin(of target: FilePath, line: Int, _ renderings: [Rendering]) throws(RunError) -> (FilePath, Int)? {
        for rendering in renderings {
            for file in try rendering.files() where file.target == target {
                guard case .template = rendering.content, rendering.isTemplate(file.source) else {
                    return (file.source, line)
                }
                let template = Template(
                    source: try Tree.read(file.source).content,
                    delimiters: Delimiters(Bytes(rendering.delimiters)) ?? .braces)
                let origin = template.origin(ofLine: line, scope)
                return origin.map { (file.source, $0) }
            }
        }
        return nil
    }
}
