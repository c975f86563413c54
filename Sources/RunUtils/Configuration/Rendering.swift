/// A template, or a directory of them, and where its rendered files go.
public struct Rendering: Sendable {
    /// A file, or a directory whose files are all templates.
    public var source: FilePath
    /// The file, or the directory for the files of a directory.
    public var target: FilePath
    /// The owner; nil for the user that the entrypoint runs as.
    public var owner: Identity?
    /// The mode; nil for 0400 when a secret went in and 0444 otherwise, with the source's execute bits.
    public var mode: UInt32?

    /// Declares a rendering.
    public init(_ source: FilePath, to target: FilePath, owner: Identity? = nil, mode: UInt32? = nil) {
        self.source = source
        self.target = target
        self.owner = owner
        self.mode = mode
    }

    /// The rendering that "source:target" spells; nil when it spells none.
    init?(_ text: String) {
        let parts = Bytes(text).pieces(separatedBy: .colon)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].first == .slash else { return nil }
        self.init(FilePath(bytes: parts[0]), to: FilePath(bytes: parts[1]))
    }
}

extension ValueType where Value == [Rendering] {
    /// "source:target" pairs, separated by commas or white space.
    public static var renderings: ValueType {
        ValueType("a list of \"source:/target\"", absent: []) { text in
            var list: [Rendering] = []
            for word in ValueType<[String]>.list.parse(text) ?? [] {
                guard let rendering = Rendering(word) else { return nil }
                list.append(rendering)
            }
            return list
        }
    }
}

extension ValueType where Value == Rendering {
    /// One "source:target" pair.
    public static var rendering: ValueType { ValueType("\"source:/target\"") { Rendering($0) } }
}

/// Renders sets of templates, all or nothing.
struct Renderer {
    let lookup: Template.Lookup
    let isSecret: (Bytes) -> Bool

    /// How many failures of one file are shown.
    private static let reportLimit = 20

    /// Renders everything into a set of files; nothing is in its place yet.
    ///
    /// - Parameter writes: Whether files are written at all, or failures only looked for.
    /// - Throws: One report with every failure of every template.
    func stage(_ renderings: [Rendering], writes: Bool = true) throws(RunError) -> FileSet {
        let files = FileSet()
        var failures: [String] = []
        for rendering in renderings {
            for file in try Tree.files(rendering.source, to: rendering.target) {
                guard case .regular(let mode) = file.kind else { continue }
                let source = try Tree.read(file.source)
                let result = Template(source: source).render(lookup)
                for failure in result.failures.prefix(Renderer.reportLimit) {
                    failures += failure.lines(path: file.source, source: source)
                }
                if result.failures.count > Renderer.reportLimit {
                    failures.append("and \(result.failures.count - Renderer.reportLimit) more in \(file.source)")
                }
                if !failures.isEmpty || !writes { continue }
                let base: FileMode = result.names.contains(where: isSecret) ? 0o400 : 0o444
                let attributes = FileSet.Attributes(
                    mode: rendering.mode ?? base | (mode & base >> 2), owner: rendering.owner?.ownership)
                try files.stage(result.bytes, at: file.target, attributes)
            }
        }
        if failures.isEmpty { return files }
        throw RunError(.configuration, "cannot render the configuration", details: failures)
    }
}
