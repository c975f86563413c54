import RunUtils

/// The server's configuration files: rendered, checked by the server itself, and only then in place.
enum Configuration {
    /// What the configuration is made of, and where it goes.
    static func renderings(_ context: Context) throws(RunError) -> [Rendering] {
        try Layout.settle(context)
        try HostAuthentication.settle(context)
        var renderings = [Rendering(context[Postgres.configuration], to: Layout.configuration)]
        renderings.append(Rendering(context[Postgres.identMap], to: Layout.identMap))
        let file = try AccessRules.file(context)
        if file == Layout.hostBasedAuthentication {
            renderings.append(Rendering(context[Postgres.hostBasedAuthentication], to: file))
        }
        if let certificate = context[Postgres.certificate], let key = context[Postgres.key] {
            renderings += Rendering.certificate(
                certificate, to: Layout.certificate, key: key, to: Layout.key, context)
        }
        return renderings
    }

    /// Renders all of it. When the server finds it wrong, nothing changes.
    ///
    /// - Parameter isChecked: Whether the server is asked before.
    static func render(_ context: Context, _ identity: Identity?, isChecked: Bool = true) throws(RunError) {
        try RemoteServer.sweep(context)
        try Tuning.write(context)
        if !isChecked { return try context.templates.render(owner: identity) }
        try context.templates.render(owner: identity) { staged throws(RunError) in
            try check(staged.path(of: Layout.configuration), context, identity)
        }
    }

    /// Asks the server what it thinks of a configuration file.
    static func check(
        _ file: FilePath, _ context: Context, _ identity: Identity?, within limit: Duration = .seconds(60)
    ) throws(RunError) {
        var program = Program(["postgres", "-C", "config_file"])
        program.append(Server.settings(context, configuration: file))
        do throws(RunError) {
            _ = try context.run(program, as: identity, output: .captured, within: limit).output
        } catch {
            if error.status != .failure { throw error }
            throw RunError(
                .configuration, "PostgreSQL refuses the configuration, see above; nothing was changed",
                hint: "the template is " + quoted(context[Postgres.configuration]))
        }
    }

    /// What HUP does: the server gets it when the new configuration is right.
    static func reload(_ context: Context) throws(RunError) -> Signal? {
        let identity = try context.accounts.ensure()
        let session = try Session(running: context)
        let file = Layout.hostBasedAuthentication
        // Wherever that is set.
        var isOurs = false
        do throws(RunError) { isOurs = try session.query("SHOW hba_file").first == file.description } catch {
            if error.status != .failure { throw error }
            context.warn(
                """
                pg_hba.conf is not checked, as \(quoted(session.superuser)) gets no session, see above; \
                it needs this line first: local all \(quoted(session.superuser)) peer map=container
                """)
        }
        let old = Layout.run.appending("pg_hba.conf.old")
        if isOurs {
            try context.files.remove(old)
            try context.files.copy(file, to: old)
        }
        try render(context, identity)
        // What is included is not rendered.
        try check(Layout.configuration, context, identity)
        try AccessRules.take(context)
        if isOurs {
            // Only a server that runs can judge this file, and only in its place.
            let errors = try session.query(
                """
                SELECT pg_catalog.format('line %s: %s', line_number, error) FROM pg_catalog.pg_hba_file_rules
                WHERE error IS NOT NULL
                UNION ALL SELECT 'it has no entries' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_hba_file_rules)
                """)
            if !errors.isEmpty {
                try context.files.rename(old, to: file)
                throw RunError(
                    .configuration, "PostgreSQL refuses pg_hba.conf; the old one stays", details: errors)
            }
            try context.files.remove(old)
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
