import Testing

@testable import RunUtils

@Suite struct HooksTests {
    @Test(arguments: [
        ("10-x", false), (".hidden", true), ("..data", true), ("..2026_11_25", true), ("x.", false), ("~", false),
    ])
    func hidden(_ name: String, _ expected: Bool) { #expect(Hooks.isHidden(Bytes(name)) == expected) }

    @Test(
        arguments: [
            (.regular, true, nil), (.regular, false, "is not executable"), (nil, false, "links to nothing"),
            (nil, true, "links to nothing"), (.directory, true, "is no file"), (.pipe, true, "is no file"),
            (.socket, false, "is no file"), (.other, false, "is no file"),
        ] as [(FileStatus.Kind?, Bool, String?)])
    func objections(_ kind: FileStatus.Kind?, _ isExecutable: Bool, _ expected: String?) {
        #expect(Hooks.objection(kind, isExecutable: isExecutable) == expected)
    }

    @Test func ofADirectory() throws {
        let directory = try TemporaryDirectory()
        for name in ["9-nine", "10-ten", "A", "a", "é", "with space", "line\nend"] {
            try directory.write(name, "", mode: 0o755)
        }
        try directory.write("plain", "")
        try directory.makeDirectory("directory")
        try directory.link("dangling", to: "nowhere")
        // As Kubernetes mounts a ConfigMap.
        try directory.write("..2026/50-link", "", mode: 0o755)
        try directory.link("..data", to: "..2026")
        try directory.link("50-link", to: "..data/50-link")
        let expected = ["10-ten", "50-link", "9-nine", "A", "a", "line\nend", "with space", "é"]
        #expect(try Hooks.list(in: directory.path, .forTests) == expected.map { directory($0).bytes })
    }

    @Test func aMissingDirectoryHasNone() throws {
        #expect(try Hooks.list(in: "/nonexistent/init.d", .forTests) == [])
    }

    @Test func aFileInTheDirectorysPlace() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("file", "")
        #expect(
            failure { () throws(RunError) in _ = try Hooks.list(in: file, .forTests) }
                == RunError(.system, "cannot read the hooks in \"\(file)\": Not a directory"))
    }
}
