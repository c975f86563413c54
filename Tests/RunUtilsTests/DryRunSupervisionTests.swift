import Testing

@testable import RunUtils

/// The daemon beside a command, and signals while the service runs.
@Suite struct DryRunSupervisionTests {
    private static let image = Entrypoint(
        "web", "A web server.",
        commands: {
            Command("backup", "Needs the service.", needs: .serviceRunning) { context throws(RunError) in
                try context.print(context.daemon.phase ?? "none")
                return .success
            }
            Command("restore", "Must not run beside it.", needs: .serviceStopped) { _ throws(RunError) in .success }
            Command("phase", "Says what the daemon does.") { context throws(RunError) in
                try context.print(context.daemon.phase ?? "none")
                return .success
            }
            Command("reload", "Lets the daemon reload.") { context throws(RunError) in
                try context.daemon.send(.hangup)
                try context.run(["after"])
                return .success
            }
            Command("start", "Start the server.", run: start)
        })

    private static func start(_ context: Context) throws(RunError) -> ExitStatus {
        var service = Service("web")
        service.ready = .tcp(port: 80)
        service.stop = [.signal(.quit, grace: .seconds(5)), .kill]
        service.signals = [
            .map(.user1, to: .user2), .drop(.windowChange),
            .handle(.hangup) { context throws(RunError) in
                try context.run(["web", "-t"])
                return .hangup
            },
            .handle(.user2) { (_, service) throws(RunError) in
                service.ready = nil
                return nil
            },
        ]
        return try context.runDaemon(service, semaphore: "/opt/data/web")
    }

    private let root: TemporaryDirectory

    init() throws { root = try TemporaryDirectory() }

    private func run(
        _ words: [String], service: DryRun.ServiceState = .stopped, signals: [Signal] = [],
        answers: @escaping ([String]) -> DryRun.Answer = { _ in .init() }
    ) -> DryRun {
        DryRunSupervisionTests.image.dryRun(
            words, root: root.path.description, service: service, signals: signals, answers: answers)
    }

    @Test(
        arguments: [
            ("backup", .stopped, 69, "", "web: backup needs the service to be running: none runs here"),
            ("backup", .starting, 69, "", "web: backup needs the service to be running: it is starting"),
            ("backup", .running, 0, "running", nil),
            ("restore", .stopped, 0, "", nil),
            ("restore", .stopping, 1, "", "web: restore must not run beside the service: it is stopping"),
            ("phase", .stopped, 0, "none", nil), ("phase", .waiting, 0, "waiting", nil),
            ("phase", .initializing, 0, "initializing", nil), ("phase", .running, 0, "running", nil),
            ("reload", .stopped, 69, "", "web: no web runs in this container"), ("reload", .running, 0, "", nil),
            ("start", .running, 1, "", "web: start must not run beside the service: it is running"),
            ("health", .running, 0, "", nil), ("health", .starting, 1, "", "web: not healthy: starting"),
        ] as [(String, DryRun.ServiceState, UInt8, String, String?)])
    func besideADaemon(
        _ command: String, _ service: DryRun.ServiceState, _ status: UInt8, _ output: String, _ message: String?
    ) {
        let run = run([command], service: service)
        #expect(run.status.rawValue == status)
        #expect(run.output == output)
        #expect(run.messages.first == message)
    }

    @Test func aSignalToTheDaemon() {
        let run = run(["reload"], service: .running)
        #expect(run.events.map(\.description) == ["send SIGHUP to the daemon", "run after"])
        #expect(run.events.first == .signalToDaemon(.hangup))
    }

    @Test(
        arguments: [
            ([], []), ([.hangup], ["receive SIGHUP", "run web -t", "send SIGHUP"]),
            ([.user1], ["receive SIGUSR1", "send SIGUSR2"]), ([.windowChange], ["receive SIGWINCH"]),
            ([.user2], ["receive SIGUSR2"]), ([.continue], ["receive SIGCONT", "send SIGCONT"]),
            (
                [.user1, .hangup, .user1],
                [
                    "receive SIGUSR1", "send SIGUSR2", "receive SIGHUP", "run web -t", "send SIGHUP", "receive SIGUSR1",
                    "send SIGUSR2",
                ]
            ),
            // A stop is the last one.
            ([.terminate, .user1], ["receive SIGTERM", "send SIGQUIT"]),
            ([.quit], ["receive SIGQUIT", "send SIGQUIT"]),
        ] as [([Signal], [String])])
    func whileTheServiceRuns(_ signals: [Signal], _ events: [String]) {
        let run = run(["start"], signals: signals)
        #expect(run.status == .success, "\(run.messages)")
        #expect(run.events.map(\.description) == ["start web"] + events)
        #expect(root.status("opt") == nil)
    }

    @Test func aFunctionThatFails() {
        let run = run(["start"], signals: [.hangup, .user1]) { .init(status: $0 == ["web", "-t"] ? 2 : 0) }
        #expect(run.status == .success)
        #expect(
            run.events.map(\.description) == [
                "start web", "receive SIGHUP", "run web -t", "receive SIGUSR1", "send SIGUSR2",
            ])
        #expect(run.messages.contains("web: \"web\" exited with status 2"), "\(run.messages)")
    }

    @Test(arguments: [[], [Signal.terminate]]) func aServiceThatFails(_ signals: [Signal]) {
        let run = run(["start"], signals: signals) { .init(status: $0 == ["web"] ? 9 : 0) }
        #expect(run.status.rawValue == 9)
        #expect(run.messages.last == "web: web (pid 0) exited with status 9")
    }
}
