import Testing

@testable import RunUtils

@Suite struct TreeTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func list(_ source: String, _ target: String, keepingLinks: Bool = false) throws -> [String] {
        let base = directory.path.description.utf8.count + 1
        return try Tree.files(directory(source), to: directory(target), keepingLinks: keepingLinks).map { file in
            let names = [file.source, file.target].map { String($0.description.dropFirst(base)) }
            let kind = if case .link(let target) = file.kind { "link to \(target.text)" } else { "file" }
            return "\(names[0]) > \(names[1]) (\(kind))"
        }
    }

    @Test func filesComeSortedWithTheirPlaces() throws {
        for name in ["s/b", "s/a/z", "s/a/y", "s/B", "s/.hidden"] { try directory.write(name, "") }
        try directory.makeDirectory("s/empty")
        #expect(
            try list("s", "t") == [
                "s/.hidden > t/.hidden (file)", "s/B > t/B (file)", "s/a/y > t/a/y (file)", "s/a/z > t/a/z (file)",
                "s/b > t/b (file)",
            ])
    }

    @Test func aFileGoesToItsTargetOrIntoAnExistingDirectory() throws {
        try directory.write("a", "")
        try directory.makeDirectory("d")
        #expect(try list("a", "b") == ["a > b (file)"])
        #expect(try list("a", "d") == ["a > d/a (file)"])
    }

    @Test func kubernetesKeepsItsVersionsBesideTheNames() throws {
        try directory.write("s/..2026_11_24/app.conf", "x")
        try directory.link("s/..data", to: "..2026_11_24")
        try directory.link("s/app.conf", to: "..data/app.conf")
        #expect(try list("s", "t") == ["s/app.conf > t/app.conf (file)"])
    }

    @Test func linksStayOrStandForTheirTargets() throws {
        try directory.write("s/real/file", "")
        try directory.link("s/dir", to: "real")
        try directory.link("s/file", to: "real/file")
        let real = "s/real/file > t/real/file (file)"
        #expect(
            try list("s", "t", keepingLinks: true)
                == ["s/dir > t/dir (link to real)", "s/file > t/file (link to real/file)", real])
        #expect(try list("s", "t") == ["s/dir/file > t/dir/file (file)", "s/file > t/file (file)", real])
    }

    @Test func aDanglingLinkIsKeptButStandsForNothing() throws {
        try directory.link("s/link", to: "nowhere")
        #expect(try list("s", "t", keepingLinks: true) == ["s/link > t/link (link to nowhere)"])
        #expect(throws: RunError.self) { try list("s", "t") }
    }

    @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000]) func contentComesWithItsMode(_ size: Int) throws {
        let text = String(repeating: "x", count: size)
        let file = try Tree.read(directory.write("a", text, mode: 0o750))
        #expect(file.content.text == text)
        #expect(file.mode == 0o750)
    }

    @Test func whatCannotBe() throws {
        try directory.write("s/a", "")
        try directory.link("loop/a", to: ".")
        func error(_ source: String, _ target: String) -> RunError? {
            failure { () throws(RunError) in _ = try Tree.files(directory(source), to: directory(target)) }
        }
        let path = { (name: String) in quoted(directory(name)) }
        #expect(
            error("none", "t") == RunError(.configuration, "cannot read \(path("none")): No such file or directory"))
        #expect(
            error("loop", "t")
                == RunError(.configuration, "cannot read \(path("loop/a")): Too many levels of symbolic links"))
        let ontoItself = RunError(.configuration, "cannot copy \(path("s/a")) onto itself; expected another target")
        #expect(
            error("s", "s") == RunError(.configuration, "cannot read \(path("s")): the target is in it"))
        // Each of 11 directories leads to the next one twice.
        for number in 0..<11 {
            for name in ["a", "b"] { try directory.link("bomb/\(number)/\(name)", to: "../\(number + 1)") }
        }
        try directory.write("bomb/11/a", "")
        let bomb = try #require(error("bomb/0", "t"))
        #expect(bomb.status == .configuration)
        #expect(bomb.message.hasSuffix(": Too many levels of symbolic links"))
        #expect(error("s/a", "s/a") == ontoItself)
        #expect(error("s/a", "s") == ontoItself)
    }

    @Test func copyingMergesAndKeepsModesAndLinks() throws {
        try directory.write("s/new", "new", mode: 0o640)
        try directory.write("s/sub/run", "run", mode: 0o755)
        try directory.write("s/same", "same", mode: 0o600)
        try directory.link("s/link", to: "new")
        try directory.write("t/same", "same", mode: 0o600)
        try directory.write("t/new", "old", mode: 0o600)
        try directory.write("t/other", "other")
        #expect(try Tree.copy(directory("s"), to: directory("t")) == 3)
        #expect(directory.read("t/new") == "new")
        #expect(directory.status("t/new")?.mode == 0o640)
        #expect(directory.read("t/sub/run") == "run")
        #expect(directory.status("t/sub/run")?.mode == 0o755)
        #expect(directory.read("t/other") == "other")
        #expect(try FileSystem.linkTarget(directory("t/link")).text == "new")
        #expect(try directory.names("t") == ["link", "new", "other", "same", "sub"])
    }

    @Test func copyingIsAllOrNothing() throws {
        try directory.write("s/a", "after")
        try directory.write("s/b", "after")
        try directory.write("t/a", "before")
        try directory.makeDirectory("t/b")
        let error = RunError(.system, "cannot write \(quoted(directory("t/b"))): Is a directory")
        #expect(throws: error) { try Tree.copy(directory("s"), to: directory("t")) }
        #expect(directory.read("t/a") == "before")
        #expect(try directory.names("t") == ["a", "b"])
    }

    @Test func bytesThatAreNoTextSurvive() throws {
        let name: Bytes = [0x61, 0xff]
        try directory.makeDirectory("s")
        try FileDescriptor.create(directory("s").appending(name)).writeAll([0xfe, 0x00])
        try Tree.copy(directory("s"), to: directory("t"))
        #expect(try FileSystem.readFile(directory("t").appending(name)) == [0xfe, 0x00])
    }

    @Test func directories() throws {
        try Directory.ensure(directory("a/b"), owner: nil, mode: 0o2750)
        #expect(directory.status("a/b")?.mode == 0o2750)
        try Directory.ensure(directory("a/b"), owner: .current, mode: nil)
        #expect(directory.status("a/b")?.mode == 0o2750)
        try Directory.ensure(directory("a/b"), owner: nil, mode: 0o700)
        #expect(directory.status("a/b")?.mode == 0o700)
        try Directory.ensure(directory("a/c/d"), owner: nil, mode: 0o1777)
        #expect(directory.status("a/c/d")?.mode == 0o1777)
        #expect(directory.status("a/c")?.mode == 0o755)
        try directory.write("file", "")
        let error = RunError(.system, "cannot prepare the directory \(quoted(directory("file"))): Not a directory")
        #expect(throws: error) { try Directory.ensure(directory("file"), owner: nil, mode: nil) }
    }

    /// One that all share stays so, and whose it is; one in which everybody can remove everything does not.
    @Test(.enabled(if: CurrentProcess.isRoot)) func directoriesThatAreOpen() throws {
        for (name, mode) in [("shared", 0o1777), ("own", 0o1777), ("open", 0o777)] as [(String, FileMode)] {
            try directory.makeDirectory(name, of: .root, mode: mode)
            try Directory.ensure(directory(name), owner: .service, mode: name == "own" ? 0o700 : nil)
        }
        let found = ["shared", "own", "open"].map { directory.status($0) }
        #expect(found.map { $0?.mode } == [0o1777, 0o700, 0o775])
        #expect(found.map { $0?.owner } == [.root, .service, .service])
    }

    @Test(arguments: [0, 1, 2, 3, 5, 8, 13])
    func namesAreSortedByTheirBytes(_ count: Int) throws {
        let names = (0..<count).map {
            String(UnicodeScalar(UInt8(($0 * 37) % 26 + 97))) + String(repeating: "x", count: $0 % 3)
        }
        try directory.makeDirectory("d")
        for name in names + ["x", "xx"] { try directory.write("d/\(name)", "") }
        let expected = Set(names + ["x", "xx"]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try directory.names("d") == expected)
    }
}
