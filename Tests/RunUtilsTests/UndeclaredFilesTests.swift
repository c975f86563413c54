import Testing

@testable import RunUtils

@Suite struct UndeclaredFilesTests {
    /// All that is asked of a name goes by the content of the first time, whoever changes the file meanwhile.
    @Test func eachIsReadOnce() throws {
        let directory = try TemporaryDirectory()
        try directory.write("secret", "one\n")
        let files = UndeclaredFiles(Environment([("A_FILE", "\(directory("secret"))"), ("B_FILE", "")]))
        #expect(files.find(Bytes("A"))?.value == Bytes("one"))
        try directory.write("secret", "two\n")
        #expect(files.find(Bytes("A"))?.value == Bytes("one"))
        #expect(files.find(Bytes("B")) == nil && files.find(Bytes("C")) == nil)
    }

    @Test func bothAreAMistake() {
        let files = UndeclaredFiles(Environment([("A", "1"), ("A_FILE", "/nowhere")]))
        #expect(files.find(Bytes("A"))?.failure == "A and A_FILE are both set; one is expected")
        #expect(UndeclaredFiles(Environment([("A", "1"), ("_FILE", "/nowhere")])).find(Bytes("A")) == nil)
    }
}
