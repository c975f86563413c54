/// An environment variable that an image reads: its name, type, default and one line of documentation.
///
/// A variable without a default whose type is not optional must be set. An empty value counts as not set. `NAME_FILE`
/// names a file that holds the value.
///
/// ```swift
/// static let port = Variable("PORT", .port, default: 8080, "Port that is listened on.")
/// static let token = Variable("TOKEN", .optional(.text), isSecret: true, "What the server asks of clients.")
/// ```
///
/// `context[port]` is its value.
public final class Variable<Value: Sendable>: Sendable, CustomStringConvertible {
    let declaration: VariableDeclaration
    let type: ValueType<Value>
    /// The value when it is not set; nil where there is none, or only its text is known.
    let defaultValue: Value?

    /// Its name; `context[variable]` is its value.
    public var description: String { declaration.name }

    /// Declares a variable.
    ///
    /// - Parameters:
    ///   - name: Capital letters, digits and underscores.
    ///   - type: What its value must be.
    ///   - defaultValue: The value when it is not set.
    ///   - aliases: Older spellings, which count when the name itself is not set.
    ///   - isSecret: Whether its value is kept out of messages and of the service's environment.
    ///   - requiredWith: The name of a variable that makes this one required when it is set.
    ///   - requiredOfRootOnly: Whether that holds only where the entrypoint runs as root.
    ///   - summary: One line for the documentation, with a full stop.
    public init(
        _ name: String, _ type: ValueType<Value>, default defaultValue: Value? = nil, aliases: [String] = [],
        isSecret: Bool = false, requiredWith: String? = nil, requiredOfRootOnly: Bool = false, _ summary: String
    ) {
        var defaultText: (@Sendable () -> String?)?
        if let defaultValue {
            let format = type.format
            defaultText = { format?(defaultValue) }
        }
        self.type = type
        self.defaultValue = defaultValue
        declaration = VariableDeclaration(
            name, type.facts, aliases, isSecret, requiredWith, requiredOfRootOnly,
            isRequired: defaultValue == nil && !type.facts.isOptional, summary,
            defaultText: defaultText)
    }

    /// Declares a variable whose default is given as its text, for a type whose values cannot be written.
    ///
    /// - Parameters:
    ///   - name: Capital letters, digits and underscores.
    ///   - type: What its value must be.
    ///   - defaultText: What the variable is set to when it is not set.
    ///   - aliases: Older spellings, which count when the name itself is not set.
    ///   - isSecret: Whether its value is kept out of messages and of the service's environment.
    ///   - summary: One line for the documentation, with a full stop.
    public init(
        _ name: String, _ type: ValueType<Value>, defaultText: String, aliases: [String] = [], isSecret: Bool = false,
        _ summary: String
    ) {
        self.type = type
        defaultValue = nil
        declaration = VariableDeclaration(
            name, type.facts, aliases, isSecret, nil, false, isRequired: false, summary, defaultText: { defaultText })
    }
}

extension Variable where Value == [String] {
    /// A variable of words that must each be something; none by default.
    @inline(never) package static func list(
        _ name: String, _ expectation: String, _ summary: String, where accepts: @escaping @Sendable ([UInt8]) -> Bool
    ) -> Variable {
        Variable(name, .list(expectation, where: accepts), summary)
    }
}

/// What is known of a variable without its type, so that variables of all types make one list.
public final class VariableDeclaration: Sendable, CustomStringConvertible {
    let name: String
    let facts: ValueFacts
    let summary: String
    let aliases: [String]
    let isSecret: Bool
    let requiredWith: String?
    let requiredOfRootOnly: Bool
    let isRequired: Bool
    private let makeDefaultText: (@Sendable () -> String?)?
    /// The default as it would be given; nil where there is none. Most runs never need it.
    var defaultText: String? { makeDefaultText?() }
    var hasDefault: Bool { makeDefaultText != nil }

    init(
        _ name: String, _ facts: ValueFacts, _ aliases: [String], _ isSecret: Bool, _ requiredWith: String?,
        _ requiredOfRootOnly: Bool, isRequired: Bool, _ summary: String, defaultText: (@Sendable () -> String?)?
    ) {
        self.name = name
        self.facts = facts
        self.summary = summary
        self.aliases = aliases
        self.isSecret = isSecret
        self.requiredWith = requiredWith
        self.requiredOfRootOnly = requiredOfRootOnly
        self.isRequired = isRequired
        makeDefaultText = defaultText
    }

    /// Its name.
    public var description: String { name }

    /// The name and the older spellings, in the order in which they count.
    var spellings: [String] { [name] + aliases }

    /// The summary with what else a reader needs to know.
    var documentation: String {
        var notes: [String] = []
        if isRequired { notes.append("required") }
        if let requiredWith { notes.append("required with \(requiredWith)\(requiredOfRootOnly ? " as root" : "")") }
        if let defaultText { notes.append("default: \(isSecret ? "****" : defaultText)") }
        if !aliases.isEmpty { notes.append("also \(listed(aliases))") }
        return summary + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
    }
}

/// Collects variables of different types into one list.
@resultBuilder public enum VariableListBuilder {
    /// Takes one variable.
    @inline(never) public static func buildExpression<Value>(_ variable: Variable<Value>) -> [VariableDeclaration] {
        [variable.declaration]
    }

    /// Takes nothing where there is nothing to take.
    public static func buildOptional(_ list: [VariableDeclaration]?) -> [VariableDeclaration] { list ?? [] }

    /// Takes a list that was made before.
    public static func buildExpression(_ list: [VariableDeclaration]) -> [VariableDeclaration] { list }

    /// Joins them.
    public static func buildBlock(_ lists: [VariableDeclaration]...) -> [VariableDeclaration] { lists.flatMap { $0 } }
}
