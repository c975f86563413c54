/// What the images of servers have in common.
extension Command {
    /// `start`, which takes arguments of the server after "--".
    ///
    /// - Parameters:
    ///   - server: What the arguments are for, in words.
    ///   - run: Gets them.
    package static func start(
        _ summary: String, of server: String, example: String,
        run: @escaping @Sendable (Context, [String]) throws(RunError) -> ExitStatus
    ) -> Command {
        let words = Parameter.repeatedArgument("argument", .text, "Arguments of \(server), after \"--\".")
        return Command("start", summary, example: example, parameters: { words }) { (context) throws(RunError) in
            try run(context, context[words])
        }
    }

    /// A command of the server's own name, which takes all that follows, for compose files that were written for other images.
    package static func asServer(
        _ name: String, of server: String, example: String,
        run: @escaping @Sendable (Context, [String]) throws(RunError) -> ExitStatus
    ) -> Command {
        let words = Parameter.words("argument", "Arguments of \(server).")
        return Command(
            name, "The same as start, with arguments of \(server).", example: example, parameters: { words }
        ) { (context) throws(RunError) in try run(context, context[words]) }
    }
}

extension StandardVariables {
    /// SEMAPHORE.
    ///
    /// - Parameter moment: When the file exists: "nginx serves".
    package static func semaphore(while moment: String) -> Variable<FilePath?> {
        Variable("SEMAPHORE", .optional(.path), "File that exists while \(moment).")
    }
}

extension Rendering {
    /// A certificate and its key, which the server reads and nobody else.
    package static func certificate(
        _ certificate: FilePath, to target: FilePath, key: FilePath, to keyTarget: FilePath, _ context: Context
    ) -> [Rendering] {
        [
            Rendering(certificate, to: target, mode: 0o444, content: .none),
            // PostgreSQL wants it to be its own, or root's and its group's.
            Rendering(key, to: keyTarget, mode: context.accounts.isRoot ? 0o440 : 0o400, content: .none),
        ]
    }
}

extension Files {
    /// The names that an image's user put into a directory, sorted by their bytes, without hidden ones, such as `..data` in
    /// the volumes of Kubernetes; none where there is no directory.
    package func visibleNames(in directory: FilePath) throws(RunError) -> [String] {
        guard try kind(of: directory, followsLinks: true) == .directory else { return [] }
        return try names(in: directory).filter { $0.utf8.first != .dot }
    }
}
