/// A word or option that a command takes, with its type.
public final class Parameter<Value: Sendable>: Sendable {
    let declaration: ParameterDeclaration
    /// The value of the words that were given; nil when they are not what was expected.
    let decode: @Sendable ([Bytes]) -> Value?
    /// The value when none were given and there is no variable.
    let absent: Value?
    /// Counts when nothing was given.
    let variable: Variable<Value>?
    init(
        _ syntax: ParameterSyntax, absent: Value?, variable: Variable<Value>? = nil,
        decode: @escaping @Sendable ([Bytes]) -> Value?
    ) {
        self.declaration = ParameterDeclaration(
            syntax, variable: variable?.declaration.name, isRequired: absent == nil && variable == nil,
            accepts: { decode($0) != nil })
        self.decode = decode
        self.absent = absent
        self.variable = variable
    }

    /// An option with a value: `--name VALUE`.
    ///
    /// - Parameters:
    ///   - name: Without the dashes.
    ///   - type: What its value must be; the option is required unless this is optional or there is a variable.
    ///   - placeholder: What the help shows for the value.
    ///   - variable: The variable that counts when the option is not given.
    ///   - summary: One line for the help, with a full stop.
    public static func option(
        _ name: String, _ type: ValueType<Value>, placeholder: String = "VALUE", variable: Variable<Value>? = nil,
        _ summary: String
    ) -> Parameter {
        let decode = type.decode
        return Parameter(
            ParameterSyntax(name, .option(placeholder: placeholder, isRepeated: false), type.expectation, summary),
            absent: type.absent, variable: variable
        ) { words in words.last.flatMap { decode($0) } }
    }

    /// A word without dashes, by its place.
    public static func argument(
        _ name: String, _ type: ValueType<Value>, variable: Variable<Value>? = nil, _ summary: String
    ) -> Parameter {
        let decode = type.decode
        return Parameter(
            ParameterSyntax(name, .argument, type.expectation, summary), absent: type.absent, variable: variable
        ) { words in words.last.flatMap { decode($0) } }
    }

    /// An option that may be given several times.
    public static func repeatedOption<Element>(
        _ name: String, _ type: ValueType<Element>, placeholder: String = "VALUE", variable: Variable<[Element]>? = nil,
        _ summary: String
    ) -> Parameter where Value == [Element] {
        let decode = type.decode
        return Parameter(
            ParameterSyntax(name, .option(placeholder: placeholder, isRepeated: true), type.expectation, summary),
            absent: [], variable: variable
        ) { words in allOrNothing(words, decode) }
    }

    /// Words without dashes, all that come.
    public static func repeatedArgument<Element>(
        _ name: String, _ type: ValueType<Element>, _ summary: String
    ) -> Parameter where Value == [Element] {
        let decode = type.decode
        return Parameter(ParameterSyntax(name, .repeatedArgument, type.expectation, summary), absent: []) { words in
            allOrNothing(words, decode)
        }
    }
}

private func allOrNothing<Element>(_ words: [Bytes], _ decode: (Bytes) -> Element?) -> [Element]? {
    var elements: [Element] = []
    for word in words {
        guard let element = decode(word) else { return nil }
        elements.append(element)
    }
    return elements
}

extension Parameter where Value == Bool {
    /// An option without a value: `--name`.
    public static func flag(_ name: String, _ summary: String) -> Parameter {
        Parameter(ParameterSyntax(name, .flag, "no value", summary), absent: false) { _ in true }
    }
}

extension Parameter where Value == Program? {
    /// A program and its arguments: everything behind `--`, or from the first word without dashes on.
    public static func program(_ summary: String) -> Parameter {
        Parameter(ParameterSyntax("program", .program, "a program", summary), absent: .some(nil)) { Program(words: $0) }
    }
}

/// How a parameter is written.
struct ParameterSyntax: Sendable {
    enum Form: Equatable, Sendable {
        case option(placeholder: String, isRepeated: Bool)
        case flag
        case argument
        case repeatedArgument
        case program
    }

    let name: String
    let form: Form
    let expectation: String
    let summary: String

    init(_ name: String, _ form: Form, _ expectation: String, _ summary: String) {
        self.name = name
        self.form = form
        self.expectation = expectation
        self.summary = summary
    }
}

/// What is known of a parameter without its type, so that parameters of all types make one list.
public final class ParameterDeclaration: Sendable {
    let name: String
    let form: ParameterSyntax.Form
    let expectation: String
    let summary: String
    /// The variable that counts when it is not given.
    let variable: String?
    let isRequired: Bool
    let accepts: @Sendable ([Bytes]) -> Bool

    @inline(never) init(
        _ syntax: ParameterSyntax, variable: String?, isRequired: Bool, accepts: @escaping @Sendable ([Bytes]) -> Bool
    ) {
        name = syntax.name
        form = syntax.form
        expectation = syntax.expectation
        summary = syntax.summary
        self.variable = variable
        self.isRequired = isRequired
        self.accepts = accepts
    }

    var isOption: Bool {
        switch form {
        case .option, .flag: true
        case .argument, .repeatedArgument, .program: false
        }
    }

    /// How messages and help call it.
    var label: String { isOption ? "--\(name)" : "<\(name)>" }
}

/// Collects parameters of different types into one list.
@resultBuilder public enum ParameterListBuilder {
    /// Takes one parameter.
    public static func buildExpression<Value>(_ parameter: Parameter<Value>) -> [ParameterDeclaration] {
        [parameter.declaration]
    }

    /// Joins them.
    public static func buildBlock(_ lists: [ParameterDeclaration]...) -> [ParameterDeclaration] { lists.flatMap { $0 } }
}
