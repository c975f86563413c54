/// How a parameter is written.
struct ParameterSyntax: Sendable {
    enum Form: Equatable, Sendable {
        case option(placeholder: String, isRepeated: Bool)
        case flag
        case argument
        case repeatedArgument
        case program
        /// All words of the command line, also those with dashes.
        case words
    }

    let name: String
    let form: Form
    /// Of one word.
    let facts: ValueFacts
    let summary: String
    /// What is asked for on a terminal when it is not given.
    var prompt: String?
    /// Neither shown nor echoed; it may come from a file.
    var isSecret = false
    /// Typed twice.
    var isConfirmed = false
    /// The default as it would be given; nil where there is none.
    var defaultText: (@Sendable () -> String?)?

    init(_ name: String, _ form: Form, _ facts: ValueFacts, _ summary: String) {
        self.name = name
        self.form = form
        self.facts = facts
        self.summary = summary
    }
}

/// What is known of a parameter without its type, so that parameters of all types make one list.
public final class ParameterDeclaration: Sendable, CustomStringConvertible {
    let name: String
    let form: ParameterSyntax.Form
    /// Of one word.
    let facts: ValueFacts
    let summary: String
    let prompt: String?
    let isSecret: Bool
    let isConfirmed: Bool
    private let makeDefaultText: (@Sendable () -> String?)?
    /// The default as it would be given; nil where there is none.
    var defaultText: String? { makeDefaultText?() }
    var hasDefault: Bool { makeDefaultText != nil }
    /// The variable that counts when it is not given.
    let variable: String?
    /// There is neither a variable nor an absent value.
    let isRequired: Bool
    /// There is an absent value, whether or not there is a variable.
    let isOptional: Bool

    @inline(never) init(
        _ syntax: ParameterSyntax, variable: String?, isOptional: Bool
    ) {
        name = syntax.name
        form = syntax.form
        facts = syntax.facts
        summary = syntax.summary
        prompt = syntax.prompt
        isSecret = syntax.isSecret
        isConfirmed = syntax.isConfirmed
        makeDefaultText = syntax.defaultText
        self.variable = variable
        isRequired = !isOptional && variable == nil
        self.isOptional = isOptional
    }

    /// Whether the words that were given are what was expected.
    func accepts(_ words: [Bytes]) -> Bool {
        switch form {
        case .flag, .words: true
        case .program: !(words.first ?? []).isEmpty
        case .argument, .option(_, isRepeated: false): words.last.map { facts.accepts($0) } ?? false
        case .repeatedArgument, .option: words.allSatisfy { facts.accepts($0) }
        }
    }

    var isOption: Bool {
        switch form {
        case .option, .flag: true
        case .argument, .repeatedArgument, .program, .words: false
        }
    }

    /// How messages and help call it: "--name" or "<name>".
    public var description: String { label }

    /// How messages and help call it.
    var label: String { isOption ? "--\(name)" : "<\(name)>" }

    /// What a reader needs to know beside the summary and the default.
    var notes: [String] {
        var notes: [String] = []
        if isSecret { notes.append("or --\(fileName) FILE; - is standard input") }
        if prompt != nil {
            notes.append("asked for on a terminal")
        } else if isRequired {
            notes.append("required")
        }
        return notes
    }

    /// The options that give it, with their dashes: a secret may be in a file too.
    var options: [String] {
        if !isOption { return [] }
        return isSecret ? [label, "--\(fileName)"] : [label]
    }

    /// Under what name the file of a secret is given.
    var fileName: String { "\(name)-file" }
}

/// Collects parameters of different types into one list.
@resultBuilder public enum ParameterListBuilder {
    /// Takes a list that was made before.
    public static func buildExpression(_ list: [ParameterDeclaration]) -> [ParameterDeclaration] { list }

    /// Takes a flag by its name alone, such as `.yes`.
    public static func buildExpression(_ flag: Parameter<Bool>) -> [ParameterDeclaration] { [flag.declaration] }

    /// Takes one parameter.
    @inline(never) public static func buildExpression<Value>(_ parameter: Parameter<Value>) -> [ParameterDeclaration] {
        [parameter.declaration]
    }

    /// Takes nothing where there is nothing to take.
    public static func buildOptional(_ list: [ParameterDeclaration]?) -> [ParameterDeclaration] { list ?? [] }

    /// Joins them.
    public static func buildBlock(_ lists: [ParameterDeclaration]...) -> [ParameterDeclaration] { lists.flatMap { $0 } }
}
