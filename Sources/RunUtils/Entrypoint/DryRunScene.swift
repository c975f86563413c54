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
    }
#endif
