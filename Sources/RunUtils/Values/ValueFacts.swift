/// What is known of a type of values without the type itself: what variables and parameters of all types share.
final class ValueFacts: Sendable {
    /// Makes `expectation`, which most runs never need.
    private let describe: @Sendable () -> String
    /// What is expected in view of a text that is no value; nil where that is always the same.
    private let describeInView: (@Sendable (Bytes) -> String)?
    /// What is expected, as a noun, for messages and documentation: "a whole number from 1 to 65535".
    var expectation: String { describe() }
    /// A text that is a value; nil where none need be given.
    let example: String?
    var isOptional: Bool { example == nil }
    /// The words that it is one of, for completion; empty where any text may do.
    let choices: [String]
    /// Whether a text is a value.
    let accepts: @Sendable (Bytes) -> Bool

    init(
        _ describe: @escaping @Sendable () -> String, inView describeInView: (@Sendable (Bytes) -> String)? = nil,
        example: String? = nil, choices: [String] = [],
        accepts: @escaping @Sendable (Bytes) -> Bool = { _ in true }
    ) {
        self.describe = describe
        self.describeInView = describeInView
        self.example = example
        self.choices = choices
        self.accepts = accepts
    }

    /// Those of the same type where there need be no value.
    func optional() -> ValueFacts {
        ValueFacts(describe, inView: describeInView, example: nil, choices: choices, accepts: accepts)
    }

    /// What is expected in place of what was given; that is nil where it must not be shown.
    func expectation(inPlaceOf given: Bytes?) -> String {
        if let describeInView, let given { return describeInView(given) }
        return describe()
    }
}
