/// Why something could not be done: the one error type of the library.
///
/// A single word, since every call that can throw has code that passes an error on.
public struct RunError: Error, Equatable, Sendable, CustomStringConvertible {
    private let content: Content

    /// What the process exits with because of it. An error is no way to end well: success, which only a mistake of the author's
    /// gives an error, becomes `software`.
    public var status: ExitStatus {
        get { content.status }
        set { self = RunError(newValue, message, details: details, hint: hint) }
    }
    /// One line: what, where, and what was expected.
    public var message: String {
        get { content.message }
        set { self = RunError(status, newValue, details: details, hint: hint) }
    }
    /// More lines, such as the entries of a report.
    public var details: [String] {
        get { content.details }
        set { self = RunError(status, message, details: newValue, hint: hint) }
    }
    /// The sure remedy, if there is one.
    public var hint: String? {
        get { content.hint }
        set { self = RunError(status, message, details: details, hint: newValue) }
    }

    /// Its message.
    public var description: String { message }

    /// An error with its exit status and message: what most errors are.
    @inline(never) public init(_ status: ExitStatus, _ message: String) {
        content = Content(status, message, [], nil)
    }

    /// An error with its exit status and texts.
    @inline(never) public init(_ status: ExitStatus, _ message: String, details: [String] = [], hint: String? = nil) {
        content = Content(status, message, details, hint)
    }

    /// Whether status and texts are the same.
    public static func == (left: RunError, right: RunError) -> Bool {
        left.status == right.status && left.message == right.message && left.details == right.details
            && left.hint == right.hint
    }

    private final class Content: Sendable {
        let status: ExitStatus
        let message: String
        let details: [String]
        let hint: String?

        init(_ status: ExitStatus, _ message: String, _ details: [String], _ hint: String?) {
            self.status = status == .success ? .software : status
            self.message = message
            self.details = details
            self.hint = hint
        }
    }

    /// A refused system call.
    ///
    /// - Parameters:
    ///   - verb: What cannot be done: "open", "create the directory".
    ///   - path: To which file; quoted in the message.
    ///   - hint: The remedy; by default what helps against a refusal there.
    ///   - owner: Who was to get what is there.
    init(
        cannot verb: String, _ path: FilePath, _ error: Errno, hint: String? = nil, for owner: Ownership? = nil
    ) {
        let reason = Refusal.reason(error, at: path, for: owner)
        let remedy = reason.map { $0.hint } ?? Refusal.hint(error, in: path.parent)
        self.init(
            ExitStatus(error), "cannot \(verb) \(quoted(path)): \(reason?.text ?? error.description)",
            hint: hint ?? remedy)
    }

    /// A refused system call that concerns no file.
    init(cannot verb: String, _ error: Errno) {
        self.init(ExitStatus(error), "cannot \(verb): \(error.description)")
    }

    /// A stop signal arrived and what was going on was given up.
    static func stopped(_ signal: Signal, _ activity: String) -> RunError {
        RunError(.signalled(signal), "\(signal) received: \(activity)")
    }

    /// Several errors as one report, nil when there are none.
    static func report(_ status: ExitStatus, _ summary: String, _ details: [String]) -> RunError? {
        if details.isEmpty { return nil }
        return RunError(status, summary, details: details)
    }
}
