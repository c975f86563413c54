#if !hasFeature(Embedded)
    extension DryRun {
        /// How a program ends, and what it writes.
        public struct Answer: Sendable {
            let status: UInt8
            let output: String
            let errors: String

            /// - Parameters:
            ///   - status: Its exit status.
            ///   - output: What it writes to its standard output.
            ///   - errors: What it writes to its standard error.
            public init(status: UInt8 = 0, output: String = "", errors: String = "") {
                self.status = status
                self.output = output
                self.errors = errors
            }
        }

        /// What the daemon of the container does, beside which a command runs.
        public enum ServiceState: String, CaseIterable, Sendable {
            /// There is none.
            case stopped
            /// It waits for what its service needs.
            case waiting
            /// It prepares its service.
            case initializing
            /// Its service is started and not ready yet.
            case starting
            /// Its service is ready.
            case running
            /// Its service is being stopped.
            case stopping
        }

        /// Who sits at the terminal, and what is typed: answers in the order of the questions, as an array, or what a
        /// function makes of each question.
        ///
        /// ```swift
        /// let typed: DryRun.Prompts = ["s3cret", "s3cret"]
        /// let answered = DryRun.Prompts.by { question in question.hasPrefix("This deletes") ? "delete" : nil }
        /// ```
        public struct Prompts: ExpressibleByArrayLiteral {
            private let answers: [String]
            private let function: ((String) -> String?)?

            private init(_ answers: [String], _ function: ((String) -> String?)?) {
                self.answers = answers
                self.function = function
            }

            /// Answers in the order of the questions. One that nobody asks for is a mistake of the test: status 70.
            public init(_ answers: [String]) { self.init(answers, nil) }

            /// Answers in the order of the questions.
            public init(arrayLiteral answers: String...) { self.init(answers, nil) }

            /// The answer to each question, as it is asked without its colon.
            ///
            /// - Parameter function: nil where the test has no answer, which is a mistake of it: status 70.
            public static func by(_ function: @escaping (String) -> String?) -> Prompts { Prompts([], function) }

            /// What answers the questions of one run, and how many answers are left.
            func typing() -> (answer: (String) -> String?, countLeft: () -> Int) {
                if let function { return (function, { 0 }) }
                var rest = answers[...]
                return ({ _ in rest.popFirst() }, { rest.count })
            }
        }
    }
#endif
