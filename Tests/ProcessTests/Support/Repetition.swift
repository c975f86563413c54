import Foundation
import Synchronization
import Testing

/// Calls `body` for each number, a few at a time.
func forEach(_ numbers: Range<Int>, atATime: Int = 4, _ body: @escaping @Sendable (Int) async throws -> Void)
    async throws
{
    _ = try await upFrom(numbers.lowerBound, atATime: atATime) { number in
        if number < numbers.upperBound { try await body(number) }
        return number < numbers.upperBound
    }
}

/// Calls `body` for each number from `first` on, a few at a time, until it answers false.
///
/// - Returns: The first number for which it answered false.
func upFrom(
    _ first: Int = 1, atATime: Int = 4, _ body: @escaping @Sendable (Int) async throws -> Bool
) async throws -> Int {
    let numbers = Numbers(first)
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<atATime {
            group.addTask {
                while let number = numbers.next() {
                    await Gate.repetitions.enter()
                    let goesOn = await Result { () async throws in try await body(number) }
                    await Gate.repetitions.leave()
                    if try !goesOn.get() { numbers.end(at: number) }
                }
            }
        }
        try await group.waitForAll()
    }
    return numbers.end
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

private final class Numbers: Sendable {
    private let state: Mutex<(next: Int, end: Int)>

    init(_ first: Int) { state = Mutex((first, .max)) }

    var end: Int { state.withLock { $0.end } }

    func next() -> Int? {
        state.withLock { state in
            guard state.next < state.end else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func end(at number: Int) { state.withLock { $0.end = min($0.end, number) } }
}
