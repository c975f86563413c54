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
        guard depth > 0, let line = scriptLine(of: path) else { return [] }
        let files = parts(of: line).filter { $0.contains(.slash) }.map { FilePath(bytes: $0) }
        return files + files.flatMap { interpreters(of: $0, depth: depth - 1) }
    }

    /// What stands behind #! in a script's first line.
    static func scriptLine(of path: FilePath) -> Bytes? {
        guard let file = try? PathWalk.open(path, .nobody), let start = try? file.read(upTo: 256),
            start.starts(with: "#!")
        else { return nil }
        return start.part(2, start.nextPosition(of: .newline, from: 2))
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

    /// The names of what leads programs to code, or how they begin.
    private static let names = """
        PATH HOME ENV BASH_* LD_* GCONV_PATH LOCPATH PYTHON* PERL* RUBY* GEM_* BUNDLE_* NODE_* NPM_* LUA_* JAVA_* JDK_* CLASSPATH \
        PHPRC PHP_* AWKPATH AWKLIBPATH TCL* OPENSSL_* KRB5_* XDG_* CURL_HOME GIT_* PSQLRC
        """

    private static func isOfCode(_ name: Bytes) -> Bool {
        for known in Bytes(names).pieces(separatedBy: .space) {
            if known.last == 42 ? name.has(known.upTo(known.count - 1), at: 0) : name == known { return true }
        }
        return false
    }

    /// Takes from an environment of root's the places that the service's user could change: a list of absolute ones keeps the others.
    static func clean(_ environment: inout Environment) {
        if ServiceUser.isNobody { return }
        for word in environment.words {
            let end = word.nextPosition(of: .equals, from: 0)
            let name = word.upTo(end)
            if !isOfCode(name) { continue }
            // What a shell or the dynamic loader makes of a variable or a command in these is not known.
            let isExpanded = name.starts(with: "LD_") || name.starts(with: "BASH_ENV") || name.starts(with: "ENV")
            // Elsewhere a word without a slash is no place: NODE_ENV=production.
            let isPath =
                isExpanded || name.from(max(0, name.count - 4)) == Bytes("PATH")
                || name.from(max(0, name.count - 3)) == Bytes("LIB")
            var safe = Bytes()
            var (isWhole, isList) = (true, true)
            for place in word.from(end + 1).pieces(separatedBy: .colon) {
                if isExpanded && (place.contains(36) || place.contains(96)) || isOpen(place, isPath) {
                    isWhole = false
                } else {
                    if place.first ?? .slash != .slash { isList = false }
                    if !safe.isEmpty { safe.append(.colon) }
                    safe += place
                }
            }
            if isWhole { continue }
            environment[name] = isList && !safe.isEmpty ? safe : nil
            if name.starts(with: "HOME") { environment[name] = Bytes("/root") }
        }
    }

    /// Whether a place is one that the service's user could change. An empty one is the working directory.
    private static func isOpen(_ place: Bytes, _ isPath: Bool) -> Bool {
        if isPath || place.contains(.slash), canChange(place) { return true }
        for part in parts(of: place) where part.contains(.slash) {
            // Behind the letter of an option as well: -I/place.
            if canChange(part) || canChange(part.from(part.nextPosition(of: .slash, from: 0))) { return true }
        }
        return false
    }

    @inline(never) private static func canChange(_ place: Bytes) -> Bool {
        ServiceUser.canChange(what: place.isEmpty ? "." : FilePath(bytes: place))
    }
}
