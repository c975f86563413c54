import RunUtils

/// How a server is started, and where one is found.
enum Server {
    /// The main server.
    ///
    /// - Parameter words: What an image's user adds to its command line.
    static func program(_ context: Context, _ words: [String], at place: Place) -> Program {
        var program = Program(["postgres"])
        let isOther = isOther(words)
        program.append(isOther ? [words[0]] : [])
        program.append(settings(context, configuration: Layout.configuration))
        for (name, value) in place.settings { program.append(["-c", "\(name)=\(value)"]) }
        program.append(isOther ? Array(words.dropFirst()) : words)
        cleanEnvironment(of: &program)
        tell(&program, context[Postgres.dataDirectory])
        return program
    }

    /// Whether postgres is to be another kind of process, which it knows by the first word.
    private static func isOther(_ words: [String]) -> Bool {
        ["--single", "--boot", "--check"].contains(words.first ?? "")
    }

    /// What of an image's user's words any other process of the cluster gets as well.
    static func settings(in words: [String]) -> [String] { isOther(words) ? [] : words }

    /// Where its configuration is.
    static func settings(_ context: Context, configuration: FilePath) -> [String] {
        ["-D", context[Postgres.dataDirectory].description, "-c", "config_file=\(configuration)"]
    }

    /// The server is told where everything is by its command line; what it or libraries would take from the environment is not its business.
    static func cleanEnvironment(of program: inout Program) {
        for name in ["PGDATA", "PGPORT", "SSL_CERT_FILE", "SSL_KEY_FILE"] { program.set(name, to: nil) }
    }

    /// Lets what a server starts itself find its files: archive_command, restore_command and COPY … PROGRAM may name the variable. Its
    /// port is nothing for it: by PGPORT, its own connections to other servers would go to the wrong port.
    private static func tell(_ program: inout Program, _ directory: FilePath) {
        program.set("PGDATA", to: directory.description)
    }

    /// Where clients find a server by its socket.
    static func socket(in directory: FilePath, port: Int) -> FilePath { directory.appending(".s.PGSQL.\(port)") }

    /// Runs a private server on a data directory for as long as `body` takes.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - isNew: Whether the cluster is being made: then nothing needs to reach the disk yet, and after a failure it may go down at once.
    ///   - added: What an image's user adds to the main server's command line. What makes this one private comes behind it.
    static func withPrivate(
        _ context: Context, _ directory: FilePath, isNew: Bool, as identity: Identity?, words added: [String] = [],
        _ body: (Session) throws(RunError) -> Void
    ) throws(RunError) {
        let port = context[Postgres.port]
        let superuser = context[Postgres.superuser]
        try context.files.ensureDirectory(Layout.privateSocket, owner: identity, mode: 0o700)
        // Nobody else gets through the directory above the socket.
        try context.files.write("local all all trust\n", to: Layout.privateAuthentication, mode: 0o444)
        var words = ["-D", directory.description, "-c", "config_file=\(Layout.configuration)"] + settings(in: added)
        func set(_ name: String, _ value: String) { words += ["-c", "\(name)=\(value)"] }
        set("data_directory", directory.description)
        set("hba_file", Layout.privateAuthentication.description)
        set("ident_file", Layout.identMap.description)
        set("unix_socket_directories", Configuration.listElement(Layout.privateSocket.description))
        set("listen_addresses", "")
        set("port", "\(port)")
        set("ssl", "off")
        // No standby reaches it, so none would ever confirm a commit.
        set("synchronous_standby_names", "")
        set("logging_collector", "off")
        set("log_destination", "stderr")
        if isNew {
            set("archive_mode", "off")
            set("fsync", "off")
            set("full_page_writes", "off")
        } else {
            for setting in try Archiving.settings(words, directory, context, as: identity) {
                set(setting.name, setting.value)
            }
        }
        var program = Program(["postgres"])
        program.append(words)
        cleanEnvironment(of: &program)
        tell(&program, directory)
        try UnknownUser.prepare(&program, context, identity)
        let session = Session(
            context, in: Layout.privateSocket, port: port, superuser: superuser, as: identity)
        let ready = WaitCondition.postgresSocket(socket(in: Layout.privateSocket, port: port), user: superuser)
        // An immediate shutdown leaves what is as after a crash, and exits with 0: only for a cluster that is thrown away.
        let hurried: StopPlan? =
            isNew ? [.signal(.interrupt, grace: .seconds(30)), .signal(.quit, grace: .seconds(10)), .kill] : nil
        // A recovery from a crash takes as long as there is log to replay, and would begin anew if it were given up.
        let patience: Duration? = isNew ? .seconds(600) : nil
        try context.withServer(
            program, as: identity, ready: ready, within: patience, stop: .signal(.interrupt), hurriedStop: hurried
        ) { () throws(RunError) in
            // A script may start it anew (`pg_ctl restart`): then it is nobody's child.
            let first = RunningServer.find(below: directory, context, identity)
            var failure: RunError?
            do throws(RunError) { try body(session) } catch { failure = error }
            if let last = RunningServer.find(below: directory, context, identity), last.pid != first?.pid {
                let stop = Program(["pg_ctl", "-D", directory.description, "-m", "fast", "-w", "-t", "3600", "stop"])
                do throws(RunError) { try context.run(stop, as: identity) } catch { failure = failure ?? error }
            }
            if let failure { throw failure }
        }
    }

    /// A session with the server that runs in this container or, where none does, with a private one around `body`.
    static func withSession(
        _ context: Context, _ body: (Session) throws(RunError) -> Void
    ) throws(RunError) {
        if let phase = context.daemon.phase {
            if phase == "running" { return try body(Session(running: context)) }
            throw RunError(.unavailable, "the server of this container is \(phase); try again when it runs")
        }
        let preparation = try Preparation(context)
        try preparation.requireCluster()
        if try Recovery.isUnderWay(preparation.directory, context) {
            throw RunError(
                .unavailable, "the cluster is a standby or is being recovered, which a private server might end",
                hint: "start the service, and run the command in its container")
        }
        try Configuration.render(context, preparation.identity)
        try withPrivate(context, preparation.directory, isNew: false, as: preparation.identity, body)
    }
}
