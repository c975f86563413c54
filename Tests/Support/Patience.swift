import Foundation

/// What a test expected and did not get.
public struct ProcessFailure: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}

/// How long tests wait for what they do not measure.
public enum Patience {
    /// In seconds, of anything. Tests share the machine with each other.
    public static let seconds = ProcessInfo.processInfo.environment["TEST_PATIENCE"].flatMap { Double($0) } ?? 60
}

/// Something that happens in its own time and tells nobody about: looked at again until it is so.
///
/// A look counts a second at most, since a machine may stand still.
public func eventually(
    _ what: @autoclosure () async throws -> String, every pause: Duration = .milliseconds(5),
    _ holds: () async throws -> Bool
) async throws {
    var left = Duration.seconds(Patience.seconds)
    while left > .zero {
        let start = ContinuousClock.now
        if try await holds() { return }
        try await Task.sleep(for: pause)
        left -= min(ContinuousClock.now - start, .seconds(1))
    }
    throw ProcessFailure(description: "not within \(Patience.seconds) s: \(try await what())")
}
