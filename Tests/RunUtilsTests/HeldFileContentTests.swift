import Testing

@testable import RunUtils

@Suite struct HeldFileContentTests {
    private typealias Content = HeldFile.Content

    @Test(arguments: [
        ("", [:]), ("a=1\n", ["a": "1"]), ("a=1\nb=2", ["a": "1", "b": "2"]), ("a=b=c\n", ["a": "b=c"]),
        ("noise\n\na=\n", ["a": ""]), (#"a=x\ny\\z"#, ["a": "x\ny\\z"]), (#"a=\"#, ["a": "\\"]), (#"a=\q"#, ["a": "q"]),
    ])
    func parsing(_ text: String, _ expected: [String: String]) {
        let content = Content(parsing: Bytes(text))
        #expect(Dictionary(uniqueKeysWithValues: content.fields.map { ($0.0, $0.1.text) }) == expected)
    }

    @Test(arguments: ["", "plain", "a=b", "two\nlines\n", "\\", "\\n", "\\\\n\n", "é"])
    func valuesSurvive(_ value: String) {
        let content = Content([("key", value), ("next", "1")])
        #expect(content.bytes.count { $0 == .newline } == 2)
        #expect(Content(parsing: content.bytes)["key"] == value)
        #expect(Content(parsing: content.bytes) == content)
    }

    @Test(arguments: [
        ("image=a\nhost=b\n", "a on b"), ("image=a\n", "unknown"), ("host=b\n", "unknown"), ("", "unknown"),
    ])
    func owner(_ text: String, _ expected: String) {
        #expect(Content(parsing: Bytes(text)).owner == expected)
    }

    /// Only what an entrypoint wrote is ever removed, or what a loss of power left of it.
    @Test(arguments: [
        ("image=a\nhost=b\nboot=c\n", true), ("image=a\nhost=b\npid=1\nboot=c\nlock=write\n", true),
        ("image=a\nhost=b\npid=1\nboot=c\nlock=write\nstate=up\nsince=1\nstatus=x\nuser=1:1\nready=file:/x\n", true),
        ("image=a\n", true), ("image=a\n\n\n", true), ("image=a\n\0\0", true), ("", true), ("\0\0\0", true),
        ("\n", true), ("\0\0x", false), (" ", false), ("precious\n", false), ("=x\n", false), ("Image=a\n", false),
        ("host=b\nimage=a\nboot=c\n", false), ("x\nimage=a\nhost=b\n", false), ("image=a\nhost=b\nnoise\n", false),
        ("image=a\nhost=b\npassword=c\n", false), ("image=a\nhost\n", false),
    ])
    func whetherItIsOurs(_ text: String, _ expected: Bool) {
        #expect(Content(parsing: Bytes(text)).isOurs == expected)
    }

    @Test func whatThisProcessWrites() {
        let content = Content(origin: "db")
        #expect(content.fields.map { $0.0 } == ["image", "host", "pid", "boot", "lock"])
        #expect(content["image"] == "db")
        #expect(content["pid"] == "\(CurrentProcess.pid)")
        #expect(Content(parsing: content.bytes).isOurs)
        #expect(content.hasWriteLock)
        #expect(!Content(parsing: Bytes("image=a\nhost=b\nboot=c\n")).hasWriteLock)
    }

    @Test func whatADaemonTells() {
        let state = StateFile("db")
        let content = state.content(.running)
        #expect(content.fields.map { $0.0 } == ["image", "host", "pid", "boot", "lock", "state", "since"])
        #expect(content["state"] == "running")
        #expect(state.content(.waiting)["state"] == "waiting")
        #expect(!state.isTold)
    }
}
