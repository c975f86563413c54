#if !hasFeature(Embedded)
    /// What a command of an image would do: it runs in-process, for an author's unit tests. Files are real, below a directory
    /// that stands for "/"; accounts are made in its /etc. Owners are noted, not changed. Programs, waits and the service are
    /// noted as well: none is started, conditions hold at once, and the service ends with 0. No rights are needed.
    ///
    ///     let run = entrypoint.dryRun(["start"], environment: ["UPSTREAM": "app:8000"], root: directory)
    ///     #expect(run.status == .success, "\(run.messages)")
    ///     #expect(run.service?.words == ["nginx", "-g", "daemon off;"])
    ///
    /// There is none of this in an Embedded build, and so in no image.
    public struct DryRun {
        /// A program that would have been started.
        public struct Start {
            /// The program and its arguments.
            public let words: [String]
            /// The user's name, nil where the entrypoint's own user stays.
            public let user: String?
            /// The user and group id of that user.
            public let ids: (uid: UInt32, gid: UInt32)?
            /// All of its environment.
            public let environment: [String: String]
            /// What it would have read from its standard input.
            public let input: String

            init(_ start: Simulation.Start) {
                words = start.words.map { $0.text }
                user = start.identity?.name
                ids = start.identity.map { ($0.uid, $0.gid) }
                input = start.input.text
                var environment: [String: String] = [:]
                for word in start.environment.words {
                    let name = word.prefix { $0 != UInt8(ascii: "=") }
                    environment[Bytes(name).text] = Bytes(word[(name.count + 1)...]).text
                }
                self.environment = environment
            }
        }

        /// How a one-off command ends.
        public struct Answer {
            let status: Int32
            let output: String

            /// - Parameters:
            ///   - status: Its exit status.
            ///   - output: What it writes to its standard output.
            public init(status: Int32 = 0, output: String = "") {
                self.status = status
                self.output = output
            }
        }

        /// The exit status of the entrypoint.
        public let status: ExitStatus
        /// What went to standard output.
        public let output: String
        /// The lines that went to standard error.
        public let messages: [String]
        /// The one-off commands, in order.
        public let programs: [Start]
        /// The main service, or the program that would have taken the entrypoint's place.
        public let service: Start?
        /// The targets that were waited for, as WAIT_FOR spells them.
        public let waits: [String]
        private let simulation: Simulation

        fileprivate init(_ status: ExitStatus, _ simulation: Simulation) {
            self.status = status
            self.simulation = simulation
            output = simulation.output.text
            messages = simulation.messages.pieces(separatedBy: .newline).dropLast().map { $0.text }
            programs = simulation.programs.map { Start($0) }
            service = simulation.service.map { Start($0) }
            waits = simulation.waits
        }

        /// Who owns a file now.
        ///
        /// - Parameter path: As the container sees it.
        /// - Returns: nil when there is no such file.
        public func owner(of path: FilePath) -> (uid: UInt32, gid: UInt32)? {
            Simulation.$current.withValue(simulation) {
                guard let status = try? FileStatus.at(path, following: false) else { return nil }
                return (status.owner.uid, status.owner.gid)
            }
        }
    }

    extension Entrypoint {
        /// Runs a command in-process, without rights and without starting anything; see `DryRun`.
        ///
        /// - Parameters:
        ///   - arguments: The command line without the executable.
        ///   - environment: All of the environment.
        ///   - root: The directory that stands for "/", with the files that the image would have there.
        ///   - ids: The user and group id that the container would run as.
        ///   - stop: A stop signal that arrives before anything else.
        ///   - answers: How one-off commands end, by their words; with 0 and without output by default.
        /// - Returns: What it did. Files are below `root`.
        public func dryRun(
            _ arguments: [String], environment: [String: String] = [:], root: String,
            as ids: (uid: UInt32, gid: UInt32) = (0, 0), stop: Signal? = nil,
            answers: @escaping ([String]) -> DryRun.Answer = { _ in DryRun.Answer() }
        ) -> DryRun {
            let simulation = Simulation(
                root: FilePath(root), user: Ownership(uid: ids.uid, gid: ids.gid), stop: stop
            ) { start in
                let answer = answers(start.words.map { $0.text })
                return (answer.status, Bytes(answer.output))
            }
            let status = Simulation.$current.withValue(simulation) {
                let environment = Environment(environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
                let words = ["\(name)-entry"] + arguments
                let format = StandardVariables.logFormat(of: environment)
                let console = Console(name: name, environment: environment, format: format)
                if let report = tableReport {
                    console.fail(report)
                    return report.status
                }
                return run(words.map { Bytes($0) }, environment, console)
            }
            return DryRun(status, simulation)
        }
    }
#endif
