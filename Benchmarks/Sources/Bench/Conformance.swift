extension Measurement {
    /// The scoreboard of the conformance suite.
    static let conformance = Measurement(
        name: "conformance", title: "Conformance",
        about: "How many tests of an entrypoint's behaviour each passes, and which it fails (Tests/Conformance).",
        rounds: 1
    ) { _ in
        let script = "\(Place.root)/scripts/conformance"
        guard Files.exists(script) else { return Result(tables: [], notes: ["Left out: no scripts/conformance here."]) }
        let file = "\(Place.work)/conformance.md"
        _ = try Processes.output(of: [script, "--markdown", file])
        return Result(tables: [], notes: [try Files.read(file)])
    }
}
