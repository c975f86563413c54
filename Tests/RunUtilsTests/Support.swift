import Foundation

@testable import RunUtils

/// Not the one of exit tests.
typealias ExitStatus = RunUtils.ExitStatus

/// A directory of a test's own, which goes with its last reference.
final class TemporaryDirectory: Sendable {
    private let scratch: Scratch
    let path: FilePath

    init() throws {
        scratch = try Scratch(mode: 0o700)
        path = FilePath(scratch.path)
    }

    /// The path of an entry.
    func callAsFunction(_ name: String) -> FilePath { path.appending(name) }

    /// Writes a file, with the directories above it.
    @discardableResult
    func write(_ name: String, _ content: String, mode: FileMode = 0o644) throws -> FilePath {
        let file = self(name)
        try FileSystem.makeDirectories(file.parent)
        try? FileSystem.remove(file)
        try FileDescriptor.create(file).writeAll(Bytes(content))
        try FileSystem.changeMode(file, mode)
        return file
    }

    /// Makes a directory, with those above it.
    @discardableResult
    func makeDirectory(_ name: String) throws -> FilePath {
        try FileSystem.makeDirectories(self(name))
        return self(name)
    }

    /// Makes a symbolic link, with the directories above it.
    @discardableResult
    func link(_ name: String, to target: String) throws -> FilePath {
        try FileSystem.makeDirectories(self(name).parent)
        try FileSystem.makeLink(self(name), to: Bytes(target))
        return self(name)
    }

    /// A file's content; nil when there is none.
    func read(_ name: String) -> String? { (try? FileSystem.readFile(self(name)))?.text }

    /// An entry's status, of a link itself; nil when there is none.
    func status(_ name: String) -> FileStatus? { (try? FileStatus.at(self(name), following: false)) ?? nil }

    /// Removes the new version of a file with this content from under a set; of several, the one at an index.
    func removeStaged(_ content: String, but index: Int = 0) throws {
        let staged = try names().filter { $0.hasPrefix(".run-utils-") && read($0) == content }
        try FileSystem.remove(self(staged[index]))
    }

    /// The names in a directory.
    func names(_ directory: String = "") throws -> [String] {
        try FileSystem.names(in: self(directory)).map { $0.text }.filter { !$0.hasPrefix(".runutils-rendered-") }
    }
}

/// The error that a closure throws; nil when it throws none.
func failure(_ body: () throws(RunError) -> Void) -> RunError? {
    do { try body() } catch { return error }
    return nil
}

extension Console {
    /// A console for code that says something by the way.
    static var forTests: Console { Console(name: "test", environment: Environment()) }
}

extension Context {
    /// The context of a command of an image that has these variables.
    static func forTests(
        _ environment: [(String, String)] = [], arguments: ParsedArguments = ParsedArguments(),
        seesEnvironment: Bool = false, parameters: [ParameterDeclaration] = [],
        renderings: [Rendering] = [], @VariableListBuilder variables: () -> [VariableDeclaration] = { [] }
    ) -> Context {
        let templates = TemplateSet(seesEnvironment: seesEnvironment) { (_) throws(RunError) in renderings }
        let entrypoint = Entrypoint("test", "An image.", templates: templates, variables: variables, commands: {})
        let command = CommandDeclaration(name: "test", summary: "", parameters: { parameters }, example: nil)
        return Context(entrypoint, command, arguments, Environment(environment), .forTests)
    }

    /// What the command `check` does with templates.
    func checkForTests() throws(RunError) {
        try TemplateFiller(scope()).fill(templates.declared()) { (_) throws(RunError) in }
    }
}

/// What a look at a held file tells, as far as tests compare it.
enum Look: Equatable {
    case absent, foreign
    case held(HeldFile.Content), left(HeldFile.Content)

    init(_ state: HeldFile.State) {
        self =
            switch state {
            case .absent: .absent
            case .held(let content, _, _): .held(content)
            case .left(let content, _): .left(content)
            case .foreign: .foreign
            }
    }
}

extension HeldFile.Content {
    /// Of a container c0ffee.
    static func forTests(_ image: String, _ state: String) -> HeldFile.Content {
        HeldFile.Content([
            ("image", image), ("host", "c0ffee"), ("pid", "1"), ("boot", "b"), ("lock", "write"), ("state", state),
        ])
    }
}

/// A flag that threads share.
final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var isSet = false
    var value: Bool {
        get { lock.withLock { isSet } }
        set { lock.withLock { isSet = newValue } }
    }
}
