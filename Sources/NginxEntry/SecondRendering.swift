import RunUtils

/// What is rendered once more when late scripts have run, since they may have made what it depends on: a site, or an nginx.conf.
struct SecondRendering {
    private let context: Context
    /// The files as they were made before; nil for one that cannot be read.
    private let files: [(path: FilePath, content: [UInt8]?)]

    /// - Parameter context: When everything has been rendered, and before the scripts.
    init(_ context: Context) throws(RunError) {
        self.context = context
        files = context.templates.targets(of: try Configuration.others(context)).map { path in
            (path, try? context.files.bytes(of: path))
        }
    }

    /// All but the templates of docker-library's image, whose files scripts edit, and anything else that a script has edited.
    func renderings() throws(RunError) -> [Rendering] {
        try Configuration.others(context).filter { rendering in
            context.templates.targets(of: [rendering]).allSatisfy { isAsMade($0) }
        }
    }

    private func isAsMade(_ path: FilePath) -> Bool {
        guard let file = files.first(where: { $0.path == path }) else { return true }
        return (try? context.files.bytes(of: path)) == file.content
    }
}
