#if !hasFeature(Embedded)
    /// What a command of an image would do: it runs in-process, for an author's unit tests. Files are real, below a
    /// directory that stands for "/"; accounts are made in its /etc. Owners are noted, not changed. Programs, waits,
    /// questions and the service are noted as well: none is started, and the test says how they go. No rights are
    /// needed.
    ///
    /// ```swift
    /// let run = entrypoint.dryRun(["start"], environment: ["UPSTREAM": "app:8000"], root: directory)
    /// #expect(run.status == .success, "\(run.messages)")
    /// #expect(run.events.map(\.description) == [
    ///     "wait tcp://app:8000", "render /run/nginx/nginx.conf", "start nginx -g 'daemon off;'",
    /// ])
    /// #expect(run.service?.stop == .signal(.quit))
    /// ```
    ///
    /// There is none of this in an Embedded build, and so in no image.
    public struct DryRun {
        /// The exit status of the entrypoint; 70 as well where the test or the author did something wrong.
        public let status: ExitStatus
        /// What went to standard output.
        public let output: String
        /// The lines that went to standard error.
        public let messages: [String]
        /// All that would have happened, in order.
        public let events: [Event]
        /// nil when nothing was run.
        private let simulation: Simulation?

        /// Says what is wrong with the test, where nothing can be run.
        init(mistake: String) {
            (status, output, messages) = (.software, "", ["dryRun: \(mistake)"])
            (events, simulation) = ([], nil)
        }

        init(_ status: ExitStatus, _ simulation: Simulation) {
            self.status = simulation.isMistaken ? .software : status
            self.simulation = simulation
            output = simulation.output.text
            var lines = simulation.messages.pieces(separatedBy: .newline)
            if lines.last == [] { lines.removeLast() }
            messages = lines.map { $0.text }
            events = simulation.events.compactMap { Event($0) }
        }

        /// The targets that were waited for, as WAIT_FOR spells them.
        public var waits: [String] { events.compactMap { if case .waited(let target, _) = $0 { target } else { nil } } }

        /// The one-off commands, and the servers beside the start-up.
        public var programs: [Start] {
            events.compactMap { event in
                switch event {
                case .program(let start), .serverStarted(let start): start
                default: nil
                }
            }
        }

        /// The main service; nil where none was started.
        public var service: Service? {
            for case .service(let service) in events { return service }
            return nil
        }

        /// The program that would have taken the entrypoint's place; nil for none.
        public var replacement: Start? {
            for case .executed(let start) in events { return start }
            return nil
        }

        /// Who owns a file now.
        ///
        /// - Parameter path: As the container sees it.
        /// - Returns: nil when there is no such file.
        public func owner(of path: FilePath) -> (uid: UInt32, gid: UInt32)? {
            guard let simulation else { return nil }
            return Simulation.$current.withValue(simulation) {
                guard let status = try? FileStatus.at(path, following: false) else { return nil }
                return (status.owner.uid, status.owner.gid)
            }
        }
    }
#endif
