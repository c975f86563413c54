import RunUtils

/// Where the server is and which files it goes by, wherever that is set. Of a server that runs, its own file tells (`RunningServer`).
///
/// The command line comes first, then PGPORT, SOCKET_DIR, HBA_FILE and IDENT_FILE where they are set, then the configuration files
/// and ALTER SYSTEM, then the image's own.
struct Place {
    let port: Int
    let socketDirectory: FilePath
    /// What the server is told on its command line, before the words of an image's user.
    let settings: [(name: String, value: String)]

    private static let names = ["port", "unix_socket_directories", "hba_file", "ident_file", "data_directory", "jit"]

    /// - Parameters:
    ///   - words: What an image's user adds to the server's command line.
    ///   - identity: Who the server runs as.
    static func find(_ context: Context, _ words: [String], _ identity: Identity?) throws(RunError) -> Place {
        let line = ServerWords(words)
        let directory = context[Postgres.dataDirectory]
        let file = line["config_file"].map { FilePath($0) } ?? Layout.configuration
        let configured = Configured(context, identity, file)
        let (named, isOpen) = configured.names(of: names)
        func inFiles(_ name: String) throws(RunError) -> String? {
            named.contains(name) ? try configured.value(name, unlessStandard: isOpen) : nil
        }
        if let other = try inFiles("data_directory"), FilePath(other).normalized != directory {
            throw elsewhere(other, quoted(file), directory, .configuration)
        }
        let standards = [
            ("port", "\(context[Postgres.port])", context.isSet(Postgres.port) ? "PGPORT" : nil),
            (
                "unix_socket_directories", Configuration.listElement(context[Postgres.socketDirectory].description),
                context.isSet(Postgres.socketDirectory) ? "SOCKET_DIR" : nil
            ),
            (
                "hba_file", try AccessRules.file(context).description,
                context.isSet(Postgres.hostBasedAuthentication) ? "HBA_FILE" : nil
            ),
            ("ident_file", Layout.identMap.description, context.isSet(Postgres.identMap) ? "IDENT_FILE" : nil),
        ]
        var settings: [(name: String, value: String)] = []
        var values: [String] = []
        for (name, standard, variable) in standards {
            let inFile = try inFiles(name)
            let value = line[name] ?? (variable == nil ? inFile : nil) ?? standard
            values.append(value)
            if let variable, !isSame(name, value, standard) {
                context.warn("\(variable) does not count: the command line sets \(name) to \(quoted(value))")
            } else if let inFile, !isSame(name, inFile, value) {
                let winner = line[name] == nil ? variable ?? "" : "the command line"
                context.warn(
                    "\(name) = \(quoted(inFile)) of the configuration does not count: \(winner) sets \(quoted(value))")
            }
            if line[name] == nil && (variable != nil || inFile == nil) { settings.append((name, value)) }
        }
        let compiler = try inFiles("jit")
        if let value = line["jit"] ?? compiler { try Compiler.note(value, context) }
        guard let port = Int(values[0]), (1...65535).contains(port) else {
            throw RunError(.configuration, "port: \(quoted(values[0])) is not a whole number from 1 to 65535")
        }
        guard let socket = first(ofList: values[1]), socket.utf8.first == 47 else {
            throw RunError(
                .configuration,
                "unix_socket_directories: \(quoted(values[1])); expected an absolute path in the first place",
                hint: "the entrypoint and its commands reach the server by its socket")
        }
        return Place(port: port, socketDirectory: FilePath(socket), settings: settings)
    }

    /// Why the server cannot have a command line: before anything is done for it; nil where it can.
    static func objection(to words: [String], _ directory: FilePath) -> RunError? {
        let line = ServerWords(words)
        for other in [line.dataDirectory, line["data_directory"]] {
            if let other, FilePath(other).normalized != directory {
                return elsewhere(other, "the command line", directory, .usage)
            }
        }
        return nil
    }

    private static func isSame(_ name: String, _ one: String, _ other: String) -> Bool {
        one == other || (name == "unix_socket_directories" && first(ofList: one) == first(ofList: other))
    }

    private static func elsewhere(
        _ other: String, _ origin: String, _ directory: FilePath, _ status: ExitStatus
    ) -> RunError {
        RunError(
            status, "the data directory is \(quoted(other)) by \(origin), but \(quoted(directory)) by PGDATA",
            hint: "set PGDATA instead: the entrypoint prepares that one and keeps others out of it")
    }

    /// The first element of a list: in double quotes, or up to a comma.
    static func first(ofList text: String) -> String? {
        var bytes = Array(text.utf8).drop { $0 == 32 }
        if bytes.first == 34 {
            bytes = bytes.dropFirst()
            var element: [UInt8] = []
            while let byte = bytes.popFirst() {
                if byte == 34 {
                    guard bytes.first == 34 else { break }
                    bytes = bytes.dropFirst()
                }
                element.append(byte)
            }
            return String(decoding: element, as: UTF8.self)
        }
        var element = Array(bytes.prefix { $0 != UInt8(ascii: ",") })
        while element.last == 32 { element.removeLast() }
        return element.isEmpty ? nil : String(decoding: element, as: UTF8.self)
    }
}

/// What the configuration files say.
private struct Configured {
    let context: Context
    let identity: Identity?
    let file: FilePath
    private let directory: FilePath

    init(_ context: Context, _ identity: Identity?, _ file: FilePath) {
        self.context = context
        self.identity = identity
        self.file = file
        directory = context[Postgres.dataDirectory]
    }

    /// Which settings may be set there, and whether that could not be seen: then it may be any of them.
    func names(of names: [String]) -> (names: [String], isOpen: Bool) {
        ConfigurationScan.names(names, from: [directory.appending("postgresql.auto.conf"), file]) { path in
            // With the rights of the server, which reads them too; what it cannot read, it complains about itself.
            var text: String?
            try? context.files.acting(as: identity) { () throws(RunError) in
                if try context.files.kind(of: path, followsLinks: true) != nil {
                    text = try context.files.read(path)
                } else {
                    text = ""
                }
            }
            return text
        }
    }

    /// What they set.
    ///
    /// - Returns: nil where `unlessStandard` and that is no more than the server's default.
    func value(_ name: String, unlessStandard: Bool) throws(RunError) -> String? {
        var program = Program(["postgres", "-C", name, "-D", directory.description, "-c", "config_file=\(file)"])
        Server.cleanEnvironment(of: &program)
        do throws(RunError) {
            let output = try context.run(program, as: identity, output: .captured, within: .seconds(60)).output
            let value = Text.lines(output).first ?? ""
            if !unlessStandard { return value }
            let defaults = [
                ("port", "5432"), ("unix_socket_directories", "/var/run/postgresql"),
                ("hba_file", directory.appending("pg_hba.conf").description),
                ("ident_file", directory.appending("pg_ident.conf").description),
            ]
            for (known, standard) in defaults where known == name && standard == value { return nil }
            return value
        } catch {
            if error.status != .failure { throw error }
            throw RunError(.configuration, "PostgreSQL refuses the configuration, see above")
        }
    }
}
