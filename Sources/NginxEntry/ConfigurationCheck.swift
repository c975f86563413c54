import RunUtils

/// What nginx says of a configuration that is right.
struct CheckedConfiguration {
    /// The file that nginx reads first.
    let main: FilePath
    /// What nginx gets besides it.
    let arguments: [String]
    let addresses: [ConfigurationText.Address]
    /// What a service needs that is not root.
    let capabilities: [Capability]

    /// nginx is ready when it accepts connections at the first address.
    var ready: Readiness? { (addresses.first?.condition).map { .condition($0) } }
}

/// Lets nginx check files before they take their places (`nginx -T`, which also prints all of them).
struct ConfigurationCheck {
    let context: Context
    let identity: Identity?
    var line = ServerLine()
    /// What nginx may need; a server that runs already gets no more than it has.
    var allowed = [Capability.netBindService]

    /// How long nginx may take. It looks names up, and a name server that does not answer takes 10 s a name; a file that is
    /// none, such as a pipe, would take for ever.
    private static let limit = Duration.seconds(60)

    /// - Parameter staged: The files that are not in their places yet; nil where all are.
    /// - Throws: What nginx says, by the lines of the templates; status 78.
    func run(_ main: FilePath, _ staged: StagedFiles?) throws(RunError) -> CheckedConfiguration {
        let file = staged?.path(of: main) ?? main
        let arguments = line.arguments(saysDaemon: ConfigurationText(try content(of: main, staged)).has("daemon"))
        if let staged {
            var others = staged.targets.filter { $0 != Layout.certificate && $0 != Layout.key }
            if file != main, !others.contains(where: { $0 == main }) { others.append(main) }
            for target in others { try respell(target, staged) }
        }
        var program = Program([Layout.program, "-T", "-e", "stderr", "-c", file.description])
        program.append(arguments)
        var capabilities: [Capability] = []
        let limit = ConfigurationCheck.limit
        var result = try context.run(program, as: identity, output: .captured, within: limit, mayFail: true)
        if result.status != .success, CheckMessages.lackRight(result.errors), allowed.allSatisfy({ $0.isHeld }) {
            capabilities = allowed
            result = try context.run(
                program, as: identity, capabilities: capabilities, output: .captured, within: limit, mayFail: true)
        }
        if result.status == .success {
            let isRoot = (identity?.uid).map { $0 == 0 } ?? context.accounts.isRoot
            let addresses = ConfigurationText(result.output).addresses(standardPort: isRoot ? 80 : 8000)
            return CheckedConfiguration(
                main: main, arguments: arguments, addresses: addresses, capabilities: capabilities)
        }
        let lacksRight = CheckMessages.lackRight(result.errors)
        throw RunError(
            lacksRight ? .permission : .configuration, "nginx refuses the configuration; nothing was changed",
            details: try details(result.errors, staged),
            hint: lacksRight
                ? "a port below 1024 needs CAP_NET_BIND_SERVICE: start the container with --cap-add=NET_BIND_SERVICE"
                : nil)
    }

    /// Lets a staged file include the files that are staged with it, where it names them by absolute paths.
    private func respell(_ target: FilePath, _ staged: StagedFiles) throws(RunError) {
        let place = staged.path(of: target)
        let text = try content(of: target, staged)
        if !text.matches(pattern: "include") { return }
        let spelled = ConfigurationText(text).replacingIncludes { path in
            path.utf8.first == .slash ? staged.path(of: FilePath(path)).description : path
        }
        if spelled == Array(text.utf8) { return }
        // In the place of a link to the staged file.
        try context.files.write(String(decoding: spelled, as: UTF8.self), to: place, owner: identity, mode: 0o400)
    }

    private func content(of target: FilePath, _ staged: StagedFiles?) throws(RunError) -> String {
        if let content = try staged?.content(of: target) { return content }
        return try context.files.read(target)
    }

    /// nginx's messages, with the templates' lines.
    private func details(_ errors: String, _ staged: StagedFiles?) throws(RunError) -> [String] {
        var details: [String] = []
        for message in CheckMessages.parse(errors) {
            guard let place = message.place else {
                details.append(message.text)
                continue
            }
            var path = FilePath(place.path)
            if let staged, let rest = Text.rest(of: place.path, behind: staged.root.description) {
                path = FilePath(rest)
            }
            let origin = try context.templates.origin(of: path, line: place.line) ?? (path, place.line)
            details.append("\(origin.template):\(origin.line): \(message.text)")
        }
        return details
    }
}
