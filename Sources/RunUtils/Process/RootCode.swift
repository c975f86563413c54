/// What a program executes that root starts, besides its own file: all of it must be nothing that the service's user can change.
enum RootCode {
    /// Programs whose first argument without "-" is a file that they execute.
    private static let interpreters = [
        "sh", "bash", "dash", "ash", "busybox", "env", "perl", "python", "python3", "ruby", "node", "lua", "php",
    ]

    /// Who runs a program in root's place, since that user could change what it executes; nil where nobody could.
    ///
    /// - Parameters:
    ///   - words: The program's name and its arguments.
    ///   - path: Its file.
    static func runner(of words: [Bytes], at path: FilePath, in directory: FilePath?) -> Identity? {
        if ServiceUser.isNobody { return nil }
        var files = [path]
        if let interpreter = interpreter(of: path) { files.append(interpreter) }
        if interpreters.contains(where: { path.name == Bytes($0) }),
            let script = words.dropFirst().first(where: { $0.first != UInt8(ascii: "-") }), script.contains(.slash)
        {
            files.append(FilePath(bytes: script).below(directory))
        }
        return runner(of: files)
    }

    /// The same for a question that is asked again and again, such as a probe's, which needs no rights of root's: no word may
    /// name a file that the service's user could change, within a script of the shell's neither.
    static func runner(ofProbe words: [Bytes], in directory: FilePath?) -> Identity? {
        if ServiceUser.isNobody { return nil }
        var files: [FilePath] = []
        for word in words {
            for part in parts(of: word) where part.contains(.slash) {
                files.append(FilePath(bytes: part).below(directory))
            }
        }
        return runner(of: files)
    }

    private static func runner(of files: [FilePath]) -> Identity? {
        for file in files { if let runner = ServiceUser.runner(of: file) { return runner } }
        return nil
    }

    /// The program that a script names in its first line (execve(2)).
    private static func interpreter(of path: FilePath) -> FilePath? {
        guard let file = try? PathWalk.open(path, .nobody), let start = try? file.read(upTo: 256),
            start.starts(with: "#!")
        else { return nil }
        let line = Bytes(start[2..<start.nextPosition(of: .newline, from: 2)])
        return parts(of: line).first.map { FilePath(bytes: $0) }
    }

    private static func parts(of word: Bytes) -> [Bytes] {
        var parts: [Bytes] = [[]]
        for byte in word {
            let separates = byte <= 32 || Bytes("\"'`;&|<>()={}$,").contains(byte)
            if separates { parts.append([]) } else { parts[parts.count - 1].append(byte) }
        }
        return parts.filter { !$0.isEmpty }
    }

    // MARK: Its environment

    /// Lists of places in which programs find code.
    private static let lists = [
        "PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONPATH", "PERL5LIB", "RUBYLIB", "NODE_PATH",
    ]

    /// Takes from an environment of root's the places that the service's user could change.
    static func clean(_ environment: inout Environment) {
        if ServiceUser.isNobody { return }
        for name in lists {
            guard let list = environment[name] else { continue }
            let places = list.pieces(separatedBy: .colon)
            let safe = places.filter { $0.isEmpty || !ServiceUser.canChange(what: FilePath(bytes: $0)) }
            if safe.count < places.count { environment[name] = safe.joined(separator: .colon) }
        }
    }
}

extension FilePath {
    /// Where it leads from a directory.
    func below(_ directory: FilePath?) -> FilePath {
        if isAbsolute { return self }
        return directory?.appending(bytes) ?? self
    }
}
