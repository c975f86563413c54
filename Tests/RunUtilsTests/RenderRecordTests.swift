import Testing

@testable import RunUtils

/// What becomes of a rendered file whose template is gone.
@Suite struct RenderRecordTests {
    private let directory: TemporaryDirectory
    /// The name of the record of the set "s".
    private var record: String {
        let names = (try? FileSystem.names(in: directory("t"))) ?? []
        return "t/" + (names.map { $0.text }.first { $0.hasPrefix(".runutils-rendered-") } ?? "none")
    }

    init() throws { directory = try TemporaryDirectory() }

    private func render(_ source: String = "s", _ options: String = "", fails: Bool = false) throws {
        let rendering = try #require(Rendering("\(directory(source)):\(directory("t"))\(options)"))
        try Context.forTests([("A", "1")], seesEnvironment: true).templates.render([rendering])
    }

    private func remove(_ name: String) throws { try FileSystem.remove(directory(name)) }

    @Test func itGoes() throws {
        try directory.write("s/a", "{{A}}")
        try directory.write("s/sub/b", "b")
        try directory.write("t/own", "1")
        try render()
        #expect(directory.status(record)?.mode == 0o600)
        try remove("s/sub/b")
        try render()
        #expect(directory.read("t/a") == "1")
        #expect(directory.read("t/own") == "1")
        #expect(try directory.names("t/sub") == [])
        try remove("s/a")
        try render()
        #expect(try directory.names("t") == ["own", "sub"])
        #expect(directory.status(record) == nil)
    }

    @Test func whatSomebodyChangedStays() throws {
        try directory.write("s/a", "{{A}}")
        try directory.write("s/b", "b")
        try render()
        try remove("t/a")
        try directory.write("t/a", "2")
        try remove("s/a")
        try render()
        #expect(directory.read("t/a") == "2")
    }

    /// Another set that goes to the same place is not its business.
    @Test func twoSetsOfOneTarget() throws {
        try directory.write("s/a", "a")
        try directory.write("u/b", "b")
        try render("s")
        try render("u")
        #expect(try directory.names("t") == ["a", "b"])
        try render("s")
        #expect(try directory.names("t") == ["a", "b"])
        try remove("u/b")
        try render("s")
        #expect(try directory.names("t") == ["a", "b"])
        try render("u")
        #expect(try directory.names("t") == ["a"])
    }

    @Test func aTargetOfAnotherName() throws {
        try directory.write("s/a.tmpl", "{{A}}")
        try render()
        #expect(directory.read("t/a.tmpl") == "1")
        try render("s", ":suffix=.tmpl")
        #expect(try directory.names("t") == ["a"])
    }

    @Test func aFailureRemovesNothing() throws {
        try directory.write("s/a", "a")
        try directory.write("s/b", "b")
        try render()
        try remove("s/a")
        try directory.write("s/b", "{{NONE}}")
        #expect(throws: RunError.self) { try render() }
        #expect(directory.read("t/a") == "a")
        try directory.write("s/b", "b2")
        try render()
        #expect(try directory.names("t") == ["b"])
    }

    /// The check of a service sees what will be there.
    @Test func aCheckDoesNotSeeIt() throws {
        try directory.write("s/a", "a")
        try directory.write("s/b", "b")
        try render()
        try remove("s/a")
        try directory.write("s/b", "b2")
        var seen: [String] = []
        let rendering = Rendering(directory("s"), to: directory("t"))
        try Context.forTests().templates.render([rendering]) { (staged) throws(RunError) in
            let mirror = staged.path(of: directory("t"))
            seen = ((try? FileSystem.names(in: mirror)) ?? []).map { $0.text }
        }
        #expect(seen.filter { !$0.hasPrefix(".runutils-rendered-") } == ["b"])
    }

    /// A record names nothing outside of its directory, and what it names has the content that it tells.
    @Test(arguments: [
        "../victim", "/../victim", "//../victim", "/sub/../../victim", "", "/", ".", "..", "/./b/../../victim",
    ])
    func aRecordThatLeadsElsewhere(_ name: String) throws {
        try directory.write("victim", "a")
        try directory.write("s/a", "a")
        try directory.write("s/b", "b")
        try render()
        let path = record
        let digest = try #require(directory.read(path)?.split(separator: "\0").first)
        try FileSystem.remove(directory(path))
        try directory.write(path, "\(digest)\0\(name)\0", mode: 0o600)
        try render()
        #expect(directory.read("victim") == "a")
        #expect(try directory.names("t") == ["a", "b"])
    }

    /// Two sets change places.
    @Test func whatAnotherSetBringsNowStays() throws {
        try directory.write("s/a", "same")
        try directory.write("s/b", "b")
        try directory.write("u/c", "c")
        let renderings = ["s", "u"].map { Rendering(directory($0), to: directory("t")) }
        try Context.forTests().templates.render(renderings)
        try remove("s/a")
        try directory.write("u/a", "same")
        try Context.forTests().templates.render(renderings)
        #expect(try directory.names("t") == ["a", "b", "c"])
        #expect(directory.read("t/a") == "same")
    }

    @Test(arguments: ["", "\0", "\0\0", "\0\0\0", "x", "\0\0\0\0\0\0\0", "1 2\0/a\0"])
    func aRecordThatIsNone(_ text: String) throws {
        try directory.write("s/a", "a")
        try render()
        let path = record
        try FileSystem.remove(directory(path))
        try directory.write(path, text, mode: 0o600)
        try render()
        try render()
        #expect(try directory.names("t") == ["a"])
    }

    /// Where others can change the directory, nothing goes.
    @Test func aPlaceOfSomebodyElse() throws {
        try directory.write("s/a", "a")
        try directory.write("s/b", "b")
        try render()
        try FileSystem.changeMode(directory("t"), 0o777)
        try remove("s/a")
        try render()
        #expect(try directory.names("t") == ["a", "b"])
    }

    @Test func aLinkInThePlaceOfAFile() throws {
        try directory.write("s/a", "a")
        try directory.write("s/b", "b")
        try directory.write("victim", "a")
        try render()
        try remove("t/a")
        try directory.link("t/a", to: "../victim")
        try remove("s/a")
        try render()
        #expect(directory.read("victim") == "a")
        #expect(directory.status("t/a")?.kind == .symbolicLink)
    }
}
