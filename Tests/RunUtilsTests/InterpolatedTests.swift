import Testing

@testable import RunUtils

/// Texts of containers; each public type is written by Tests/ProcessTests/PrintedValueTests.swift, in both builds.
@Suite struct InterpolatedTests {
    private struct Opaque { let number = 1 }

    @Test func containers() {
        let some: Duration? = .seconds(90)
        let none: Int? = nil
        #expect("\(some) \(none) \([some, nil])" == "1m30s nil [1m30s, nil]")
        #expect("\(["a", "b"]) \([[1], []]) \([String]())" == "[a, b] [[1], []] []")
        #expect("\(["b": 1, "a": 2, "B": 3])" == "[B: 3, a: 2, b: 1]")
        #expect("\([2: [Duration.seconds(1)]]) \([Int: Int]())" == "[2: [1s]] [:]")
        #expect("\(Optional(Optional(true)))" == "true")
    }

    @Test func whatNothingDescribesIsAsEverBefore() {
        #expect("\(Opaque())" == "Opaque(number: 1)")
        #expect("\([Opaque()])" == "[Opaque(number: 1)]")
    }
}
