import Testing

/// At most a few tests run at the same time, so that those that look at the clock get their share of the machine.
struct Limited: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await Gate.shared.enter()
        do { try await function() } catch {
            await Gate.shared.leave()
            throw error
        }
        await Gate.shared.leave()
    }
}

extension Trait where Self == Limited {
    static var limited: Limited { Limited() }
}

/// Lets a number of tasks through, and the next when one leaves.
actor Gate {
    static let shared = Gate(places: 8)
    /// For the repetitions of all tests together, so that they leave the others their share.
    static let repetitions = Gate(places: 3)
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}
