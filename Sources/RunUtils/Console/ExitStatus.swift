/// What the entrypoint's exit status tells an orchestrator. The numbers from 64 on are those of sysexits.h, those from
/// 126 on those of POSIX shells.
public struct ExitStatus: RawRepresentable, Equatable, Sendable, CustomStringConvertible {
    /// The number that wait(2) gives the parent.
    public let rawValue: UInt8

    /// A status by its number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// Whether a text is the number of a status.
    @Sendable package static func isNumber(_ text: [UInt8]) -> Bool { number(text) != nil }

    @inline(never) private static func number(_ text: Bytes) -> UInt8? { text.decimal.flatMap { UInt8(exactly: $0) } }

    /// Statuses by their numbers.
    @inline(never) package static func list(_ words: [String]) -> [ExitStatus] {
        var list: [ExitStatus] = []
        for word in words { if let status = number(Bytes(word)) { list.append(ExitStatus(status)) } }
        return list
    }

    /// The number.
    public var description: String { "\(rawValue)" }

    /// All went well.
    public static let success = ExitStatus(0)
    /// A question was answered with no: not healthy, not confirmed, the service runs where it must not, a one-off command
    /// failed.
    public static let failure = ExitStatus(1)
    /// The command line is wrong.
    public static let usage = ExitStatus(64)
    /// Something waited for did not come in time, or the service that a command needs does not run.
    public static let unavailable = ExitStatus(69)
    /// A fault of the entrypoint itself.
    public static let software = ExitStatus(70)
    /// The system refused something: no space, no memory, an input or output error.
    public static let system = ExitStatus(71)
    /// A permission or capability is missing.
    public static let permission = ExitStatus(77)
    /// A variable, template or configuration file is wrong.
    public static let configuration = ExitStatus(78)
    /// The program exists but cannot be executed.
    public static let notExecutable = ExitStatus(126)
    /// There is no such program.
    public static let notFound = ExitStatus(127)

    /// What the numbers mean, for the documentation.
    static let meanings: [(String, String)] = [
        ("0", "all went well, or the service exited with 0"),
        ("1", "not healthy, not confirmed, the service runs where it must not, or a one-off command failed"),
        ("64", "the command line is wrong"),
        ("69", "something waited for did not come in time, or the service that a command needs does not run"),
        ("70", "a fault of the entrypoint itself"),
        ("71", "the system refused something: no space, an input or output error"),
        ("77", "a permission or capability is missing, or a file system is read-only"),
        ("78", "a variable, template or configuration is wrong"),
        ("126", "the program exists but cannot be executed"),
        ("127", "there is no such program or command"),
        ("128 + n", "signal n ended the service, the start-up or a command"),
        ("any other", "the service's own"),
    ]

    /// 128 + the number of the signal that ended it.
    public static func signalled(_ signal: Signal) -> ExitStatus {
        ExitStatus(128 + UInt8(truncatingIfNeeded: signal.rawValue))
    }

    /// The status that tells how a child ended.
    init(_ termination: Termination) {
        self =
            switch termination {
            case .exited(let code): ExitStatus(UInt8(truncatingIfNeeded: code))
            case .signalled(let signal): .signalled(signal)
            }
    }

    /// The status for a refused system call.
    init(_ error: Errno) {
        self =
            switch error {
            case .notPermitted, .permissionDenied, .readOnlyFileSystem, .displaced: .permission
            case .tooManyLinks, .notPlainFile, .tooLarge: .configuration
            case .unprintable: .software
            default: .system
            }
    }
}

extension Termination {
    /// How it ended, behind the name of what did: "exited with status 3".
    var text: String {
        switch self {
        case .exited(let code): "exited with status \(code)"
        case .signalled(let signal): "was ended by \(signal)"
        }
    }
}
