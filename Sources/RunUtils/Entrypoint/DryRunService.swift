#if !hasFeature(Embedded)
    extension DryRun {
        /// A service that `Context.runDaemon` would have started, with all that it would have been supervised by: what
        /// the author's `Service` and the variables come to.
        public struct Service: Equatable, Sendable {
            private let start: Start
            /// What it keeps where its user is not root.
            public let capabilities: [Capability]
            /// When it counts as ready; nil: when its program executes.
            public let ready: Readiness?
            /// How it is stopped.
            public let stop: StopPlan
            /// When a stop takes longer, it is killed; nil for never.
            public let stopGrace: Duration?
            /// Its exit statuses that count as 0.
            public let successStatuses: [ExitStatus]
            /// What had to hold before it started, WAIT_FOR first.
            public let waitFor: [WaitCondition]
            /// How long all of that might have taken; nil for any time.
            public let waitTimeout: Duration?
            /// What becomes of signals that do not reach it as they are: "HUP=USR1", "HUP=none", "HUP=function".
            public let signals: [String]
            /// Files and directories whose change has the effect of a SIGHUP.
            public let reloadsOnChange: [FilePath]
            /// Whether it may start beside the service of another process of the container.
            public let mayRunBesideAnother: Bool
            /// The file that exists while it is ready; nil for none.
            public let semaphore: FilePath?

            /// The program and its arguments.
            public var words: [String] { start.words }
            /// The user's name, nil where the entrypoint's own user stays.
            public var user: String? { start.user }
            /// The user and group id of that user.
            public var ids: (uid: UInt32, gid: UInt32)? { start.ids }
            /// All of its environment.
            public var environment: [String: String] { start.environment }
            /// Where it is started; nil for the entrypoint's own directory.
            public var directory: FilePath? { start.directory }
            /// The words as a shell takes them.
            var line: String { start.line }

            init(_ start: Start, _ simulated: SimulatedService) {
                let (service, plan) = (simulated.service, simulated.plan)
                self.start = start
                capabilities = plan.capabilities
                ready = plan.ready
                stop = plan.stop
                stopGrace = plan.stopGrace
                successStatuses = plan.successStatuses
                waitFor = simulated.waitFor
                waitTimeout = simulated.waitTimeout
                signals = service.signals.map { $0.description }
                reloadsOnChange = plan.watched
                mayRunBesideAnother = service.mayRunBesideAnother
                semaphore = simulated.semaphore
            }
        }
    }
#endif
