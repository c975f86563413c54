/// Programs that an image's user puts into a directory, for the start-up.
enum Hooks {
    /// The directory that every daemon looks into.
    static let directory: FilePath = "/opt/config/init.d"

    /// Whether an entry is none of a user's: hidden, as are `..data` and its like in the volumes of Kubernetes.
    static func isHidden(_ name: Bytes) -> Bool { name.first == .dot }

    /// Why an entry is not run; nil when it is.
    ///
    /// - Parameter kind: What it is, or what it links to; nil when that is not there.
    static func objection(_ kind: FileStatus.Kind?, isExecutable: Bool) -> String? {
        if kind == nil { return "links to nothing" }
        if kind != .regular { return "is not a file" }
        return isExecutable ? nil : "is not executable"
    }

    /// The paths of a directory's hooks, sorted by the bytes of their names; none when there is no such directory.
    static func list(in directory: FilePath, _ console: Console) throws(RunError) -> [Bytes] {
        var hooks: [Bytes] = []
        do throws(Errno) {
            guard try FileStatus.at(directory) != nil else { return [] }
            for name in try PathWalk.directory(directory, ServiceUser.distrust).names() where !isHidden(name) {
                let path = directory.appending(name)
                let kind = try FileStatus.at(path)?.kind
                if let objection = objection(kind, isExecutable: Access.isExecutable(path)) {
                    console.warn("\(quoted(path)) \(objection) and is not run")
                } else {
                    hooks.append(path.bytes)
                }
            }
        } catch { throw RunError(cannot: "read the hooks in", directory, error) }
        return hooks
    }
}

extension Context {
    /// Runs the executable files of a directory one after the other, in the order of their names' bytes. What they write
    /// goes to standard error as it comes; their standard input is empty, their environment has no secrets, and they run
    /// as the entrypoint's user. Links are followed; hidden entries are ignored, and others that cannot be executed are
    /// named in a warning. `runDaemon` does this with /opt/config/init.d after `initfunc`.
    ///
    /// - Parameter directory: One that is not there has no hooks.
    /// - Throws: When a hook fails (status 1), cannot be executed (126), or is ended by a stop (128 + signal); those behind
    ///   it are not run.
    @export(interface) public func runHooks(in directory: FilePath) throws(RunError) {
        for hook in try Hooks.list(in: directory, console) { try run(hook: hook) }
    }

    /// Those of every daemon; they may expect the account of the image's variables.
    func runStandardHooks() throws(RunError) {
        let hooks = try Hooks.list(in: Hooks.directory, console)
        if !hooks.isEmpty { try accounts.ensure() }
        for hook in hooks { try run(hook: hook) }
    }

    private func run(hook: Bytes) throws(RunError) {
        let program = Program(words: [hook])
        let result = try run(program, "Running \(escaped(hook.text))", output: .passedThrough, mayFail: true)
        if let end = result.failure { throw RunError(.failure, "the hook \(quoted(hook.text)) \(end)") }
    }
}
