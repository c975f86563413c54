import RunUtils

/// What nginx says of a configuration that is right.
struct CheckedConfiguration {
    /// The file that nginx reads first.
    let main: FilePath
    let addresses: [ConfigurationText.Address]
    /// What a service needs that is not root.
    let capabilities: [Capability]
}

/// Lets nginx check files before they take their places (`nginx -T`, which also prints all of them).
struct ConfigurationCheck {
    let context: Context
    let identity: Identity?
    /// More arguments of nginx.
    var arguments: [String] = []

    /// - Parameter staged: The files that are not in their places yet; nil where all are.
    /// - Throws: What nginx says, by the lines of the templates; status 78.
    func run(_ main: FilePath, _ staged: StagedFiles?) throws(RunError) -> CheckedConfiguration {
        var file = main
        if let staged {
            // Beside the staged one, since relative paths count from there. What it includes may be staged as well.
            file = staged.path(of: main).parent.appending(".checked.conf")
            let text = ConfigurationText(try context.read(staged.path(of: main)))
            let included = text.replacingIncludes { path in
                path.utf8.first == 47 ? staged.path(of: FilePath(path)).description : path
            }
            try context.write(included, to: file, owner: identity, mode: 0o400)
        }
        var program = Program(["nginx", "-T", "-e", "stderr", "-c", file.description])
        program.append(arguments)
        var capabilities: [Capability] = []
        var result = try context.result(of: program, as: identity)
        if result.status != .success, CheckMessages.lackRight(result.errors), Capability.netBindService.isHeld {
            capabilities = [.netBindService]
            result = try context.result(of: program, as: identity, capabilities: capabilities)
        }
        if result.status == .success {
            let isRoot = (identity?.uid).map { $0 == 0 } ?? context.isRoot
            let addresses = ConfigurationText(result.output).addresses(standardPort: isRoot ? 80 : 8000)
            return CheckedConfiguration(main: main, addresses: addresses, capabilities: capabilities)
        }
        let lacksRight = CheckMessages.lackRight(result.errors)
        throw RunError(
            lacksRight ? .permission : .configuration, "nginx refuses the configuration; nothing was changed",
            details: try details(result.errors, file, main, staged),
            hint: lacksRight
                ? "a port below 1024 takes CAP_NET_BIND_SERVICE: add it with --cap-add=NET_BIND_SERVICE, or listen on another"
                : nil)
    }

    /// nginx's messages, with the templates' lines.
    private func details(
        _ errors: String, _ checked: FilePath, _ main: FilePath, _ staged: StagedFiles?
    ) throws(RunError) -> [String] {
        var details: [String] = []
        for message in CheckMessages.parse(errors) {
            guard let place = message.place else {
                details.append(message.text)
                continue
            }
            var path = FilePath(place.path)
            if path == checked { path = main }
            if let staged, let rest = Text.rest(of: place.path, behind: staged.root.description), path != main {
                path = FilePath(rest)
            }
            let origin = try context.origin(of: path, line: place.line) ?? (path, place.line)
            details.append("\(origin.template):\(origin.line): \(message.text)")
        }
        return details
    }
}
