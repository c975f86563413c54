/// What the images of servers have in common.
extension Command {
    /// `start`, which takes arguments of the server after "--".
    ///
    /// - Parameters:
    ///   - server: What the arguments are for, in words.
    ///   - run: Gets them.
    @export(interface) package static func start(
        _ summary: String, of server: String, example: String,
        run: @escaping @Sendable (Context, [String]) throws(RunError) -> ExitStatus
    ) -> Command {
        let words = Parameter.repeatedArgument("argument", .text, "Arguments of \(server), after \"--\".")
        return Command("start", summary, example: example, parameters: { words }) { (context) throws(RunError) in
            try run(context, context[words])
        }
    }

    /// A command of the server's own name, which takes all that follows, for compose files that were written for other images.
    @export(interface) package static func asServer(
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
    @export(interface) package static func semaphore(while moment: String) -> Variable<FilePath?> {
        Variable("SEMAPHORE", .optional(.path), "File that exists while \(moment).")
    }
}

extension Rendering {
    /// A certificate and its key, which the server reads and nobody else.
    @export(interface) package static func certificate(
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
    @export(interface) package func visibleNames(in directory: FilePath) throws(RunError) -> [String] {
        guard try kind(of: directory, followsLinks: true) == .directory else { return [] }
        return try names(in: directory).filter { $0.utf8.first != .dot }
    }
}

extension Files {
    /// A file's content as `read` gives it, byte by byte.
    @export(interface) package func bytes(of path: FilePath) throws(RunError) -> [UInt8] {
        do throws(Errno) { return try ConfigurationReader.read(path).content } catch {
            throw RunError(cannot: "read", path, error)
        }
    }

    /// Writes bytes as `write` does a text.
    @export(interface) package func write(_ bytes: [UInt8], to path: FilePath, owner: Identity?, mode: UInt32)
        throws(RunError)
    {
        let files = FileSet()
        try files.stage(bytes, at: path, FileSet.Attributes(mode: mode, owner: owner?.ownership))
        try files.commit()
    }

    /// Whose a file or directory is; nil when there is none.
    @export(interface) package func owner(of path: FilePath) -> UInt32? { (try? FileStatus.at(path))??.owner.uid }

    /// Removes what is no directory: never more than whoever could have put it there could remove. Nothing there is no error.
    @export(interface) package func removeFile(_ path: FilePath) throws(RunError) {
        do throws(Errno) {
            let entry = try PathWalk.entry(path)
            try entry.directory.remove(entry.name)
        } catch { if error != .noSuchFile { throw RunError(cannot: "remove", path, error) } }
    }
}

extension Context {
    /// Runs a program as a user with these capabilities, and passes on what it writes, to both streams: where it opens /dev/stdout
    /// itself, as nginx does, a terminal of root's would refuse it.
    @export(interface) package func relay(
        _ program: Program, as identity: Identity?, capabilities: [Capability]
    ) throws(RunError) -> ExitStatus {
        var command = OneOffCommand(program, publicEnvironment, capturesOutput: true)
        command.identity = identity
        command.capabilities = capabilities
        let outcome = try outcome(of: command)
        _ = StandardError.write(outcome.errors)
        try console.print(outcome.output)
        return ExitStatus(outcome.termination)
    }
}
