import Testing

@testable import RunUtils

@Suite struct ProgramTests {
    private static let tool: Program = ["tool", "-x"]

    @Test func whatIsNotThere() throws {
        let directory = try TemporaryDirectory()
        try directory.write("plain", "", mode: 0o644)
        let environment = Environment([("PATH", directory.path.description)])
        func error(_ program: Program) -> RunError? {
            failure { () throws(RunError) in _ = try program.request(environment, as: nil) }
        }
        #expect(error(["none"]) == RunError(.notFound, #"cannot start "none": there is no such program in PATH"#))
        #expect(error(["/no/such"]) == RunError(.notFound, #"cannot start "/no/such": No such file or directory"#))
        #expect(error(["plain"]) == RunError(.notExecutable, #"cannot start "plain": Permission denied"#))
        #expect(error([]) == RunError(.usage, "a program is expected"))
        #expect(error([""]) == RunError(.notFound, #"cannot start "": there is no such program in PATH"#))
    }

    @Test func aRequestHasTheFileTheWordsAndTheUsersEnvironment() throws {
        let directory = try TemporaryDirectory()
        try directory.write("tool", "", mode: 0o755)
        let identity = Identity(name: "app", uid: 5, gid: 6, groups: [6], home: "/h", shell: "/s")
        var program = ProgramTests.tool
        program.directory = "/srv"
        let request = try program.request(Environment([("PATH", directory.path.description)]), as: identity)
        #expect(request.path == directory("tool"))
        #expect(request.arguments.map { $0.text } == ["tool", "-x"])
        #expect(request.environment["HOME"]?.text == "/h")
        #expect(request.directory == "/srv")
        #expect(request.identity == identity)
        #expect(!request.newGroup && !request.dropsPrivileges)
    }

    @Test(
        arguments: [
            (
                .execute, .noSuchFile, .notExecutable, #"cannot start "tool": No such file or directory"#,
                "its interpreter or dynamic loader is missing in this image"
            ),
            (
                .execute, .badFormat, .notExecutable, #"cannot start "tool": Exec format error"#,
                "a script begins with #! and its interpreter; a binary must be for this machine"
            ),
            (
                .execute, .argumentsTooLong, .notExecutable, #"cannot start "tool": Argument list too long"#,
                "a word takes 128 KiB at most; arguments and environment together a quarter of the stack limit"
            ),
            (.execute, .permissionDenied, .notExecutable, #"cannot start "tool": Permission denied"#, nil),
            (
                .directory, .noSuchFile, .system,
                #"cannot start "tool": cannot enter its working directory: No such file or directory"#, nil
            ),
            (
                .terminal, .notPermitted, .permission,
                #"cannot start "tool": cannot give it the terminal: Operation not permitted"#, nil
            ),
            (
                .fork, .wouldBlock, .system,
                #"cannot start "tool": cannot create a process: Resource temporarily unavailable"#, nil
            ),
        ] as [(SpawnFailure.Stage, Errno, ExitStatus, String, String?)])
    func whyAStartFailed(
        _ stage: SpawnFailure.Stage, _ error: Errno, _ status: ExitStatus, _ message: String, _ hint: String?
    ) {
        let failure = SpawnFailure(stage: stage, error: error)
        #expect(ProgramTests.tool.error(failure) == RunError(status, message, hint: hint))
    }

    @Test(
        arguments: [
            (.groups, "set its supplementary groups", .setgid), (.gid, "set its group", .setgid),
            (.uid, "set its user", .setuid), (.verification, "verify its user and group", .setuid),
        ] as [(SpawnFailure.Stage, String, Capability)])
    func aMissingCapabilityIsNamed(_ stage: SpawnFailure.Stage, _ step: String, _ capability: Capability) {
        let error = ProgramTests.tool.error(SpawnFailure(stage: stage, error: .notPermitted))
        #expect(error.status == .permission)
        #expect(error.message == "cannot start \"tool\": cannot \(step): Operation not permitted")
        let hint = "this needs \(capability.description); \(capability.remedy), or start it as that user"
        #expect(error.hint == (capability.isHeld ? nil : hint))
    }

    @Test func whatIsSetComesOnTopOfEverything() throws {
        let identity = Identity(name: "app", uid: 5, gid: 6, groups: [6], home: "/h", shell: "/s")
        var program = Program(["tool"])
        program.append(["-y"])
        program.set("HOME", to: "/elsewhere")
        program.set("GONE", to: nil)
        program.set("EMPTY", to: "")
        program.setDefault("KEPT", to: "default")
        program.setDefault("MISSING", to: "a=b")
        let start = program.start(Environment([("GONE", "1"), ("KEPT", "given")]), identity)
        #expect(start.words.map { $0.text } == ["tool", "-y"])
        let expected = ["HOME": "/elsewhere", "EMPTY": "", "KEPT": "given", "MISSING": "a=b", "USER": "app"]
        for (name, value) in expected { #expect(start.environment[name]?.text == value, "\(name)") }
        #expect(start.environment["GONE"] == nil)
    }
}
