/// Where things are. scripts/bench gives the two directories.
enum Place {
    /// The project.
    static let root = CommandLine.arguments[1]
    static var benchmarks: String { "\(root)/Benchmarks" }
    /// What scripts/bench and the Makefile build.
    static var build: String { "\(root)/build" }
    /// What entrypoints were before, in Python.
    static var ancestor: String { "\(root)/Tests/Conformance/Peers/ancestor" }
    static var launch: String { "\(build)/bench/launch" }
    static var child: String { "\(build)/bench/child" }
    static var copy: String { "\(build)/bench/copy" }

    /// For files of a run; removed afterwards.
    static let work = CommandLine.arguments[2]
    /// The same on a file system in memory.
    static let memory = CommandLine.arguments[3]
    /// What the last launched program wrote to standard error.
    static var errors: String { "\(work)/errors" }
}
