import Testing

@testable import RunUtils

/// One list of all that would have happened, and what the test says about waits and programs.
@Suite struct DryRunEventTests {
    private static let image = Entrypoint(
        "web", "A web server.", templates: TemplateSet(Rendering("/opt/config", to: "/run/web")),
        commands: {
            Command("start", "Start the server.", run: start)
            Command("look", "Asks once.") { context throws(RunError) in
                try context.isMet(.tcp(host: "db", port: 5432)) ? .success : .failure
            }
            Command("version", "Says what the server says.") { context throws(RunError) in
                let captured = try context.run(["web", "-V"], output: .captured)
                try context.print("\(captured.output)|\(captured.errors)|\(captured.status.rawValue)")
                try context.run(["web", "-t"])
                try context.run(["web", "hook"], output: .passedThrough)
                return .success
            }
            Command("import", "Works with a server.") { context throws(RunError) in
                try context.withServer(["db", "a b"], ready: .unixSocket("/run/db"), stop: .signal(.interrupt)) {
                    () throws(RunError) in
                    var program: Program = ["load"]
                    program.directory = "/data"
                    try context.run(program, input: "rows")
                }
                return .success
            }
            Command("tool", "Is replaced.") { context throws(RunError) in try context.exec(["tool", "-x"]) }
        })

