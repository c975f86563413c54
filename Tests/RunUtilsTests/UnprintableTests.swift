import Testing

@testable import RunUtils

/// The text of Embedded Swift for a value that it cannot print.
@Suite struct UnprintableTests {
    private static let text = "(cannot print value in embedded Swift)"

    @Test(arguments: [text, "a\(text)", "\(text)b", "(\(text))", "((cannot \(text)", "a (b) \(text)\n"])
    func isFound(_ sample: String) { #expect(Unprintable.isIn(Bytes(sample))) }

    @Test(arguments: ["", "(", "(cannot print value in embedded Swift", "(cannot print value)", "((((", "a (b) (c)"])
    func isNotFound(_ sample: String) { #expect(!Unprintable.isIn(Bytes(sample))) }

    @Test func isTheAuthorsMistake() throws {
        #expect(failure { () throws(RunError) in try Unprintable.refuse(Bytes("good"), in: "a word") } == nil)
        let error = failure { () throws(RunError) in try Unprintable.refuse(Bytes(Self.text), in: "a word") }
        #expect(error?.status == .software)
        #expect(error?.message == "a word has a value that Embedded Swift cannot print")
        #expect(
            error?.hint
                == "give the type a description (CustomStringConvertible), or write a part of it, such as rawValue")
    }

    @Test func isRefusedWhereItWouldBeActedOn() throws {
        let directory = try TemporaryDirectory()
        let context = Context.forTests()
        let errors = [
            failure { () throws(RunError) in try context.run(["true", Self.text]) },
            failure { () throws(RunError) in try context.files.write(Self.text, to: directory("file")) },
            failure { () throws(RunError) in try context.export("NAME", Self.text) },
        ]
        #expect(
            errors.map { $0?.message } == [
                "an argument of \"true\" has a value that Embedded Swift cannot print",
                "what is written to \"\(directory("file"))\" has a value that Embedded Swift cannot print",
                "the value of NAME has a value that Embedded Swift cannot print",
            ])
        #expect(try directory.names() == [])
    }
}
