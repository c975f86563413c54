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

    /// Nothing of that name is made, nor led to.
    @Test func isNoPath() throws {
        let directory = try TemporaryDirectory()
        try directory.write("source", "text")
        let (files, path) = (Context.forTests().files, directory("a \(Self.text)"))
        let errors = [
            failure { () throws(RunError) in try files.ensureDirectory(path) },
            failure { () throws(RunError) in try files.ensureDirectory(path.appending("below")) },
            failure { () throws(RunError) in try files.ensureOwnDirectory(path) },
            failure { () throws(RunError) in try files.copy(directory("source"), to: path) },
            failure { () throws(RunError) in try files.write("text", to: path) },
            failure { () throws(RunError) in try files.link(path, to: "source") },
            failure { () throws(RunError) in try files.link(directory("link"), to: path) },
            failure { () throws(RunError) in try files.rename(directory("source"), to: path) },
            failure { () throws(RunError) in _ = try files.lock(path) },
            failure { () throws(RunError) in _ = try Semaphore.publish(path, .init(origin: "test")) },
        ]
        for (place, error) in errors.enumerated() {
            #expect(error?.status == .software, "\(place): \(String(describing: error))")
            #expect(error?.message.hasSuffix("it has a value that Embedded Swift cannot print") == true, "\(place)")
        }
        #expect(try directory.names() == ["source"])
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
