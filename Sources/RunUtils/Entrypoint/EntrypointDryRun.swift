#if !hasFeature(Embedded)
    extension Entrypoint {
        /// Runs a command in-process, without rights and without starting anything; see `DryRun`.
        ///
        /// ```swift
        /// let run = entrypoint.dryRun(
        ///     ["start"], environment: ["UPSTREAM": "app:8000"], root: directory, signals: [.hangup]
        /// ) { words in
        ///     words == ["nginx", "-v"] ? .init(errors: "nginx version: nginx/1.29.3") : .init()
        /// } holds: { condition in
        ///     condition != .tcp(host: "app", port: 8000)
        /// }
        /// #expect(run.status == .unavailable)
        /// ```
        ///
        /// What the test does wrong is a message, with status 70: a root that is none, a question without an answer.
        ///
        /// - Parameters:
        ///   - arguments: The command line without the executable.
        ///   - environment: All of the environment.
        ///   - root: The directory that stands for "/", with the files that the image would have there; an absolute
        ///     path.
        ///   - ids: The user and group id that the container would run as.
        ///   - stop: A stop signal that arrives before anything else.
        ///   - service: What the daemon beside the command does, for one that needs the running service, or must not
        ///     run beside it.
        ///   - signals: What arrives while the service of `runDaemon` runs, in order: its rules and functions count. A
        ///     stop is the last one.
        ///   - prompts: What is typed at the terminal that standard input is; nil: it is none.
        ///   - input: What standard input holds where it is no terminal, for `--password -`.
        ///   - answers: How programs end, by their words, and how the service does; with 0 and without output by
        ///     default.
        ///   - holds: Whether a condition holds that is waited for, as a whole, or asked by `isMet`; all do by default.
        ///     A wait for one that does not ends as when its time is up, with 69.
        /// - Returns: What it did. Files are below `root`.
        public func dryRun(
            _ arguments: [String], environment: [String: String] = [:], root: String,
            as ids: (uid: UInt32, gid: UInt32) = (0, 0), stop: Signal? = nil, service: DryRun.ServiceState = .stopped,
            signals: [Signal] = [], prompts: DryRun.Prompts? = nil, input: String = "",
            answers: @escaping ([String]) -> DryRun.Answer = { _ in DryRun.Answer() },
            holds: @escaping (WaitCondition) -> Bool = { _ in true }
        ) -> DryRun {
            let root = FilePath(root)
            if let objection = Entrypoint.objection(to: root) { return DryRun(mistake: objection) }
            if prompts != nil, !input.isEmpty {
                return DryRun(mistake: "standard input is a terminal with prompts, or has an input, not both")
            }
            let typing = prompts?.typing()
            let scene = SimulatedScene(
                root: root, user: Ownership(uid: ids.uid, gid: ids.gid), stop: stop,
                phase: service == .stopped ? nil : service.rawValue, signals: signals, input: Bytes(input),
                prompt: typing?.answer,
                holds: { matter in (matter as? SimulatedCondition).map { holds($0.condition) } ?? true },
                answer: { start in
                    let answer = answers(start.words.map { $0.text })
                    return SimulatedAnswer(
                        status: Int32(answer.status), output: Bytes(answer.output), errors: Bytes(answer.errors))
                })
            let simulation = Simulation(scene)
            let status = Simulation.$current.withValue(simulation) {
                let environment = Environment(environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
                let words = ["\(name)-entry"] + arguments
                let console = Console(name: name, environment: environment, StandardVariables.log(of: environment))
                if let report = tableReport {
                    console.fail(report)
                    return report.status
                }
                return run(words.map { Bytes($0) }, environment, console)
            }
            // What ended badly may have had no use for them.
            if status == .success {
                simulation.blame(for: typing?.countLeft() ?? 0, "answers that nobody asked for")
                simulation.blame(for: simulation.uselessSignals, "signals that came to no service")
            }
            return DryRun(status, simulation)
        }

        /// Why a directory cannot stand for "/"; nil when it can.
        private static func objection(to root: FilePath) -> String? {
            if !root.isAbsolute { return "the root \(quoted(root)) is not an absolute path" }
            guard let status = try? FileStatus.at(root), status.kind == .directory else {
                return "there is no directory \(quoted(root)) to stand for \"/\""
            }
            let isMachines = (try? FileStatus.at("/"))??.isSameFile(as: status) ?? true
            return isMachines ? "the root \(quoted(root)) is the machine's own" : nil
        }
    }
#endif