    private static func start(_ context: Context) throws(RunError) -> ExitStatus {
        var program: Program = ["web", "-c", "/run/web/b.conf"]
        program.directory = "/srv"
        var service = Service(program)
        service.user = "12:34"
        service.capabilities = [.netBindService]
        service.waitFor = [.tcp(host: "db", port: 5432)]
        service.waitTimeout = .seconds(20)
        service.ready = .http(port: 80)
        service.stop = [.signal(.quit, grace: .seconds(3)), .kill]
        service.signals = [
            .map(.hangup, to: .user1), .drop(.windowChange), .handle(.user2) { (_) throws(RunError) in nil },
        ]
        service.reloadsOnChange = ["/etc/tls"]
        return try context.runDaemon(
            service,
            waitfunc: { context throws(RunError) in try context.wait(for: .file("/opt/data/ready")) },
            initfunc: { context, service throws(RunError) in
                try context.templates.render()
                try context.run(["web", "-t"], as: context.accounts.identity("5:6"))
                service.program.append(["-q"])
            }, semaphore: "/opt/data/semaphores/web")
    }

    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
        try root.write("opt/config/b.conf", "b")
        try root.write("opt/config/a.conf", "a")
        try root.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        try root.write("etc/group", "root:x:0:\n")
    }

    private func run(
        _ words: [String], _ environment: [String: String] = [:], without unmet: String = "",
        answers: @escaping ([String]) -> DryRun.Answer = { _ in .init() }
    ) -> DryRun {
        DryRunEventTests.image.dryRun(
            words, environment: environment, root: root.path.description, answers: answers
        ) { $0.description != unmet }
    }

    @Test func everythingInOrder() throws {
        let run = run(["start"], ["WAIT_FOR": "dns:db", "STOP_GRACE": "9s"])
        #expect(run.status == .success, "\(run.messages)")
        #expect(
            run.events.map(\.description) == [
                "wait dns:db", "wait tcp://db:5432", "wait file:/opt/data/ready", "render /run/web/a.conf",
                "render /run/web/b.conf", "run web -t", "start web -c /run/web/b.conf -q",
            ])
        #expect(run.programs.map(\.ids?.uid) == [5])
        let again = self.run(["start"])
        #expect(again.events.contains(.rendered("/run/web/a.conf")) == false)
    }

    @Test func everythingOfAService() throws {
        let run = run(["start"], ["WAIT_FOR": "dns:db", "STOP_GRACE": "9s"])
        let service = try #require(run.service)
        #expect(run.events.last == .service(service))
        #expect(service.words == ["web", "-c", "/run/web/b.conf", "-q"])
        #expect(service.user == "12")
        #expect(service.ids?.gid == 34)
        #expect(service.environment["USER"] == "12")
        #expect(service.directory == "/srv")
        #expect(service.capabilities == [.netBindService])
        #expect(service.ready == .http(port: 80))
        #expect(service.stop == [.signal(.quit, grace: .seconds(3)), .kill])
        #expect(service.stopGrace == .seconds(9))
        #expect(service.waitFor == [.dns("db"), .tcp(host: "db", port: 5432)])
        #expect(service.waitTimeout == .seconds(20))
        #expect(service.signals == ["HUP=USR1", "WINCH=none", "USR2=function"])
        #expect(service.reloadsOnChange == ["/etc/tls"])
        #expect(service.mayRunBesideAnother == false)
        #expect(service.semaphore == "/opt/data/semaphores/web")
        #expect(root.status("opt/data") == nil)
    }

    @Test(
        arguments: [
            ("tcp://db:5432", ["wait tcp://db:5432 in vain"], ["web: gave up waiting after 20.0 s"]),
            (
                "file:/opt/data/ready", ["wait tcp://db:5432", "wait file:/opt/data/ready in vain"],
                ["web: would wait for ever"]
            ),
        ] as [(String, [String], [String])])
    func aWaitInVain(_ target: String, _ events: [String], _ messages: [String]) {
        let run = run(["start"], without: target)
        #expect(run.status == .unavailable)
        #expect(run.events.map(\.description) == events)
        #expect(run.messages == messages + ["  \(target): does not hold"])
        #expect(run.waits.last == target)
    }

    @Test func aWaitOfTheCommandLine() {
        let run = run(["wait", "--timeout", "5s", "tcp://db:5432", "dns:db"], without: "dns:db")
        #expect(run.status == .unavailable)
        #expect(run.events == [.waited("tcp://db:5432", held: true), .waited("dns:db", held: false)])
    }

    @Test(arguments: [("", ExitStatus.success), ("tcp://db:5432", .failure)])
    func aLook(_ unmet: String, _ status: ExitStatus) {
        let run = run(["look"], without: unmet)
        #expect(run.status == status)
        #expect(run.events == [])
    }

    @Test func whatProgramsWrite() {
        let run = run(["version"]) { words in
            switch words.last {
            case "-V": .init(output: "out", errors: "err")
            case "hook": .init(output: "hooked\n", errors: "and warned\n")
            default: .init(status: 3, output: "one\n", errors: "two\n")
            }
        }
        #expect(run.output == "out|err|0")
        #expect(run.status == .failure)
        #expect(run.messages == ["  | one", "  | two", "web: \"web\" exited with status 3"])
        let good = self.run(["version"]) { words in words.last == "hook" ? .init(output: "o\n", errors: "e\n") : .init()
        }
        #expect(good.messages == ["o", "e"])
    }

    @Test(
        arguments: [
            ("", "", 0, ["serve db 'a b'", "wait unix:/run/db", "run load", "end db 'a b'"], []),
            (
                "unix:/run/db", "", 69, ["serve db 'a b'", "wait unix:/run/db in vain", "end db 'a b'"],
                ["web: \"db\" was not ready in time", "  unix:/run/db: does not hold"]
            ),
            (
                "", "load", 1, ["serve db 'a b'", "wait unix:/run/db", "run load", "end db 'a b'"],
                ["web: \"load\" exited with status 4"]
            ),
            (
                "", "db", 1, ["serve db 'a b'", "wait unix:/run/db", "run load", "end db 'a b'"],
                ["web: \"db\" exited with status 4"]
            ),
        ] as [(String, String, UInt8, [String], [String])])
    func aServerBeside(
        _ unmet: String, _ failing: String, _ status: UInt8, _ events: [String], _ messages: [String]
    ) {
        let run = run(["import"], without: unmet) { .init(status: $0.first == failing ? 4 : 0) }
        #expect(run.status.rawValue == status)
        #expect(run.events.map(\.description) == events)
        #expect(run.messages == messages)
        #expect(run.programs.map(\.directory) == (unmet.isEmpty ? [nil, "/data"] : [nil]))
    }

    @Test func aReplacement() {
        let run = run(["tool"]) { .init(status: $0 == ["tool", "-x"] ? 5 : 0) }
        #expect(run.status.rawValue == 5)
        #expect(run.events.map(\.description) == ["exec tool -x"])
        #expect(run.replacement?.words == ["tool", "-x"])
        #expect(run.service == nil && run.programs == [] && run.messages == [])
    }
}
