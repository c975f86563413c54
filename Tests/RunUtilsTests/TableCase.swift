import Testing

@testable import RunUtils

/// An entrypoint, and what is wrong with its table.
struct TableCase: Sendable, CustomTestStringConvertible {
    let entrypoint: Entrypoint
    let lines: [String]

    init(_ entrypoint: Entrypoint, _ lines: String...) {
        self.entrypoint = entrypoint
        self.lines = lines
    }

    /// An image with these variables.
    static func variables(
        _ lines: String..., @VariableListBuilder variables: () -> [VariableDeclaration]
    ) -> TableCase {
        TableCase(Entrypoint("web", "A server.", variables: variables) {}, all: lines)
    }

    /// An image with a command "do" that has these parameters.
    static func parameters(
        _ lines: String...,
        @ParameterListBuilder parameters: @escaping @Sendable () -> [ParameterDeclaration]
    ) -> TableCase {
        let entrypoint = Entrypoint("web", "A server.", variables: { port }) {
            Command("do", "It.", parameters: parameters) { _ throws(RunError) in .success }
        }
        return TableCase(entrypoint, all: lines.map { "command \"do\": \($0)" })
    }

    /// An image with commands of these names.
    static func commands(_ names: [String], _ lines: String...) -> TableCase {
        TableCase(Entrypoint("web", "A server.") { names.map { command($0) } }, all: lines)
    }

    private init(_ entrypoint: Entrypoint, all lines: [String]) {
        self.entrypoint = entrypoint
        self.lines = lines
    }

    var testDescription: String { lines.first ?? "a good table" }

    /// A variable, for cases that need one.
    static let port = Variable("PORT", .port, default: 80, "The port.")

    /// A command that does nothing.
    static func command(_ name: String, _ summary: String = "It.") -> Command {
        Command(name, summary) { _ throws(RunError) in .success }
    }

    /// A variable that must be set.
    static func text(_ name: String, aliases: [String] = []) -> Variable<String> {
        Variable(name, .text, aliases: aliases, "A text.")
    }

    /// A type with an example that is none.
    static let odd = ValueType<Int>("an odd number", example: "2") { text in
        Int(text).flatMap { $0 % 2 == 1 ? $0 : nil }
    }

    /// A type whose values cannot be written.
    static let unwritten = ValueType<Int>("a number", example: "2") { Int($0) }
}
