import RunUtils

/// The server's configuration files: rendered, checked by the server itself, and only then in place.
enum Configuration {
    /// What the configuration is made of, and where it goes.
    static func renderings(_ context: Context) throws(RunError) -> [Rendering] {
        var renderings = [Rendering(context[Postgres.configuration], to: Layout.configuration)]
        renderings.append(Rendering(context[Postgres.identMap], to: Layout.identMap))
        let file = try hostBasedAuthentication(context)
        if file == Layout.hostBasedAuthentication {
            renderings.append(Rendering(context[Postgres.hostBasedAuthentication], to: file))
        }
        if let certificate = context[Postgres.certificate], let key = context[Postgres.key] {
            // The server wants the key to be its own, or root's and its group's.
            renderings.append(Rendering(certificate, to: Layout.certificate, mode: 0o444, content: .none))
            renderings.append(
                Rendering(key, to: Layout.key, mode: context.accounts.isRoot ? 0o440 : 0o400, content: .none))
        }
        return renderings
    }

    /// The pg_hba.conf that counts: a cluster from elsewhere keeps its own, unless an image's user gave another.
    static func hostBasedAuthentication(_ context: Context) throws(RunError) -> FilePath {
        if context.isSet(Postgres.hostBasedAuthentication) { return Layout.hostBasedAuthentication }
        let directory = context[Postgres.dataDirectory]
        let own = directory.appending("pg_hba.conf")
        guard try context.files.kind(of: own) == .file,
            try context.files.kind(of: directory.appending("PG_VERSION")) == .file,
            try !Record.read(below: directory, context, owner: context.accounts.declared()).isOurs
        else { return Layout.hostBasedAuthentication }
        return own
    }

    /// Renders all of it. When the server finds it wrong, nothing changes.
    ///
    /// - Parameter isChecked: Whether the server is asked before.
    static func render(_ context: Context, _ identity: Identity?, isChecked: Bool = true) throws(RunError) {
        try Tuning.write(context)
        if !isChecked { return try context.templates.render(owner: identity) }
        try context.templates.render(owner: identity) { staged throws(RunError) in
            try check(staged.path(of: Layout.configuration), context, identity)
        }
    }

    /// Asks the server what it thinks of a configuration file.
    static func check(_ file: FilePath, _ context: Context, _ identity: Identity?) throws(RunError) {
        var program = Program(["postgres", "-C", "config_file"])
        program.append(try Server.settings(context, configuration: file))
        do throws(RunError) { _ = try context.run(program, as: identity, output: .captured).output } catch {
            if error.status != .failure { throw error }
            throw RunError(
                .configuration, "PostgreSQL refuses the configuration, see above; nothing was changed",
                hint: "the template is " + quoted(context[Postgres.configuration]))
        }
    }

    /// What HUP does: the server gets it when the new configuration is right.
    static func reload(_ context: Context) throws(RunError) -> Signal? {
        let identity = try context.accounts.ensure()
        let isOurs = try hostBasedAuthentication(context) == Layout.hostBasedAuthentication
        let old = isOurs ? try context.files.read(Layout.hostBasedAuthentication) : ""
        try render(context, identity)
        if isOurs {
            // Only a server that runs can judge this file, and only in its place.
            let errors = try Session(running: context).query(
                "SELECT pg_catalog.format('%s: %s', line_number, error) FROM pg_catalog.pg_hba_file_rules WHERE error IS NOT NULL"
            )
            if !errors.isEmpty {
                try context.files.write(old, to: Layout.hostBasedAuthentication, mode: 0o444)
                throw RunError(
                    .configuration, "PostgreSQL refuses pg_hba.conf; the old one stays",
                    details: errors.map { "line \($0)" })
            }
        }
        return .hangup
    }

    /// An element of a setting that is a list: in double quotes.
    static func listElement(_ text: String) -> String {
        var bytes: [UInt8] = [34]
        for byte in Array(text.utf8) { bytes += byte == 34 ? [34, 34] : [byte] }
        return String(decoding: bytes + [34], as: UTF8.self)
    }
}
