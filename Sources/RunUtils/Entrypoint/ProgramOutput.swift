/// What becomes of what a program writes.
public enum ProgramOutput: Sendable, CustomStringConvertible {
    /// It is shown when the program fails.
    case shownOnFailure
    /// It goes to standard error as it comes.
    case passedThrough
    /// It is the result's; only its standard error is shown when the program fails.
    case captured

    /// In words.
    public var description: String {
        switch self {
        case .shownOnFailure: "shown on failure"
        case .passedThrough: "passed through"
        case .captured: "captured"
        }
    }
}
