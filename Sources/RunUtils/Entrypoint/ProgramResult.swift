/// What a finished program left behind.
public struct ProgramResult: Sendable, CustomStringConvertible {
    /// Its exit status, or 128 + the signal that ended it.
    public let status: ExitStatus
    /// Its standard output, where that was captured.
    public let output: String
    /// Its standard error, where its output was captured.
    public let errors: String
    let termination: Termination

    /// How it ended: "exited with status 0".
    public var description: String { termination.text }

    /// How it failed, in words; nil when it did not.
    var failure: String? { termination == .exited(0) ? nil : termination.text }
}
