import Testing

@testable import RunUtils

@Suite struct EnvironmentTests {
    @Test func oneNameHasOneValueAtItsFirstPlace() {
        let environment = Environment([("A", "1"), ("B", "2"), ("A", "3")])
        #expect(environment.words.map { $0.text } == ["A=3", "B=2"])
    }

    @Test func settingAndRemoving() {
        var environment = Environment([("A", "1"), ("B", "2")])
        environment["A"] = nil
        environment["C"] = Bytes("3=4")
        environment["D"] = []
        environment["E"] = nil
        #expect(environment["A"] == nil)
        #expect(environment["D"] == [])
        #expect(environment.words.map { $0.text } == ["B=2", "C=3=4", "D="])
    }

    @Test func namesAndValuesAreBytes() {
        var environment = Environment()
        environment[[0xff] as Bytes] = [0xfe, 0x3d]
        #expect(environment.words == [[0xff, 0x3d, 0xfe, 0x3d]])
        #expect(environment["a"] == nil)
    }

    @Test func namesDifferInCase() {
        let environment = Environment([("Path", "1")])
        #expect(environment["PATH"] == nil)
    }

    @Test func anIdentitySetsWhatALoginSets() {
        var environment = Environment([("HOME", "/root"), ("PATH", "/bin")])
        Identity(name: "app", uid: 1000, gid: 1000, groups: [], home: "/home/app", shell: "/bin/sh").apply(
            to: &environment)
        #expect(
            environment.words.map { $0.text }
                == ["HOME=/home/app", "PATH=/bin", "USER=app", "LOGNAME=app", "SHELL=/bin/sh"])
    }

    @Test(
        arguments: [
            ("sh", "/a:/b", ["/a/sh", "/b/sh"]), ("sh", "/a::/b:", ["/a/sh", "./sh", "/b/sh", "./sh"]),
            ("./sh", "/a", ["./sh"]), ("/bin/sh", "/a", ["/bin/sh"]), ("", "/a", []), ("sh", "/a/", ["/a/sh"]),
            (
                "sh", nil,
                ["/usr/local/sbin/sh", "/usr/local/bin/sh", "/usr/sbin/sh", "/usr/bin/sh", "/sbin/sh", "/bin/sh"]
            ),
        ] as [(String, String?, [String])])
    func placesOfAProgram(_ name: String, _ path: String?, _ expected: [String]) {
        let found = ExecutableSearch.candidates(for: Bytes(name), path: path.map { Bytes($0) })
        #expect(found.map { $0.description } == expected)
    }

    @Test func theFirstExecutableFileIsFound() throws {
        let directory = try TemporaryDirectory()
        try directory.write("a/tool", "", mode: 0o644)
        try directory.write("b/tool", "", mode: 0o755)
        try directory.write("c/tool", "", mode: 0o755)
        try directory.makeDirectory("d/tool")
        func find(_ names: String...) throws(Errno) -> FilePath {
            let path = names.map { directory($0).bytes }.joined(separator: .colon)
            return try ExecutableSearch.find(Bytes("tool"), path: path)
        }
        #expect(try find("a", "none", "b", "c") == directory("b/tool"))
        #expect(try find("d", "c") == directory("c/tool"))
        #expect(throws: Errno.noSuchFile) { try find("none") }
        #expect(throws: Errno.permissionDenied) { try find("a") }
        #expect(throws: Errno.permissionDenied) { try find("d", "none") }
    }

    /// What a shell script exports, but not what shells set for themselves.
    @Test func whatAProgramChangedIsTakenOver() {
        var environment = Environment([("KEPT", "1"), ("CHANGED", "old"), ("GONE", "x"), ("HIDDEN", "secret")])
        let given = Environment([("KEPT", "1"), ("CHANGED", "old"), ("GONE", "x")])
        let words = ["KEPT=1", "CHANGED=new", "NEW=a=b", "PWD=/", "SHLVL=1", "_=/bin/env", "", "NONE"]
        environment.adopt(words.map { Bytes($0) }, changedFrom: given)
        #expect(environment.words.map { $0.text } == ["KEPT=1", "CHANGED=new", "HIDDEN=secret", "NEW=a=b"])
    }
}
