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
            (nil, true, "links to nothing"), (.directory, true, "is not a file"), (.pipe, true, "is not a file"),
            (.socket, false, "is not a file"), (.other, false, "is not a file"),
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

    @Test func inADryRun() throws {
        let root = try TemporaryDirectory()
        for name in ["10-x", "20-y", "30-z"] { try root.write("opt/config/init.d/\(name)", "", mode: 0o755) }
        let entrypoint = Entrypoint("test", "An image.") {
            Command("start", "Start.") { context throws(RunError) in try context.runDaemon(Service("service")) }
        }
        let good = entrypoint.dryRun(["start"], root: root.path.description)
        #expect(good.status == .success)
        #expect(good.programs.map { $0.words } == ["10-x", "20-y", "30-z"].map { ["/opt/config/init.d/\($0)"] })
        #expect(good.service?.words == ["service"])
        let failing = entrypoint.dryRun(["start"], environment: ["LOG_FORMAT": "json"], root: root.path.description) {
            DryRun.Answer(status: $0 == ["/opt/config/init.d/20-y"] ? 3 : 0)
        }
        #expect(failing.status == .failure)
        #expect(failing.programs.count == 2 && failing.service == nil)
        let end = #""message":"the hook \"/opt/config/init.d/20-y\" exited with status 3"}"#
        #expect(failing.messages.last?.hasSuffix(end) == true, "\(failing.messages)")
        #expect(failing.messages.allSatisfy { $0.hasPrefix("{\"time\":\"") })
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
