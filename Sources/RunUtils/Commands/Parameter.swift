/// A word or option that a command takes, with its type.
///
/// ```swift
/// static let jobs = Parameter.option("jobs", .integer(in: 1...64), default: 4, "How many run at the same time.")
/// static let name = Parameter.argument("name", .fileName, "Which backup.")
/// ```
///
/// `context[jobs]` is its value.
public final class Parameter<Value: Sendable>: Sendable, CustomStringConvertible {
    let declaration: ParameterDeclaration
    /// The value of the words that were given; nil when they are not what was expected.
    let decode: @Sendable ([Bytes]) -> Value?
    /// The value when none were given and there is no variable.
    let absent: Value?
    /// Counts when nothing was given.
    let variable: Variable<Value>?
    /// A value where there is none, in a dry run.
    var example: Value? { absent ?? declaration.facts.example.flatMap { decode([Bytes($0)]) } }

    init(
        _ syntax: ParameterSyntax, absent: Value?, variable: Variable<Value>? = nil,
        decode: @escaping @Sendable ([Bytes]) -> Value?
    ) {
        self.declaration = ParameterDeclaration(
            syntax, variable: variable?.declaration.name, isOptional: absent != nil)
        self.decode = decode
        self.absent = absent
        self.variable = variable
    }

    /// How messages and help call it: "--name" or "<name>". `context[parameter]` is its value.
    public var description: String { declaration.label }

    /// An option with a value: `--name VALUE`.
    ///
    /// - Parameters:
    ///   - name: Without the dashes.
    ///   - type: What its value must be; the option is required unless this is optional, or there is a variable or a default.
    ///   - defaultValue: The value when it is not given.
    ///   - placeholder: What the help shows for the value.
    ///   - variable: The variable that counts when the option is not given.
    ///   - prompt: What is asked on a terminal when neither is given: "Name of the database". An empty answer is the absent
    ///     value of an optional type.
    ///   - summary: One line for the help, with a full stop.
    public static func option(
        _ name: String, _ type: ValueType<Value>, default defaultValue: Value? = nil, placeholder: String = "VALUE",
        variable: Variable<Value>? = nil, prompt: String? = nil, _ summary: String
    ) -> Parameter {
        var syntax = ParameterSyntax(
            name, .option(placeholder: placeholder, isRepeated: false), type.facts, summary)
        syntax.prompt = prompt
        return Parameter(syntax, type, variable, defaultValue)
    }

    /// A password or the like: `--name-file FILE`, or `--name VALUE`, which other processes can see. "-" stands for
    /// standard input in both. When nothing is given it is asked for on a terminal, without showing what is typed.
    ///
    /// - Parameters:
    ///   - name: Without the dashes.
    ///   - type: What it must be. A line end at the end of a file or of standard input is dropped.
    ///   - variable: The variable that counts when the option is not given.
    ///   - prompt: What is asked: "Password of the new user".
    ///   - isConfirmed: Whether it must be typed twice.
    ///   - summary: One line for the help, with a full stop.
    public static func secret(
        _ name: String, _ type: ValueType<Value>, variable: Variable<Value>? = nil, prompt: String,
        isConfirmed: Bool = true, _ summary: String
    ) -> Parameter {
        var syntax = ParameterSyntax(
            name, .option(placeholder: "VALUE", isRepeated: false), type.facts, summary)
        syntax.prompt = prompt
        syntax.isSecret = true
        syntax.isConfirmed = isConfirmed
        return Parameter(syntax, type, variable)
    }

    /// A word without dashes, by its place.
    ///
    /// - Parameters:
    ///   - name: What the help calls it.
    ///   - type: What its value must be.
    ///   - defaultValue: The value when it is not given; without one, and where the type is not optional, it must be.
    ///   - variable: The variable that counts when it is not given.
    ///   - prompt: What is asked on a terminal when neither is given.
    ///   - summary: One line for the help, with a full stop.
    public static func argument(
        _ name: String, _ type: ValueType<Value>, default defaultValue: Value? = nil,
        variable: Variable<Value>? = nil, prompt: String? = nil, _ summary: String
    ) -> Parameter {
        var syntax = ParameterSyntax(name, .argument, type.facts, summary)
        syntax.prompt = prompt
        return Parameter(syntax, type, variable, defaultValue)
    }

