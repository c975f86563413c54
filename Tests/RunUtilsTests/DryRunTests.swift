import Testing

@testable import RunUtils

/// The seam for the unit tests of image authors, used as they would.
@Suite struct DryRunTests {
    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
        try root.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        try root.write("etc/group", "root:x:0:\n")
        try root.write("etc/shadow", "root:*:::::::\n", mode: 0o640)
    }

    private static let upstream = Variable("UPSTREAM", .text, "Where requests go.")
    private static let secret = Variable("TOKEN", .text, default: "t", isSecret: true, "A secret.")
    private static let image = Entrypoint(
        "web", "A web server.", templates: TemplateSet(Rendering("/opt/config", to: "/run/web"))
    ) {
        upstream
        secret
    } commands: {
        Command("start", "Start the server.") { context throws(RunError) in
            var service = Service("web", "-c", "/run/web/web.conf")
            service.waitFor = [.tcp(host: "db", port: 5432)]
            return try context.runDaemon(
                service,
                waitfunc: { context throws(RunError) in try context.wait(for: .file("/opt/data/ready")) },
                initfunc: { context throws(RunError) in
                    let account = try context.accounts.ensure()
                    try context.files.ensureDirectory("/var/lib/web", owner: account, mode: 0o700)
                    try context.templates.render(owner: account)
                    let version = try context.run(["web", "-V"], output: .captured).output
                    try context.run(["web", "-t"], "Checking", input: version)
                }, semaphore: "/opt/data/semaphores/web")
        }
        Command("list", "Print something.") { context throws(RunError) in
            try context.print("a list\n")
            return .success
        }
        Command.shell()
    }

    private let environment = ["UPSTREAM": "app:8000", "USER_NAME": "web", "USER_UID": "8080", "TOKEN": "hidden"]

    @Test func aStart() throws {
        try root.write("opt/config/web.conf", "proxy {{UPSTREAM}}\n")
        let run = DryRunTests.image.dryRun(["start"], environment: environment, root: root.path.description) { words in
            words == ["web", "-V"] ? .init(output: "1.2.3") : .init()
        }
        #expect(run.status == .success, "\(run.messages)")
        #expect(run.waits == ["tcp://db:5432", "file:/opt/data/ready"])
        #expect(run.programs.map { $0.words } == [["web", "-V"], ["web", "-t"]])
        #expect(run.programs.map { $0.input } == ["", "1.2.3"])
        let service = try #require(run.service)
        #expect(service.words == ["web", "-c", "/run/web/web.conf"])
        #expect(service.user == "web")
        #expect(service.ids?.uid == 8080)
        #expect(service.environment["HOME"] == "/home/web")
        #expect(service.environment["TOKEN"] == nil)
        #expect(root.read("run/web/web.conf") == "proxy app:8000\n")
        #expect(root.read("etc/passwd")?.hasSuffix("web:x:8080:8080::/home/web:/bin/sh\n") == true)
        #expect(run.owner(of: "/run/web/web.conf")?.uid == 8080)
        #expect(run.owner(of: "/var/lib/web")?.gid == 8080)
        #expect(run.owner(of: "/etc/passwd")?.uid == 0)
        #expect(run.owner(of: "/nowhere") == nil)
        #expect(root.status("var/lib/web")?.mode == 0o700)
        #expect(root.status("opt/data") == nil)
        #expect(run.output == "")
        #expect(run.messages.contains("web: files rendered: 1, up to date: 0"))
    }

    @Test func aSecondStartChangesNothing() throws {
        try root.write("opt/config/web.conf", "proxy {{UPSTREAM}}\n")
        let path = root.path.description
        _ = DryRunTests.image.dryRun(["start"], environment: environment, root: path, as: (8080, 8080))
        let run = DryRunTests.image.dryRun(["start"], environment: environment, root: path, as: (8080, 8080))
        #expect(run.messages.contains("web: files rendered: 0, up to date: 1"), "\(run.messages)")
    }

    @Test func everythingThatIsWrongIsReported() throws {
        try root.write("opt/config/web.conf", "{{NOWHERE}}\n")
        let missing = DryRunTests.image.dryRun(["start"], root: root.path.description)
        #expect(missing.status == .configuration)
        #expect(
            missing.messages == [
                "web: the environment variables are wrong", "  UPSTREAM is not set; expected a text",
            ])
        let wrong = DryRunTests.image.dryRun(["start"], environment: environment, root: root.path.description)
        #expect(wrong.status == .configuration)
        #expect(
            wrong.messages.contains("  /opt/config/web.conf:1:1: NOWHERE is not declared by the image"),
            "\(wrong.messages)")
        #expect(wrong.service == nil)
        #expect(root.status("run/web") == nil)
    }

    @Test func aCommandThatFails() throws {
        try root.makeDirectory("opt/config")
        let run = DryRunTests.image.dryRun(["start"], environment: environment, root: root.path.description) { words in
            .init(status: words == ["web", "-t"] ? 3 : 0)
        }
        #expect(run.status == .failure)
        #expect(run.messages.last == "web: \"web\" exited with status 3")
        #expect(run.service == nil)
    }

    @Test func aStopBeforeTheStart() throws {
        let run = DryRunTests.image.dryRun(
            ["start"], environment: environment, root: root.path.description, stop: .terminate)
        #expect(run.status == .signalled(.terminate))
        #expect(run.service == nil)
    }

    @Test func aCommandThatPrints() {
        let run = DryRunTests.image.dryRun(["list"], environment: environment, root: root.path.description)
        #expect(run.status == .success)
        #expect(run.output == "a list\n")
        #expect(run.messages == [])
    }

    @Test func aShellTakesTheEntrypointsPlace() {
        let run = DryRunTests.image.dryRun(["shell", "root"], environment: environment, root: root.path.description)
        #expect(run.status == .success, "\(run.messages)")
        #expect(run.replacement?.words == ["sh"])
        #expect(run.replacement?.environment["HOME"] == "/root")
    }

    @Test func unknownWords() {
        let run = DryRunTests.image.dryRun(["strat"], root: root.path.description)
        #expect(run.status == .notFound)
        #expect(run.messages == ["web: unknown command \"strat\"; did you mean \"start\"?"])
    }

    @Test func theMachineIsLeftAlone() {
        let run = DryRunTests.image.dryRun(["start"], environment: environment, root: root.path.description)
        #expect(run.status == .configuration)
        #expect(run.messages.contains { $0.contains("\"/opt/config\"") }, "\(run.messages)")
    }
}
