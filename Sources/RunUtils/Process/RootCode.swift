/// What a program executes that root starts, besides its own file: all of it must be nothing that the service's user can change.
enum RootCode {
    /// Programs whose first argument without "-" is a file that they execute.
    private static let interpreters = "sh bash dash ash busybox env perl python python3 ruby node lua php"

    private static func isInterpreter(_ name: Bytes) -> Bool {
        Bytes(interpreters).pieces(separatedBy: .space).contains(name)
    }

    /// Who runs a program in root's place, since that user could change what it executes; nil where nobody could.
    ///
    /// - Parameters:
    ///   - words: The program's name and its arguments.
    ///   - path: Its file.
    static func runner(of words: [Bytes], at path: FilePath, in directory: FilePath?) -> Identity? {
        if ServiceUser.isNobody { return nil }
        var files = [path] + interpreters(of: path)
        if isInterpreter(path.name),
            let script = words.dropFirst().first(where: { $0.first != .hyphen }), script.contains(.slash)
        {
            files.append(FilePath(bytes: script).below(directory))
        }
        return runner(of: files)
    }

    /// The same for a question that is asked again and again, such as a probe's, which needs no rights of root's: no word may
    /// name a file that the service's user could change, and a shell, which could reach any, runs as that user.
    static func runner(ofProbe words: [Bytes], in directory: FilePath?) -> Identity? {
        if ServiceUser.isNobody { return nil }
        // What a word without a slash names may be there.
        var files = [directory ?? "."]
        for word in words {
            for part in parts(of: word) where part.contains(.slash) {
                files.append(FilePath(bytes: part).below(directory))
            }
        }
        let isShell = words.contains { isInterpreter(FilePath(bytes: $0).name) }
        return runner(of: files) ?? (isShell ? ServiceUser.one : nil)
    }

    private static func runner(of files: [FilePath]) -> Identity? {
        for file in files { if let runner = ServiceUser.runner(of: file) { return runner } }
        return nil
    }

    /// The programs and files that a script names in its first line, and those that these name (execve(2)).
    ///
    /// - Parameter depth: How many interpreters of interpreters the kernel takes.
    private static func interpreters(of path: FilePath, depth: Int = 5) -> [FilePath] {
        guard depth > 0, let file = try? PathWalk.open(path, .nobody), let start = try? file.read(upTo: 256),
            start.starts(with: "#!")
        else { return [] }
        let line = Bytes(start[2..<start.nextPosition(of: .newline, from: 2)])
        let files = parts(of: line).filter { $0.contains(.slash) }.map { FilePath(bytes: $0) }
        return files + files.flatMap { interpreters(of: $0, depth: depth - 1) }
    }

    private static func parts(of word: Bytes, at marks: Bytes = Bytes("\"'`;&|<>()={}$,")) -> [Bytes] {
        var parts: [Bytes] = [[]]
        for byte in word {
            let separates = byte <= 32 || marks.contains(byte)
            if separates { parts.append([]) } else { parts[parts.count - 1].append(byte) }
        }
        return parts.filter { !$0.isEmpty }
    }

    // MARK: Its environment

    /// Lists of places in which programs find code. An empty one is the working directory.
    private static let lists = """
        PATH LD_LIBRARY_PATH LD_PRELOAD LD_AUDIT BASH_ENV ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE PERL5LIB \
        PERLLIB RUBYLIB NODE_PATH GCONV_PATH LOCPATH PHPRC PHP_INI_SCAN_DIR OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES \
        CLASSPATH AWKPATH AWKLIBPATH XDG_CONFIG_HOME XDG_DATA_HOME CURL_HOME GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM HOME
        """
    /// Those with paths somewhere in them.
    private static let options =
        "PERL5OPT PERL5DB RUBYOPT NODE_OPTIONS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS LUA_PATH LUA_CPATH LUA_INIT"

    /// Takes from an environment of root's the places that the service's user could change.
    static func clean(_ environment: inout Environment) {
        if ServiceUser.isNobody { return }
        for name in Bytes(lists).pieces(separatedBy: .space) {
            guard let list = environment[name] else { continue }
            let isOfLoader = name.starts(with: "LD_PRE") || name.starts(with: "LD_A")
            let places = isOfLoader ? parts(of: list, at: [.colon]) : list.pieces(separatedBy: .colon)
            let safe = places.filter { !canChange($0.isEmpty ? Bytes(".") : $0) }
            if safe.count == places.count { continue }
            environment[name] = safe.isEmpty ? nil : safe.joined(separator: .colon)
            if name.starts(with: "HOME") { environment[name] = Bytes("/root") }
        }
        for name in Bytes(options).pieces(separatedBy: .space) {
            let words = parts(of: environment[name] ?? [], at: Bytes("\"'`;&|<>()={}$,:@"))
            if words.contains(where: { $0.contains(.slash) && canChange($0) }) { environment[name] = nil }
        }
    }

    private static func canChange(_ place: Bytes) -> Bool { ServiceUser.canChange(what: FilePath(bytes: place)) }
}
