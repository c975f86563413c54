#if !hasFeature(Embedded)
    extension DryRun {
        /// Something that would have happened. Its description is one line, so that a test may compare all of them:
        ///
        /// ```swift
        /// #expect(run.events.map(\.description) == [
        ///     "wait tcp://db:5432", "render /run/web/web.conf", "run web -t", "start web -c /run/web/web.conf",
        /// ])
        /// ```
        public enum Event: Equatable, Sendable, CustomStringConvertible {
            /// A target was waited for, as WAIT_FOR spells it, and held, or did not before the time was up:
            /// "wait tcp://db:5432", "wait tcp://db:5432 in vain".
            case waited(String, held: Bool)
            /// Something was asked for on the terminal: "ask Password".
            case asked(String)
            /// A template's file took its place; one that was as it should be is none: "render /run/web/web.conf".
            case rendered(FilePath)
            /// A one-off command ran to its end: "run web -t".
            case program(Start)
            /// A server was started beside the start-up or the command: "serve postgres -D /data".
            case serverStarted(Start)
            /// It was stopped: "end postgres -D /data".
            case serverStopped(Start)
            /// The main service was started: "start web -c /run/web/web.conf".
            case service(Service)
            /// A program took the entrypoint's place: "exec sh".
            case executed(Start)
            /// One of the test's signals came to the entrypoint, while the service ran: "receive SIGHUP".
            case signalArrived(Signal)
            /// The service got a signal: "send SIGHUP".
            case signalToService(Signal)
            /// The command sent a signal to the daemon beside it: "send SIGHUP to the daemon".
            case signalToDaemon(Signal)

            /// In a line.
            public var description: String {
                switch self {
                case .waited(let target, true): "wait \(target)"
                case .waited(let target, false): "wait \(target) in vain"
                case .asked(let question): "ask \(question)"
                case .rendered(let path): "render \(path)"
                case .program(let start): "run \(start.line)"
                case .serverStarted(let start): "serve \(start.line)"
                case .serverStopped(let start): "end \(start.line)"
                case .service(let service): "start \(service.line)"
                case .executed(let start): "exec \(start.line)"
                case .signalArrived(let signal): "receive \(signal)"
                case .signalToService(let signal): "send \(signal)"
                case .signalToDaemon(let signal): "send \(signal) to the daemon"
                }
            }

            init?(_ event: SimulatedEvent) {
                switch event {
                case .waited(let target, let held): self = .waited(target, held: held)
                case .asked(let question): self = .asked(question)
                case .rendered(let path): self = .rendered(path)
                case .program(let start): self = .program(Start(start))
                case .serverStarted(let start): self = .serverStarted(Start(start))
                case .serverStopped(let start): self = .serverStopped(Start(start))
                case .service(let start, let matter):
                    guard let service = matter as? SimulatedService else { return nil }
                    self = .service(Service(Start(start), service))
                case .replaced(let start): self = .executed(Start(start))
                case .signalArrived(let signal): self = .signalArrived(signal)
                case .signalToService(let signal): self = .signalToService(signal)
                case .signalToDaemon(let signal): self = .signalToDaemon(signal)
                }
            }
        }
    }
#endif
