/// The type of a variable, option or argument: how its text becomes a value, and what is said when it does not.
///
/// ```swift
/// extension ValueType where Value == Int {
///     static var percentage: ValueType { .integer(in: 0...100) }
/// }
/// let address = ValueType("an IPv4 address", example: "192.0.2.1") { (text: String) -> String? in
///     text.matches(pattern: "^[0-9]+([.][0-9]+){3}$") ? text : nil
/// }
/// ```
public struct ValueType<Value: Sendable>: Sendable, CustomStringConvertible {
    let facts: ValueFacts
    /// What is expected, as a noun: "a whole number from 1 to 65535".
    public var description: String { facts.expectation }
    /// The value of what was given, nil when it is none. Paths need not be UTF-8.
    let decode: @Sendable (Bytes) -> Value?
    /// The text that `decode` makes the value of; nil where none is known.
    let format: (@Sendable (Value) -> String?)?
    /// The value when nothing is set; nil when something must be.
    let absent: Value?

    /// A type of an author's own whose value must be set.
    ///
    /// - Parameters:
    ///   - expectation: What a text must be, as a noun: "an IPv4 address".
    ///   - example: A text that is one: what a dry run takes where a value is missing by the author's mistake.
    ///   - format: The text of a value, for a default; nil where there is no way back.
    ///   - parse: The value of a text, or nil.
    public init(
        _ expectation: @autoclosure @escaping @Sendable () -> String, example: String,
        format: (@Sendable (Value) -> String?)? = nil, parse: @escaping @Sendable (String) -> Value?
    ) {
        self.init(expectation, example: example, absent: nil, format: format, decode: { parse($0.text) })
    }

    /// A type of an author's own whose value need not be set.
    ///
    /// - Parameters:
    ///   - expectation: What it expects, for messages: "an IPv4 address, or none".
    ///   - absent: The value when nothing is set.
    ///   - format: The text of a value, for defaults.
    ///   - parse: The value of a text; nil when it is none.
    public init(
        _ expectation: @autoclosure @escaping @Sendable () -> String, absent: Value,
        format: (@Sendable (Value) -> String?)? = nil, parse: @escaping @Sendable (String) -> Value?
    ) {
        self.init(expectation, example: nil, absent: absent, format: format, decode: { parse($0.text) })
    }

    init(
        _ expectation: @autoclosure @escaping @Sendable () -> String, example: String? = nil, absent: Value? = nil,
        choices: [String] = [], inView describeInView: (@Sendable (Bytes) -> String)? = nil,
        format: (@Sendable (Value) -> String?)? = nil, decode: @escaping @Sendable (Bytes) -> Value?
    ) {
        self.init(
            expectation, inView: describeInView, example: example, absent: absent, choices: choices, format: format,
            decode: decode)
    }

    private init(
        _ describe: @escaping @Sendable () -> String, inView describeInView: (@Sendable (Bytes) -> String)? = nil,
        example: String?, absent: Value?, choices: [String] = [],
        format: (@Sendable (Value) -> String?)?, decode: @escaping @Sendable (Bytes) -> Value?
    ) {
        facts = ValueFacts(
            describe, inView: describeInView, example: absent == nil ? example : nil, choices: choices,
            accepts: { decode($0) != nil })
        self.decode = decode
        self.format = format
        self.absent = absent
    }

    private init(
        _ facts: ValueFacts, absent: Value, format: (@Sendable (Value) -> String?)?,
        decode: @escaping @Sendable (Bytes) -> Value?
    ) {
        self.facts = facts
        self.decode = decode
        self.format = format
        self.absent = absent
    }

    /// The value of a text.
    func parse(_ text: String) -> Value? { decode(Bytes(text)) }

    /// A value where there is none.
    var exampleValue: Value? { absent ?? facts.example.flatMap { parse($0) } }

    /// A type whose value need not be set; it is nil then.
    public static func optional<Wrapped>(_ type: ValueType<Wrapped>) -> ValueType where Value == Wrapped? {
        let (decode, format) = (type.decode, type.format)
        return ValueType<Wrapped?>(
            type.facts.optional(), absent: nil, format: { value in value.flatMap { format?($0) } },
            decode: { bytes in
                guard let value = decode(bytes) else { return nil }
                return .some(value)
            })
    }
}

extension ValueType where Value == String {
    /// A type of an author's own whose values are texts.
    ///
    /// - Parameters:
    ///   - expectation: What a text must be, as a noun: "a name of a region".
    ///   - example: A text that is one.
    ///   - parse: The value of a text, or nil.
    public init(
        _ expectation: @autoclosure @escaping @Sendable () -> String, example: String,
        parse: @escaping @Sendable (String) -> String?
    ) {
        self.init(expectation(), example: example, format: { $0 }, decode: { parse($0.text) })
    }
}
