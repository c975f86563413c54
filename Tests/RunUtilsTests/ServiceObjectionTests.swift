import Testing

@testable import RunUtils

/// What an author may say of a service and cannot mean.
@Suite struct ServiceObjectionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let change: @Sendable (inout Service) -> Void
        let objection: String?
        var testDescription: String { objection ?? "none" }

        init(_ objection: String?, _ change: @escaping @Sendable (inout Service) -> Void) {
            self.change = change
            self.objection = objection
        }
    }

    static let rows = [
        Row(nil) { $0.stop = .signal(.quit) }, Row(nil) { $0.stop = [] },
        Row(nil) { $0.stop = [.signal(.terminate, grace: .seconds(1)), .signal(.quit)] },
        Row(nil) { $0.stop = [.signal(.terminate, grace: .seconds(1)), .kill] },
        Row(nil) { $0.signals = [.map(.hangup, to: .user1), .drop(.user2)] },
        Row("it has no program") { $0.program = [] }, Row("it has no program") { $0.program = [""] },
        Row("its stop plan never comes to what follows SIGTERM, which has no grace") {
            $0.stop = [.signal(.terminate), .kill]
        },
        Row("its stop plan goes on after a kill") { $0.stop = [.kill, .signal(.terminate)] },
        Row("SIGHUP has two rules") { $0.signals = [.map(.hangup, to: .user1), .drop(.hangup)] },
        Row("SIGTERM always stops the service") {
            $0.stop = .signal(.quit)
            $0.signals = [.map(.terminate, to: .quit)]
        },
        Row("SIGKILL never reaches a rule") { $0.signals = [.drop(.kill)] },
        Row(nil) { $0.ready = .notifyDescriptor(3) }, Row(nil) { $0.ready = .command(["redis-cli", "ping"]) },
        Row("its readiness writes to descriptor 1, which is not one from 3 to 255") { $0.ready = .notifyDescriptor(1) },
        Row("its readiness tcp://127.0.0.1:0 is no target: a port is a number from 1 to 65535") {
            $0.ready = .tcp(port: 0)
        },
        Row("its readiness command:redis-cli ping has an environment of its own, which health cannot know") {
            var program: Program = ["redis-cli", "ping"]
            program.set("REDISCLI_AUTH", to: "secret")
            $0.ready = .command(program)
        },
        Row("SIGQUIT stops the service and cannot have another meaning") {
            $0.stop = .signal(.quit)
            $0.signals = [.drop(.quit)]
        },
    ]

    @Test(arguments: rows) func objection(_ row: Row) throws {
        var service = Service("server")
        row.change(&service)
        #expect(service.objection == row.objection)
        // And so it ends, before anything is waited for.
        guard let objection = row.objection else { return }
        let root = try TemporaryDirectory()
        let command = Command("start", "Start.") { context throws(RunError) in
            var service = Service("server")
            row.change(&service)
            return try context.runDaemon(service)
        }
        let run = Entrypoint("web", "A server.", commands: { command }).dryRun(["start"], root: root.path.description)
        #expect(run.status == .software && run.events.isEmpty)
        #expect(run.messages == ["web: the service is declared wrongly: \(objection)"])
    }

    @Test func aSemaphoreHasAnAbsolutePath() throws {
        let root = try TemporaryDirectory()
        let entrypoint = Entrypoint("web", "A server.") {
            Command("start", "Start.") { context throws(RunError) in
                try context.runDaemon(Service("server"), semaphore: "up")
            }
        }
        let run = entrypoint.dryRun(["start"], root: root.path.description)
        #expect(run.status == .software && run.messages == ["web: the semaphore \"up\" is not an absolute path"])
    }

    /// A command that has become the service's user runs its programs as that user.
    @Test func whoACommandRunsItsProgramsAs() throws {
        let root = try TemporaryDirectory()
        try root.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        try root.write("etc/group", "root:x:0:\n")
        let account = AccountVariables(defaultName: "web", defaultUID: 8080)
        let entrypoint = Entrypoint("web", "A server.", account: account) {
            Command("flush", "Flush.", user: .service) { context throws(RunError) in
                try context.run(["flush"])
                return .success
            }
        }
        let run = entrypoint.dryRun(["flush"], root: root.path.description)
        #expect(run.programs.first?.user == "web" && run.programs.first?.ids?.uid == 8080, "\(run.messages)")
    }
}