    /// A parameter of one word.
    private convenience init(
        _ syntax: ParameterSyntax, _ type: ValueType<Value>, _ variable: Variable<Value>?, _ defaultValue: Value? = nil
    ) {
        let (decode, format) = (type.decode, type.format)
        var syntax = syntax
        if let defaultValue { syntax.defaultText = { format?(defaultValue) } }
        self.init(
            syntax, absent: defaultValue ?? type.absent, variable: variable
        ) { words in words.last.flatMap { decode($0) } }
    }

    /// An option that may be given several times.
    public static func repeatedOption<Element>(
        _ name: String, _ type: ValueType<Element>, placeholder: String = "VALUE", variable: Variable<[Element]>? = nil,
        _ summary: String
    ) -> Parameter where Value == [Element] {
        let decode = type.decode
        let syntax = ParameterSyntax(
            name, .option(placeholder: placeholder, isRepeated: true), type.facts, summary)
        return Parameter(syntax, absent: [], variable: variable) { words in allOrNothing(words, decode) }
    }

    /// An option for a word of a variable's list, which must be something.
    @inline(never) package static func list(
        _ name: String, _ placeholder: String, _ expectation: String, example: String, variable: Variable<[String]>,
        _ summary: String, where accepts: @escaping @Sendable ([UInt8]) -> Bool
    ) -> Parameter where Value == [String] {
        let type = ValueType<String>(expectation, example: example) { accepts(Bytes($0)) ? $0 : nil }
        return .repeatedOption(name, type, placeholder: placeholder, variable: variable, summary)
    }

    /// All words of the command line as they are, `--help` too: for a command that hands them on. It is the only parameter
    /// of its command.
    public static func words(_ name: String, _ summary: String) -> Parameter where Value == [String] {
        Parameter(ParameterSyntax(name, .words, ValueFacts({ "words" }), summary), absent: []) { words in
            words.map { $0.text }
        }
    }

    /// Words without dashes, all that come.
    public static func repeatedArgument<Element>(
        _ name: String, _ type: ValueType<Element>, _ summary: String
    ) -> Parameter where Value == [Element] {
        let decode = type.decode
        let syntax = ParameterSyntax(name, .repeatedArgument, type.facts, summary)
        return Parameter(syntax, absent: []) { words in allOrNothing(words, decode) }
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
        Parameter(ParameterSyntax(name, .flag, ValueFacts({ "no value" }), summary), absent: false) { _ in true }
    }

    /// `--yes`, for `Context.confirm`.
    public static var yes: Parameter { .flag("yes", "Do not ask for a confirmation.") }
}

extension Parameter {
    /// This parameter, and the flag `.yes`. So the compiler understands a line `.yes` behind another parameter's.
    public var yes: [ParameterDeclaration] { [declaration, Parameter<Bool>.yes.declaration] }
}

extension Parameter where Value == Program {
    /// A program and its arguments: everything behind `--`, or from the first word without dashes on.
    public static func program(_ summary: String) -> Parameter {
        Parameter(
            ParameterSyntax("program", .program, ValueFacts({ "a program after --" }, example: "true"), summary),
            absent: nil
        ) { $0.first?.isEmpty ?? true ? nil : Program(words: $0) }
    }
}

extension Parameter where Value == Program? {
    /// The same where there need be none.
    public static func optionalProgram(_ summary: String) -> Parameter {
        Parameter(ParameterSyntax("program", .program, ValueFacts({ "a program" }), summary), absent: .some(nil)) {
            Program(words: $0)
        }
    }
}
