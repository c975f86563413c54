import Foundation
public import Testing

/// Where the random numbers of a test begin. As an argument of the test it is printed when the test fails; TEST_SEED makes it the
/// same once more.
public struct Seed: Sendable, CustomTestStringConvertible {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    /// Another one in each run, unless TEST_SEED names it.
    public static let ofThisRun: Seed = {
        let wanted = ProcessInfo.processInfo.environment["TEST_SEED"].flatMap { UInt64($0) }
        return Seed(wanted ?? .random(in: 0 ... .max))
    }()

    public var generator: SplitMix { SplitMix(seed: value) }

    public var testDescription: String { "TEST_SEED=\(value)" }
}
