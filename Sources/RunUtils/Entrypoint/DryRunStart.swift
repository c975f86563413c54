#if !hasFeature(Embedded)
    extension DryRun {
        /// A program that would have been started.
        public struct Start: Equatable, Sendable {
            /// The program and its arguments.
            public let words: [String]
            /// The name of the user that it runs as, nil where that is the one whom the container started with.
            public let user: String?
            /// The user and group id of that user.
            public var ids: (uid: UInt32, gid: UInt32)? { owner.map { ($0.uid, $0.gid) } }
            /// All of its environment.
            public let environment: [String: String]
            /// Where it is started; nil for the entrypoint's own directory.
            public let directory: FilePath?
            /// What it would have read from its standard input.
            public let input: String
            private let owner: Ownership?

            init(_ start: SimulatedStart) {
                words = start.words.map { $0.text }
                user = start.identity?.name
                owner = start.identity?.ownership
                directory = start.directory
                input = start.input.text
                var environment: [String: String] = [:]
                for word in start.environment.words {
                    let name = word.prefix { $0 != .equals }
                    environment[Bytes(name).text] = Bytes(word.dropFirst(name.count + 1)).text
                }
                self.environment = environment
            }

            /// The words as a shell takes them.
            var line: String { Words.joined(words.map { Bytes($0) }).text }
        }
    }
#endif
