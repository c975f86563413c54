import Testing

@testable import RunUtils

@Suite struct ParameterTests {
    private static let variable = Variable("TIME", .duration, default: .seconds(60), "How long.")
    private static let time = Parameter.option("time", .duration, variable: variable, "How long.")
    private static let to = Parameter.option("to", .optional(.text), "Where.")
    private static let must = Parameter.option("must", .port, "Must be.")
    private static let ports = Parameter.repeatedOption("with", .port, "With what.")
    private static let rest = Parameter.repeatedArgument("rest", .integer, "More.")
    private static let force = Parameter.flag("force", "Even so.")
    private static let program = Parameter.optionalProgram("What to execute.")
    private static let user = Parameter.argument("user", .text, variable: Variable("USER", .text, "Who."), "Who.")

    private func context(_ words: [String], _ environment: [(String, String)] = []) throws -> Context {
        let parameters = [
            ParameterTests.time.declaration, ParameterTests.to.declaration, ParameterTests.ports.declaration,
            ParameterTests.force.declaration, ParameterTests.rest.declaration, ParameterTests.program.declaration,
        ]
        let arguments = try CommandLineParser(command: "cmd", parameters: parameters).parse(words.map { Bytes($0) })
        return .forTests(environment, arguments: arguments, parameters: parameters) { ParameterTests.variable }
    }

    @Test func whatIsGivenCountsMoreThanTheVariable() throws {
        let environment = [("TIME", "5s")]
        #expect(try context(["--time", "1s"], environment)[ParameterTests.time] == .seconds(1))
        #expect(try context([], environment)[ParameterTests.time] == .seconds(5))
        #expect(try context([])[ParameterTests.time] == .seconds(60))
    }

    @Test func aWrongVariableIsAnErrorUnlessTheOptionIsGiven() throws {
        let environment = [("TIME", "soon")]
        #expect(try context(["--time", "1s"], environment)[ParameterTests.time] == .seconds(1))
        let message = #"TIME: "soon" is not a duration, such as 30s, 1m30s, 500ms or 5d"#
        let entrypoint = Entrypoint("test", "An image.", variables: { ParameterTests.variable }) {
            Command("do", "It.", checksVariables: false, parameters: { ParameterTests.time }) {
                context throws(RunError) in
                try context.print("\(context[ParameterTests.time].wholeSeconds)")
                return .success
            }
        }
        let root = try TemporaryDirectory()
        let run = entrypoint.dryRun(["do"], environment: ["TIME": "soon"], root: root.path.description)
        #expect(run.status == .configuration && run.messages == ["test: \(message)"], "\(run.messages)")
    }

    @Test func withoutAnythingThereIsTheAbsentValue() throws {
        let context = try context([])
        #expect(context[ParameterTests.to] == nil)
        #expect(context[ParameterTests.ports] == [])
        #expect(context[ParameterTests.rest] == [])
        #expect(context[ParameterTests.force] == false)
        #expect(context[ParameterTests.program] == nil)
    }

    @Test func valuesHaveTheirTypes() throws {
        let context = try context(["--to", "x", "--with=1", "--with=2", "--force", "3", "4"])
        #expect(context[ParameterTests.to] == "x")
        #expect(context[ParameterTests.ports] == [1, 2])
        #expect(context[ParameterTests.rest] == [3, 4])
        #expect(context[ParameterTests.force])
    }

    @Test func aProgramHasItsWords() throws {
        let parameters = [ParameterTests.program.declaration]
        let arguments = try CommandLineParser(command: "cmd", parameters: parameters).parse([Bytes("ls"), [0xff]])
        #expect(
            Context.forTests(arguments: arguments, parameters: parameters)[ParameterTests.program]?.words == [
                Bytes("ls"), [0xff],
            ])
    }

    @Test(
        arguments: [
            (time.declaration, "--time", false, "TIME"), (to.declaration, "--to", false, nil),
            (must.declaration, "--must", true, nil),
            (ports.declaration, "--with", false, nil), (rest.declaration, "<rest>", false, nil),
            (force.declaration, "--force", false, nil), (program.declaration, "<program>", false, nil),
            (user.declaration, "<user>", false, "USER"),
        ] as [(ParameterDeclaration, String, Bool, String?)])
    func declarations(_ declaration: ParameterDeclaration, _ label: String, _ isRequired: Bool, _ variable: String?) {
        #expect(declaration.label == label)
        #expect(declaration.isRequired == isRequired)
        #expect(declaration.variable == variable)
    }
}
