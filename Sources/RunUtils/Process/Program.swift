/// A program and its arguments.
public struct Program: Equatable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The name or path, then the arguments; bytes, so that what an image's user gave passes through unchanged.
    var words: [Bytes]
    /// Where it is started; nil for the entrypoint's own directory.
    public var directory: FilePath?
    /// What the files that it makes are not open for (umask(2)); nil for the entrypoint's own.
    public var fileMask: UInt32?
    /// "NAME=value" for what it gets besides, "NAME" for what it does not get.
    private var variables: [Bytes] = []
    private var defaults: [Bytes] = []

    init(words: [Bytes]) { self.words = words }

    /// A program by its words: the name, looked up in PATH when it holds no slash, then the arguments.
    @inline(never) public init(_ words: [String]) { self.words = words.map { Bytes($0) } }

    /// The same by its words, one by one: `Program("nginx", "-v")`.
    public init(_ words: String...) { self.init(words) }

    /// A program as a literal: `["nginx", "-g", "daemon off;"]`.
    public init(arrayLiteral words: String...) { self.init(words) }

    /// Its words, as a shell reads them.
    public var description: String { Words.joined(words).text }

    var name: String { words.first?.text ?? "" }

    /// More arguments at the end.
    @inline(never) public mutating func append(_ words: [String]) { self.words += words.map { Bytes($0) } }

    /// Sets a variable of its environment, besides those that the entrypoint was given.
    ///
    /// - Parameters:
    ///   - name: The variable.
    ///   - value: nil: it does not get that one.
    @inline(never) public mutating func set(_ name: String, to value: String?) {
        variables.append(Bytes(value.map { "\(name)=\($0)" } ?? name))
    }

    /// Sets a variable of its environment where the entrypoint was not given one of that name.
    @inline(never) public mutating func setDefault(_ name: String, to value: String) {
        defaults.append(Bytes("\(name)=\(value)"))
    }

    /// What it gets of an environment, with what belongs to its user.
    private func environment(_ inherited: Environment, _ identity: Identity?) -> Environment {
        var environment = inherited
        identity?.apply(to: &environment)
        for variable in defaults {
            let (name, value) = Program.parts(variable)
            if environment[name] == nil { environment[name] = value }
        }
        for variable in variables {
            let (name, value) = Program.parts(variable)
            environment[name] = value
        }
        return environment
    }

    /// What starts it, with its file found.
    ///
    /// - Parameters:
    ///   - environment: What it gets; its PATH is the one that counts.
    ///   - identity: Who it runs as; nil for the entrypoint's own user. What the service's user could change runs as that
    ///     user, and not as root.
    func request(_ environment: Environment, as identity: Identity?) throws(RunError) -> SpawnRequest {
        guard let first = words.first else { throw RunError(.usage, "a program is expected") }
        for word in words { try Unprintable.refuse(word, in: "an argument of \(quoted(name))") }
        for word in variables + defaults { try Unprintable.refuse(word, in: "the environment of \(quoted(name))") }
        let environment = self.environment(environment, identity)
        do throws(Errno) {
            // A relative path is the one that execve(2) will find.
            let name = first.contains(.slash) ? FilePath(bytes: first).below(directory).bytes : first
            let path = try ExecutableSearch.find(name, path: environment["PATH"])
            var request = SpawnRequest(path: path, arguments: words, environment: environment)
            request.directory = directory
            request.fileMask = fileMask
            request.identity = identity
            if identity?.isRoot ?? CurrentProcess.isRoot { guardRoot(&request) }
            return request
        } catch { throw error == .noSuchFile ? notFound(error) : notExecutable(error, hint: nil) }
    }

    /// Lets nothing run as root that the service's user could change.
    private func guardRoot(_ request: inout SpawnRequest) {
        if let user = RootCode.runner(of: words, at: request.path, in: directory) {
            request.identity = user
            user.apply(to: &request.environment)
        } else {
            RootCode.clean(&request.environment)
        }
    }

    /// The same for what is to be supervised: refused where our signals would not reach it, since it could not be ended.
    func supervisedRequest(
        _ environment: Environment, as identity: Identity?
    ) throws(RunError) -> SpawnRequest {
        let request = try request(environment, as: identity)
        try requireSignals(reach: request.identity)
        return request
    }

    /// Where the user cannot be changed either, that is told first, by the start itself.
    private func requireSignals(reach identity: Identity?) throws(RunError) {
        guard let identity, CurrentProcess.isRoot, !identity.isRoot, Capability.setuid.isHeld, Capability.setgid.isHeld,
            let hint = Capability.kill.hintIfMissing
        else { return }
        throw RunError(
            .permission, "cannot start \(quoted(name)): no signal would reach it, so it could not be stopped",
            hint: hint)
    }

    /// The start, for a unit test's eyes.
    func start(_ environment: Environment, _ identity: Identity?, input: Bytes = []) -> SimulatedStart {
        SimulatedStart(
            words: words, directory: directory, environment: self.environment(environment, identity),
            identity: identity ?? Simulation.current?.identity, input: input)
    }

    private static func parts(_ variable: Bytes) -> (name: Bytes, value: Bytes?) {
        let end = variable.firstIndex(of: .equals)
        return (Bytes(variable[..<(end ?? variable.count)]), end.map { Bytes(variable[($0 + 1)...]) })
    }

    private func notFound(_ error: Errno) -> RunError {
        let place = words[0].contains(.slash) ? error.description : "there is no such program in PATH"
        return RunError(.notFound, "cannot start \(quoted(name)): \(place)")
    }

    private func notExecutable(_ error: Errno, hint: String?) -> RunError {
        RunError(.notExecutable, "cannot start \(quoted(name)): \(error.description)", hint: hint)
    }

    private var missingHint: String {
        let line = words[0].contains(.slash) ? RootCode.scriptLine(of: FilePath(bytes: words[0]).below(directory)) : nil
        return line?.last == 13
            ? "its lines end with CR LF, so its interpreter's name ends with CR; expected LF"
            : "its interpreter or dynamic loader is missing in this image"
    }

    /// Why a start failed, in words, with the exit status that a shell would give.
    func error(_ failure: SpawnFailure) -> RunError {
        let error = failure.error
        switch failure.stage {
        case .execute where error == .noSuchFile:
            // The file was there a moment ago, so what is missing is what it needs to be read.
            return notExecutable(error, hint: missingHint)
        case .execute where error == .badFormat:
            return notExecutable(
                error, hint: "a script begins with #! and its interpreter; a binary must be for this machine")
        case .execute where error == .argumentsTooLong:
            return notExecutable(
                error,
                hint: "a word takes 128 KiB at most; arguments and environment together a quarter of the stack limit")
        case .execute:
            // Something keeps the program from being opened, and a stop does not wait for that.
            if error == .interrupted, let stop = SignalInbox.pendingStop {
                return .stopped(stop, quoted(name) + " was not started")
            }
            return notExecutable(error, hint: nil)
        case .groups, .gid: return refused(failure, needs: .setgid)
        case .uid, .verification: return refused(failure, needs: .setuid)
        default: return refused(failure, needs: nil)
        }
    }

    private func refused(_ failure: SpawnFailure, needs capability: Capability?) -> RunError {
        let missing = failure.error == .notPermitted ? capability?.hintIfMissing : nil
        return RunError(
            ExitStatus(failure.error),
            "cannot start \(quoted(name)): cannot \(failure.stage.text): \(failure.error.description)",
            hint: missing.map { "\($0), or start it as that user" })
    }
}
