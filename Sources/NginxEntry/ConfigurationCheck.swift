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
    /// All of the configuration, as `nginx -T` prints it.
    let output: String

    /// nginx is ready when it accepts connections at the first address.
    var ready: Readiness? { (addresses.lazy.compactMap { $0.condition }.first).map { .condition($0) } }
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
        let daemon = ConfigurationText(try content(of: main, staged)).daemon
        try requireForeground(daemon, main)
        try KeyKind.requireSame(context)
        let arguments = line.arguments(saysDaemon: daemon != nil)
        if let staged {
            var others = staged.targets.filter { $0 != Layout.certificate && $0 != Layout.key }
            if file != main, !others.contains(where: { $0 == main }) { others.append(main) }
            for target in others { try respell(target, staged) }
        }
        var program = Program([Layout.program, "-T", "-e", "stderr", "-c", file.description])
        program.append(arguments)
        let (result, capabilities) = try result(of: program)
        if result.status != .success { throw try error(result.errors, staged) }
        let isRoot = (identity?.uid).map { $0 == 0 } ?? context.accounts.isRoot
        let output = withoutRoot(result.output, staged)
        let addresses = ConfigurationText(output).addresses(standardPort: isRoot ? 80 : 8000)
        if addresses.isEmpty {
            let place = try source(of: main)
            throw RunError(
                .configuration,
                "\"\(place)\" lets nginx listen nowhere; expected a server in it, or in a file that it includes")
        }
        return CheckedConfiguration(
            main: main, arguments: arguments, addresses: addresses, capabilities: capabilities, output: output)
    }

    /// What nginx says, without a capability first.
    ///
    /// - Returns: That, and what it took.
    func result(of program: Program) throws(RunError) -> (ProgramResult, [Capability]) {
        let limit = ConfigurationCheck.limit
        let result = try context.run(program, as: identity, output: .captured, within: limit, mayFail: true)
        guard result.status != .success, CheckMessages.lackRight(result.errors), !allowed.isEmpty,
            allowed.allSatisfy({ $0.isHeld })
        else { return (result, []) }
        let second = try context.run(
            program, as: identity, capabilities: allowed, output: .captured, within: limit, mayFail: true)
        return (second, allowed)
    }

    /// nginx would leave us, and the container would end.
    private func requireForeground(_ daemon: String?, _ main: FilePath) throws(RunError) {
        let isGiven = line.daemon != nil
        guard let value = line.daemon ?? daemon, !value.matches(pattern: "^[oO][fF][fF]$") else { return }
        let place = isGiven ? "the argument of -g" : "\"\(try source(of: main))\""
        throw RunError(
            isGiven ? .usage : .configuration,
            "\(place) says \"daemon \(value)\", so nginx would leave the container; expected \"daemon off\", or no word of it"
        )
    }

    /// The template of the file that nginx reads first, or that file.
    private func source(of main: FilePath) throws(RunError) -> FilePath {
        try context.templates.origin(of: main, line: 1)?.template ?? main
    }

    /// Lets a staged file include the files that are staged with it, where it names them by absolute paths.
    private func respell(_ target: FilePath, _ staged: StagedFiles) throws(RunError) {
        let place = staged.path(of: target)
        let text = ConfigurationText(try content(of: target, staged))
        if !String(decoding: text.bytes, as: UTF8.self).matches(pattern: "include") { return }
        let spelled = text.replacingIncludes { path in
            path.utf8.first == .slash ? staged.path(of: FilePath(path)).description : path
        }
        if spelled == text.bytes { return }
        // In the place of a link to the staged file.
        try context.files.write(spelled, to: place, owner: identity, mode: 0o400)
    }

    private func content(of target: FilePath, _ staged: StagedFiles?) throws(RunError) -> [UInt8] {
        if let content = try staged?.bytes(of: target) { return content }
        return try context.files.bytes(of: target)
    }

    /// The paths as they will be.
    private func withoutRoot(_ text: String, _ staged: StagedFiles?) -> String {
        staged.map { CheckMessages.replacing($0.root.description, in: text, by: "") } ?? text
    }

    private func error(_ errors: String, _ staged: StagedFiles?) throws(RunError) -> RunError {
        let lacksRight = CheckMessages.lackRight(errors)
        var text = withoutRoot(errors, staged)
        for (path, variable) in [(Layout.certificate, Nginx.certificate), (Layout.key, Nginx.key)] {
            guard let source = context[variable] else { continue }
            text = CheckMessages.replacing(path.description, in: text, by: source.description)
        }
        let refused = lacksRight ? nil : CheckMessages.refused(text)
        var hint = refused.map { remedy($0) }
        if lacksRight && allowed.isEmpty && Capability.netBindService.isHeld {
            // Nobody gives it to a process that runs.
            hint = "nginx was started without the right to ports below 1024: restart the container"
        } else if lacksRight {
            hint = "a port below 1024 needs CAP_NET_BIND_SERVICE: start the container with --cap-add=NET_BIND_SERVICE"
        }
        return RunError(
            lacksRight || refused != nil ? .permission : .configuration,
            "nginx refuses the configuration; nothing was changed", details: try details(text), hint: hint)
    }

    private func remedy(_ path: String) -> String {
        let user = identity.map { "user \($0.uid)" } ?? "the container's user"
        let isThere = (try? context.files.kind(of: FilePath(path)))?.map { _ in true } ?? false
        let place = isThere ? path : FilePath(path).parent.description
        return "nginx runs as \(user), who needs the right to \"\(place)\": chown it to that id"
    }

    /// nginx's messages, with the templates' lines.
    private func details(_ errors: String) throws(RunError) -> [String] {
        var details: [String] = []
        for message in CheckMessages.parse(errors) {
            guard let place = message.place else {
                details.append(message.text)
                continue
            }
            let path = FilePath(place.path)
            let origin = try context.templates.origin(of: path, line: place.line) ?? (path, place.line)
            details.append("\(origin.template):\(origin.line): \(message.text)")
        }
        return details
    }
}
