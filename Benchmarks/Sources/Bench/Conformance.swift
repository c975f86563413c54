extension Measurement {
    /// The scoreboard of the conformance suite, which scripts/bench has made.
    static let conformance = Measurement(
        name: "conformance", title: "Conformance",
        about: """
            What an entrypoint should do: how many of these trials each one passes, and which it fails (Tests/Conformance;
            `make conformance` says why). All are asked at the same time. Two go differently from run to run: catatonit loses
            about 1 of 50 early TERM, and the ancestor the one that comes before its Popen has returned.
            """,
        rounds: 1
    ) { _ in Result(tables: [], notes: [try Files.read("\(Place.work)/conformance.md")]) }
}
